//! The domain: what the rules are. Two pure functions, `decide` and `evolve`; everything else is
//! data. Invariant: no clock, no new ids, no IO, no serialization and no async in this crate, so it
//! cannot fail other than by saying no.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod activity;
pub mod assignment;
pub mod basis_points;
pub mod catalog;
pub mod certification;
pub mod command;
pub mod completion;
pub mod context;
pub mod decide;
pub mod decision;
pub mod enrollment;
pub mod event;
pub mod evolve;
pub mod id;
pub mod not_counted;
pub mod period;
pub mod person;
pub mod protected;
pub mod rejection;
pub mod sorted;
pub mod state;
pub mod stream;
pub mod time;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
