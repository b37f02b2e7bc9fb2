//! Why a log's projection is interrupted, and whether trying again may help.

use learnlog_codec::parse::InterpretError;
use learnlog_ledger::event_log::LogError;
use learnlog_ledger::read_error::ReadError;
use learnlog_postgres::error::DatabaseError;

use super::store::WriteError;

/// Why a session of a lane ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum LaneError {
    #[error("the log cannot be read")]
    Read(#[from] ReadError),
    #[error("the read models cannot be used")]
    Database(#[from] DatabaseError),
    #[error("the entry cannot be understood")]
    NotUnderstood {
        sequence: u64,
        #[source]
        source: InterpretError,
    },
    #[error("the entry cannot be projected")]
    NotProjected {
        sequence: u64,
        #[source]
        source: Box<WriteError>,
    },
    #[error("somebody else projects this log too, or the last transaction was undone")]
    Raced(#[source] Box<WriteError>),
}

impl LaneError {
    /// Trying again may help: servers come back, topics are made.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Raced(_) => true,
            Self::Database(error) => !error.is_lasting(),
            Self::NotUnderstood { .. } | Self::NotProjected { .. } => false,
            Self::Read(ReadError::Log { source: LogError::OffsetGone { .. }, .. }) => false,
            Self::Read(ReadError::Log { .. }) => true,
            Self::Read(
                ReadError::CheckpointNotFound { .. }
                | ReadError::TrailBroken { .. }
                | ReadError::FalseEntry { .. }
                | ReadError::Diverged { .. },
            ) => false,
        }
    }

    /// The entry that it is about.
    pub fn sequence(&self) -> Option<u64> {
        match self {
            Self::NotUnderstood { sequence, .. } | Self::NotProjected { sequence, .. } => {
                Some(*sequence)
            }
            Self::Read(
                ReadError::FalseEntry { sequence, .. } | ReadError::Diverged { sequence, .. },
            ) => Some(*sequence),
            Self::Read(_) | Self::Database(_) | Self::Raced(_) => None,
        }
    }
}
