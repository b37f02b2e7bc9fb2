//! What a learner takes part in. Invariant: an enrollment is open until it is withdrawn or
//! completed; withdrawal ends an enrollment, never an obligation.

pub mod command;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod locate;
pub mod rejection;
pub mod state;

#[cfg(test)]
mod tests;
