//! What is wrong with the source, and where. Invariant: every problem names file, row (the line on
//! which it starts) and, where there is one, the column; a value is quoted at most to
//! [`QUOTED_MAX_CHARS`].

pub mod fault;

use std::fmt;
use std::sync::Arc;

use crate::mapping::MappingError;
use crate::problem::fault::Fault;

/// Characters of a bad value that a message repeats.
const QUOTED_MAX_CHARS: usize = 40;

/// One thing that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file.
    pub file: Arc<str>,
    /// The line on which the row starts; the header is on line 1.
    pub row: u32,
    /// Its name in the header; empty where no single column is to blame.
    pub column: String,
    /// What is wrong there.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, row {}", self.file, self.row)?;
        if !self.column.is_empty() {
            write!(f, ", column `{}`", self.column)?;
        }
        write!(f, ": {}", self.fault)
    }
}

/// A bad value as a message repeats it.
pub fn quoted(value: &str) -> String {
    let mut short: String = value.chars().take(QUOTED_MAX_CHARS).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

/// Why a row yields nothing: it is bad, or the mapping is.
#[derive(Debug)]
pub enum Trouble {
    /// This row.
    Row(Problem),
    /// Every row.
    Mapping(MappingError),
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Row(problem)
    }
}

impl From<MappingError> for Trouble {
    fn from(error: MappingError) -> Self {
        Self::Mapping(error)
    }
}
