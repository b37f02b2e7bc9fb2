//! What is wrong with a mapping file, as opposed to the data.

use std::io;
use std::path::PathBuf;

/// A mapping that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// No such file, or no right to read it.
    #[error("cannot read the mapping {}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Past the limit.
    #[error("the mapping is larger than {limit_bytes} bytes: is it a mapping?")]
    TooLarge {
        /// MAPPING_MAX_BYTES.
        limit_bytes: u64,
    },
    /// Not TOML, or a name that mappings do not have.
    #[error("the mapping is not understood (docs/import.md lists what it may say)")]
    Syntax(#[source] toml::de::Error),
    /// Not a name of a source system.
    #[error("source = {0:?}: 1 to 64 characters of A-Z, a-z, 0-9, `.`, `_` and `-` are allowed")]
    Source(String),
    /// No such table.
    #[error("the mapping has no [tables.{0}]")]
    NoTable(String),
    /// A path, or nothing.
    #[error("tables.{table}.file must be a plain file name, without folder")]
    FileName {
        /// The table.
        table: String,
    },
    /// Not one character of ASCII.
    #[error("tables.{table}.delimiter must be one ASCII character, and no quote or line end")]
    Delimiter {
        /// The table.
        table: String,
    },
    /// A join that cannot find anything.
    #[error("tables.{table}.join.{other} must name as many columns as tables.{other}.key does")]
    JoinKey {
        /// The joining table.
        table: String,
        /// The joined table.
        other: String,
    },
    /// A day that is not described.
    #[error("tables.{table}.days.{day}: {reason}")]
    Day {
        /// The table.
        table: String,
        /// The day.
        day: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A reference to a day that is not there.
    #[error("tables.{table}.days has no `{day}`")]
    NoDay {
        /// The table.
        table: String,
        /// As referred to.
        day: String,
    },
    /// Days that wait for each other.
    #[error("tables.{table}.days.{day} depends on too many other days, or on itself")]
    DayTooDeep {
        /// The table.
        table: String,
        /// The day.
        day: String,
    },
    /// A text with a brace too many.
    #[error("{0:?}: braces must come in pairs, with a column's name between them")]
    Template(String),
    /// A rule that lacks what it needs, or says too much.
    #[error("a rule for {kind} of tables.{table}: {reason}")]
    Rule {
        /// The kind of fact.
        kind: &'static str,
        /// The rule's table.
        table: String,
        /// What is wrong.
        reason: &'static str,
    },
}
