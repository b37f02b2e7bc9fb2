//! What a learner reached. Invariant: every report is kept; a later outcome never undoes an earlier
//! completion that counts.

pub mod command;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod rejection;
pub mod state;

#[cfg(test)]
mod tests;
