//! `learnlog import`: a source's history, row by row, as commands.

pub mod mapping;
pub mod plan;
pub mod problem;
pub mod source;
