//! What a learner does: a player's facts. Invariant: recorded even if late or unexpected; what does
//! not count says why. Nothing is decided by them yet, so no state is kept of them.

pub mod command;
pub mod decide;
pub mod event;
pub mod rejection;

#[cfg(test)]
mod tests;
