//! What can be wrong with a row. Invariant: every message says what is expected.

use std::sync::Arc;

use crate::problem::Problem;

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The mapping reads a column that the header lacks.
    #[error("the column is missing; the header has {0}")]
    ColumnMissing(String),
    /// The header names a column that the mapping reads more than once.
    #[error("the header names this column more than once")]
    ColumnRepeated,
    /// Not text.
    #[error("the bytes are not UTF-8: save the file as UTF-8")]
    NotUtf8,
    /// Another number of fields than the header.
    #[error("the row has {found} fields, the header has {expected}")]
    FieldCount {
        /// In the header.
        expected: usize,
        /// In the row.
        found: usize,
    },
    /// Past the limit of a row.
    #[error("the row has {bytes} bytes; at most {limit} bytes and {fields} fields are read")]
    TooLong {
        /// Of the row.
        bytes: u64,
        /// RECORD_MAX_BYTES.
        limit: usize,
        /// RECORD_MAX_FIELDS.
        fields: usize,
    },
    /// Everything behind the quote is inside it.
    #[error(
        "a quote is opened and never closed: everything up to line {last_line}, the end of the \
         file, was swallowed by it and is not imported"
    )]
    QuoteNeverClosed {
        /// The last line of the file.
        last_line: u64,
    },
    /// A stray quote.
    #[error(
        "text follows a closing quote: a quote inside a quoted field must be doubled, and an \
         earlier one may lack its end"
    )]
    TextAfterQuote,
    /// The archive or the disk.
    #[error("the file cannot be read beyond this row ({0}): the rows before it are complete")]
    Damaged(String),
    /// Two rows that other files refer to by the same key.
    #[error("row {row} has the same key `{key}` and other content")]
    KeyTaken {
        /// The first row.
        row: u32,
        /// In common.
        key: String,
    },
    /// Nothing where something is needed.
    #[error("the field is empty")]
    Empty,
    /// A key past the limit.
    #[error("the key has {bytes} bytes, more than {limit}")]
    KeyTooLong {
        /// Of the key.
        bytes: usize,
        /// KEY_MAX_BYTES.
        limit: usize,
    },
    /// A reference to a row that is not there.
    #[error("`{key}` is not in {file}")]
    NotInFile {
        /// What is looked for.
        key: String,
        /// Where.
        file: Arc<str>,
    },
    /// A reference to what no row makes.
    #[error("the {kind} `{key}` is unknown: no good row of the source defines it")]
    Undefined {
        /// What is named.
        kind: &'static str,
        /// By its key.
        key: String,
    },
    /// What it says depends on what a bad row says.
    #[error("row {row}, about the same person and not later, is bad: this one waits for it")]
    AfterBad {
        /// The bad row.
        row: u32,
    },
    /// Not a date of that form.
    #[error("`{value}` is not a date like {example}")]
    NotADate {
        /// As it stands there.
        value: String,
        /// The form.
        example: &'static str,
    },
    /// February 30.
    #[error("`{0}` is a day that the calendar does not have")]
    NotInCalendar(String),
    /// Not a whole number of days.
    #[error("`{0}` is not a whole number of days")]
    NotDays(String),
    /// Arithmetic beyond the calendar.
    #[error("{days} days from {from} is outside the years 1 to 9999")]
    OutsideCalendar {
        /// The anchor.
        from: String,
        /// To add.
        days: i64,
    },
    /// Not a code of the form that the mapping describes.
    #[error("`{value}` is not a year followed by one of: {suffixes}")]
    NotACode {
        /// As it stands there.
        value: String,
        /// Of the mapping.
        suffixes: String,
    },
    /// A day that must be known.
    #[error("the day is unknown, but must be known here")]
    DayUnknown,
    /// A value that the mapping does not know.
    #[error("`{value}` is none of the values that the mapping knows: {known}")]
    UnknownValue {
        /// As it stands there.
        value: String,
        /// Of the mapping.
        known: String,
    },
    /// Not a percentage.
    #[error("`{0}` is not a percentage from 0 to 100 with at most two decimals")]
    NotPercent(String),
    /// Past a limit of the protocol, or not of its form.
    #[error("the server would refuse it: {0}")]
    Refused(String),
    /// The row that it refers to is bad.
    #[error("{0}")]
    Elsewhere(Box<Problem>),
}

impl Fault {
    /// The column that is missing altogether, so that one message is enough for all rows.
    pub fn missing_column(problem: &Problem) -> Option<&Problem> {
        match &problem.fault {
            Self::ColumnMissing(_) | Self::ColumnRepeated => Some(problem),
            Self::Elsewhere(inner) => Self::missing_column(inner),
            _ => None,
        }
    }
}
