//! The event log on a real Kafka: the contract of all logs, and what only Kafka can do to one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "it/contract.rs"]
mod contract;
#[path = "it/ledger.rs"]
mod ledger;
