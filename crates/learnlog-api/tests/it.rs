//! The front door over a real channel, on a real Kafka and a real PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "it/asking.rs"]
mod asking;
#[path = "it/commands.rs"]
mod commands;
#[path = "it/doors.rs"]
mod doors;
#[path = "it/ending.rs"]
mod ending;
#[path = "it/limits.rs"]
mod limits;
#[path = "it/replaying.rs"]
mod replaying;
#[path = "it/streaming.rs"]
mod streaming;
#[path = "it/submitting.rs"]
mod submitting;
#[path = "it/wire.rs"]
mod wire;
#[path = "it/world.rs"]
mod world;
