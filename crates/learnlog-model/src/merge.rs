//! Merging two learners across two logs, and undoing it. Invariant: one entry, in the target's log,
//! decides to whom a fact belongs; the source's only decides whether it takes more.

mod model;
mod properties;
pub mod runs;
mod state;
