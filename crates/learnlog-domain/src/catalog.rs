//! Definitions and their versions. Invariant: an id names one definition of one kind for ever, and each revision has the next version
//! number.

pub mod certification;
pub mod command;
pub mod course;
pub mod event;
pub mod job;
pub mod offering;
pub mod org_unit;
pub mod rejection;
