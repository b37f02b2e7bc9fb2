//! Which process writes which log, and how a command gets there. Invariant: nothing but speed rests on it. Two
//! processes that both take themselves for the owner of a log lose time and nothing else, because the chain is the
//! fence; so every doubt is settled by deciding here, under the same command id.

pub mod lane;
pub mod peer;
pub mod process;
pub mod router;
pub mod share;
pub mod token;
mod wire;

#[cfg(test)]
mod tests;
