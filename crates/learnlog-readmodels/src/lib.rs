//! Read models: tables in PostgreSQL that are folded from the ledger, and what they answer. Invariant: every row is derived from
//! one log and can be dropped and projected again, with the same digest. Personal data stays sealed in them.

pub mod enrollments;
pub mod queries;
