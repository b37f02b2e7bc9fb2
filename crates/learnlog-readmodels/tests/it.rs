//! The read models on a real PostgreSQL, projected from logs in memory and on a real Kafka.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "it/ask.rs"]
mod ask;
#[path = "it/bad_days.rs"]
mod bad_days;
#[path = "it/books.rs"]
mod books;
#[path = "it/company.rs"]
mod company;
#[path = "it/digests.rs"]
mod digests;
#[path = "it/journal.rs"]
mod journal;
#[path = "it/kafka.rs"]
mod kafka;
#[path = "it/overdue.rs"]
mod overdue;
#[path = "it/people.rs"]
mod people;
#[path = "it/positions.rs"]
mod positions;
#[path = "it/refold.rs"]
mod refold;
#[path = "it/scene.rs"]
mod scene;
#[path = "it/story.rs"]
mod story;
#[path = "it/streams.rs"]
mod streams;
#[path = "it/transcript.rs"]
mod transcript;
