//! The ledger: a conditional append on a plain log, and the only way to read it back. Invariant: a message belongs to the ledger if and
//! only if it extends the chain, and nothing is answered that is not in it. Kafka and PostgreSQL are behind traits.

pub mod catalog_view;
pub mod chain_copy;
pub mod chain_reader;
pub mod checkpoint;
pub mod clock;
pub mod contract;
pub mod event_log;
pub mod genesis;
pub mod host;
pub mod index;
pub mod ledger;
pub mod limits;
pub mod memory;
pub mod metrics;
pub mod read_error;
pub mod stray;
pub mod submission;
pub mod trail;
mod writer;
