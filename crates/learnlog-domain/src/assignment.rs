//! What a learner is obliged to. Invariant: each assignment keeps its source; several to one target
//! are one obligation, due on the earliest of their days. Whether it is overdue is a function of
//! time and left to the read models.

pub mod command;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod rejection;
pub mod state;

#[cfg(test)]
mod tests;
