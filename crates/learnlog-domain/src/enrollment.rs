//! What a learner takes part in. Invariant: an enrollment is open until it is withdrawn or completed; withdrawal ends an enrollment,
//! never an obligation.

pub mod command;
pub mod event;
pub mod rejection;
