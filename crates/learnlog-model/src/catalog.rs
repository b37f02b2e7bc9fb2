//! Freshness of the catalog: under which definitions a log is decided on, in two processes that
//! forward commands to each other. Invariant: an accepted entry's catalog sequence never goes back,
//! and who heard of a definition from a process may rest on it there.

mod model;
pub mod runs;
mod state;
