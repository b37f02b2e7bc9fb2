//! `EventLog` over Kafka. Invariant: nothing here decides what is in the ledger; a log is one
//! partition of one of the ledger's topics, read with numeric offsets and written by idempotent
//! producers, without transactions, subscriptions or commits.

mod asker;
pub mod connection;
mod context;
mod error;
pub mod limits;
pub mod log;
mod producer;
mod reader;
pub mod topics;
