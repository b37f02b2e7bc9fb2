//! Whether the promises were kept, found out from what lies in the logs and what callers heard. Invariant: nothing of the writer, the
//! reader or the projections is used here; only the published rule, the codec and `decide`.

mod answers;
mod chain;
mod decisions;
mod projection;

use crate::caller::history::History;
use crate::world::World;
pub use chain::{Chain, chains};

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Which promise, in a word or three.
    pub promise: &'static str,
    /// By what.
    pub what: String,
}

/// Looks at everything. Empty if every promise was kept.
pub fn check(world: &World, history: &History) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut broken = |promise, what| violations.push(Violation { promise, what });
    let chains = chains(world);
    answers::check(&chains, history, &mut broken);
    decisions::check(&chains, history, &mut broken);
    projection::check(world, &chains, &mut broken);
    violations
}
