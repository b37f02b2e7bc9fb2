//! Why a log cannot be read on. Invariant: only what may pass by itself is told to be passing; everything else is for an operator.

pub mod doubt;

use learnlog_codec::entry::LogNumber;

use crate::event_log::LogError;

/// Why a log cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The log's own error; see there whether it passes.
    #[error("log {log} cannot be read")]
    Log {
        /// Which log.
        log: LogNumber,
        /// The log's own error.
        #[source]
        source: LogError,
    },
    /// The message at the checkpoint is gone or is another one.
    #[error(
        "log {log} does not hold the entry of the stored checkpoint (sequence {sequence}, offset {offset}): the topic \
         was truncated or made anew. Restore the topic, or the database that belongs to it; nothing was changed"
    )]
    CheckpointNotFound {
        /// Which log.
        log: LogNumber,
        /// Of the checkpoint.
        sequence: u64,
        /// Of the checkpoint.
        offset: u64,
    },
    /// The message at the checkpoint is there, and is no part of the chain any more.
    #[error(
        "log {log} holds the entry of the stored checkpoint (sequence {sequence}, offset {offset}), but no chain leads to it \
         any more: the end of the topic was lost and has grown again. Keep the topic as it is; restore it, or the \
         database that belongs to it; nothing was changed"
    )]
    TrailBroken {
        /// Which log.
        log: LogNumber,
        /// Of the checkpoint.
        sequence: u64,
        /// Of the checkpoint.
        offset: u64,
    },
    /// An accepted entry that contradicts what came before it: a bug or an attack.
    #[error(
        "log {log}, sequence {sequence}: an accepted entry is false ({what}); the log is stopped, keep the topic as it is"
    )]
    FalseEntry {
        /// Which log.
        log: LogNumber,
        /// Of the entry.
        sequence: u64,
        /// What is false about it.
        what: &'static str,
    },
    /// This process's writer was told by the log that another message lies there.
    #[error(
        "log {log}, sequence {sequence}: what lies in the topic is not what was acknowledged to this process; keep the \
         topic as it is, and see whether it was made anew or brokers disagree"
    )]
    Diverged {
        /// Which log.
        log: LogNumber,
        /// Of the entry.
        sequence: u64,
    },
}

impl ReadError {
    /// Whether the log itself is not what it was: no reader may go on until somebody has looked.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Log { source, .. } => matches!(source, LogError::OffsetGone { .. }),
            Self::CheckpointNotFound { .. }
            | Self::TrailBroken { .. }
            | Self::FalseEntry { .. }
            | Self::Diverged { .. } => true,
        }
    }

    /// Whether trying again may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Log { source: LogError::Unavailable { .. } | LogError::QueueFull, .. })
    }
}
