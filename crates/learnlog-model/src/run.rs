//! A named exploration. Invariant: a mutation names the promise that catches it, so that a check
//! which can no longer fail is seen.

use crate::check::Outcome;

/// An exhaustive exploration of a protocol that should hold.
pub struct Run {
    /// Which model.
    pub model: &'static str,
    /// Which configuration of it.
    pub name: &'static str,
    /// Too large for every day.
    pub deep: bool,
    /// Explores with so many threads.
    pub explore: Box<dyn Fn(usize) -> Outcome + Send + Sync>,
}

/// A protocol with one rule broken.
pub struct Mutation {
    /// Which model.
    pub model: &'static str,
    /// Its name on the command line.
    pub name: String,
    /// The promise that it breaks first.
    pub caught_by: &'static str,
    /// Explores until a promise is broken.
    pub refute: Box<dyn Fn() -> Outcome + Send + Sync>,
}
