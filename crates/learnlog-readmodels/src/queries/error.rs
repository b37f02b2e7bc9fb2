//! Why there is no answer.

use learnlog_codec::entry::LogNumber;
use learnlog_postgres::error::DatabaseError;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The database does not answer now: ask again.
    #[error("the read models do not answer: try again")]
    Unavailable(#[source] DatabaseError),
    /// The deadline came before the position.
    #[error(
        "log {log} has been projected up to sequence {reached}, not yet up to {wanted}: ask again, or with a later deadline"
    )]
    NotReached {
        /// The log that is furthest behind.
        log: LogNumber,
        /// What was asked for.
        wanted: u64,
        /// Where its projections are.
        reached: u64,
    },
    /// The position names a log that the ledger does not have.
    #[error("the ledger has no log {log}")]
    UnknownLog {
        /// As asked.
        log: LogNumber,
    },
    /// A read model holds what no projection wrote.
    #[error("a read model is damaged")]
    Damaged(#[source] DatabaseError),
}

impl From<DatabaseError> for QueryError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Damaged => Self::Damaged(error),
            DatabaseError::Url(_)
            | DatabaseError::NoName
            | DatabaseError::NoConnection(_)
            | DatabaseError::TimedOut { .. }
            | DatabaseError::Failed { .. } => Self::Unavailable(error),
        }
    }
}
