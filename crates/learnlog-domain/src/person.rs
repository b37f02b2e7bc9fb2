//! Who a learner is. Invariant: personal data stays sealed; what decides anything (org unit, job,
//! dates) is plain ids and days.

pub mod command;
pub mod decide;
mod difference;
pub mod event;
pub mod evolve;
pub mod rejection;
pub mod state;

#[cfg(test)]
mod tests;
