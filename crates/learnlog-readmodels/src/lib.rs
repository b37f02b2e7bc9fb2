//! Read models: tables in PostgreSQL that are folded from the ledger, and what they answer.
//! Invariant: every row is derived from one log and can be dropped and projected again, with the
//! same digest. Personal data stays sealed in them.

pub mod catalog;
mod civil;
mod columns;
pub mod database;
pub mod enrollments;
pub mod entry_index;
pub mod metrics;
pub mod obligations;
pub mod people;
pub mod projection;
pub mod queries;
pub mod runner;
mod stored;
mod timeline;
pub mod transcript;
