//! The checker. Invariant: it rests on the messages as they lie on Kafka and on the callers' own files, and shares no code with what it
//! checks but the generated messages: the acceptance rule is the one of docs/entry-format.md, written down a second time.

mod answers;
pub mod awaited;
mod chain;
mod evidence;
mod fold;
mod order;
mod places;
mod positions;
mod reads;
pub mod topic;
pub mod turns;
mod violation;
mod walk;

pub use self::chain::Chains;
pub use self::evidence::{CallerHistory, Evidence, Operation, read_callers};
pub use self::violation::{Kind, Violations};

/// Everything that can be found.
pub fn check(evidence: &Evidence) -> Violations {
    let mut violations = Violations::default();
    chain::check(evidence, &mut violations);
    answers::check(evidence, &mut violations);
    order::check(evidence, &mut violations);
    turns::check(evidence, &mut violations);
    awaited::check(evidence, &mut violations);
    reads::check(evidence, &mut violations);
    positions::check(evidence, &mut violations);
    violations
}

#[cfg(test)]
mod tests;
