//! Domain and stored protobuf, in both directions. Invariant: the format is frozen; every event
//! type and version ever written has a golden file under `tests/golden/` and can be decoded for
//! good. Where the bytes are kept, hashed and chained is left to others.

#![deny(clippy::wildcard_enum_match_arm)]

mod actor;
#[cfg(test)]
mod arbitrary;
pub mod encode;
pub mod entry;
mod enumeration;
mod envelope;
mod event;
#[cfg(test)]
mod examples;
mod field;
pub mod frame;
pub mod genesis;
mod interpret;
mod outcome;
pub mod parse;
pub mod placement;
mod protected;
mod stream;
mod time;
mod upcast;

pub use event::event_type;
