//! The domain: what the rules are. Two pure functions, `decide` and `evolve`; everything else is data. Invariant: no clock, no new ids, no
//! IO, no serialization and no async in this crate, so it cannot fail other than by saying no.

pub mod id;
pub mod protected;
pub mod stream;
pub mod time;
