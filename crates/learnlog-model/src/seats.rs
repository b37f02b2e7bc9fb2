//! Seats of an offering: a protocol over two streams. Invariant: what a step rests on is an entry of
//! the ledger, so that whoever comes after a crash knows as much as who began.

mod model;
pub mod runs;
mod state;
