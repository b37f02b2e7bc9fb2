//! What can go wrong between us and PostgreSQL, told apart by what helps: waiting, mending the
//! configuration, or neither.

use tokio_postgres::error::SqlState;
use tokio_postgres::types::{WasNull, WrongType};

/// An error of a session, and what was being done.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The URL cannot be read.
    #[error("the database URL is not one: expected postgres://user:password@host:port/name")]
    Url(#[source] tokio_postgres::Error),
    /// The URL names no database.
    #[error("the database URL names no database: append /name")]
    NoName,
    /// No connection within its limit, or all of them were in use for too long.
    #[error("no connection to PostgreSQL: is it running, and does LEARNLOG_DATABASE name it?")]
    NoConnection(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No answer within the caller's limit, and no word of the server.
    #[error("PostgreSQL does not answer: it said nothing for {limit_seconds} s")]
    TimedOut {
        /// How long it was waited for.
        limit_seconds: u64,
    },
    /// A statement failed.
    #[error("PostgreSQL failed to {operation}")]
    Failed {
        /// What was tried.
        operation: &'static str,
        /// What the server or the driver said.
        #[source]
        source: tokio_postgres::Error,
    },
    /// A row holds what no statement of ours could have written.
    #[error("a row of a read model is damaged: drop the projection and project it again")]
    Damaged,
}

impl DatabaseError {
    /// For `map_err`.
    pub fn failed(operation: &'static str) -> impl FnOnce(tokio_postgres::Error) -> Self {
        move |source| Self::Failed { operation, source }
    }

    /// Whether the server refused the values themselves, so that trying again cannot help.
    pub fn is_refused_data(&self) -> bool {
        match self {
            Self::Failed { source, .. } => source.code().is_some_and(refuses_data),
            Self::Url(_)
            | Self::NoName
            | Self::NoConnection(_)
            | Self::TimedOut { .. }
            | Self::Damaged => false,
        }
    }

    /// Whether it stays until somebody mends rows, tables, rights or the configuration, so that
    /// trying again cannot help.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::Url(_) | Self::NoName | Self::Damaged => true,
            Self::TimedOut { .. } => false,
            Self::Failed { source, .. } => needs_somebody(source) || is_unreadable(source),
            Self::NoConnection(source) => {
                source.downcast_ref::<tokio_postgres::Error>().is_some_and(needs_somebody)
            }
        }
    }
}

/// Classes 28 (who one is), 3D and 3F (no such database, no such schema) and 42 (no such table or
/// column, no right to it).
fn needs_somebody(error: &tokio_postgres::Error) -> bool {
    let lasting = |state: &SqlState| {
        ["28", "3D", "3F", "42"].iter().any(|class| state.code().starts_with(class))
    };
    error.code().is_some_and(lasting)
}

/// A column is not what our tables have there.
fn is_unreadable(error: &tokio_postgres::Error) -> bool {
    let cause = std::error::Error::source(error);
    cause.is_some_and(|cause| cause.is::<WasNull>() || cause.is::<WrongType>())
}

/// Classes 21 to 23 (cardinality, data and integrity) and 54 (a value beyond the server's limits).
fn refuses_data(state: &SqlState) -> bool {
    ["21", "22", "23", "54"].iter().any(|class| state.code().starts_with(class))
}
