//! The conditional append on one log: writers, requests, reports, crashes, the entry index.
//! Invariant: the steps are those of the writer in `learnlog-ledger`, and whatever Kafka may do to
//! it. Bytes, hashes and time are left out: an entry is an id, and everything may happen at any time.

mod actions;
mod canonical;
mod config;
mod entry;
mod load;
mod log;
mod model;
mod properties;
pub mod runs;
mod settle;
mod sight;
mod state;
#[cfg(test)]
mod tests;
pub mod variant;
mod words;
mod writer;
