//! What a learner reached. Invariant: every report is kept; a later outcome never undoes an earlier completion that counts.

pub mod command;
pub mod event;
pub mod rejection;
