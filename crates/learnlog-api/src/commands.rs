//! CommandService: commands in, answers of the ledger out. Invariant: OK means that the answer is an entry (or,
//! with `validate_only`, what one would say); every error says whether the command may be recorded all the same.

pub mod admission;
pub mod answer;
mod counters;
pub mod desk;
pub mod door;
pub mod handed;
pub mod order;
pub mod service;
pub mod stream;

#[cfg(test)]
mod tests;
