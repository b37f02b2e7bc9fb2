//! The store as one process sees it: the entry index to the writers, sessions to the projections. Invariant: a snapshot is one, and a
//! write is whole or nothing; whether the caller hears of it is another matter.

mod index;
mod lane;
pub mod tables;

pub use index::SimIndex;
pub use lane::SimStores;
