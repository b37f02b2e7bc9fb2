//! A whole learnlog for end-to-end tests: the real binary, as child processes, on real servers.
//! Invariant: nothing outlives the handle. What is tested lies in `tests/`.
#![allow(
    missing_docs,
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "this crate is for tests, where a panic is how a failure is reported"
)]

pub mod ask;
pub mod process;
pub mod site;
pub mod topic;
