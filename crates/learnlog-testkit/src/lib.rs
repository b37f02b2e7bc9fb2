//! Real Kafka and PostgreSQL and other processes for tests, and waiting for what must happen.
//! Invariant: nothing here outlives the test process, and nothing pretends: without a server, a test fails. What is tested
//! is left to the tests.

#![allow(
    clippy::panic,
    clippy::expect_used,
    reason = "this crate is for tests, where a panic is how a failure is reported"
)]

pub mod database;
pub mod eventually;
pub mod names;
pub mod ports;
pub mod process;
pub mod skip;
pub mod stack;
