//! What a learner is certified for. Invariant: certificates are consequences of completions and
//! assignments, never asked for; valid or expired is a function of time, never stored.

pub mod decide;
pub mod event;
pub mod evolve;
pub mod state;
mod view;

#[cfg(test)]
mod tests;
