//! The front door: tonic services over the ledger and the read models. Invariant: nothing reaches the domain that
//! is not authenticated, within every limit, and sealed where it is personal. What the rules say is left to the
//! domain, where records lie to ledger and read models.

pub mod authentication;
pub mod caller;
pub mod commands;
pub mod deadline;
mod end;
pub mod error;
pub mod health;
pub mod history;
pub mod input;
pub mod message;
pub mod metrics;
pub mod ownership;
pub mod places;
pub mod queries;
mod say;
mod seal;
pub mod server;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod testing;
