//! Another system's history, read from files and planned as commands. Invariant: a pure function of the mapping, the
//! files and the day, which tells of every row what it came to. Submitting the plan, and telling about it, is left
//! to the command line. Formats and meanings: docs/import.md.

pub mod command;
pub mod mapping;
pub mod plan;
pub mod problem;
pub mod source;
