//! How each log's projection is doing. Invariant: what is stopped says at which entry and why,
//! until the process ends.

use learnlog_codec::entry::LogNumber;

/// One log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneStatus {
    /// Which.
    pub log: LogNumber,
    /// What it is doing.
    pub state: LaneState,
    /// What every projection of the log has reached.
    pub sequence: u64,
}

/// What the projection of a log is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LaneState {
    /// Connecting for the first time.
    Starting,
    /// At work, or waiting for entries.
    Projecting,
    /// A server is away or does not do its part; it is tried again.
    Retrying {
        /// The last error, with its causes.
        reason: String,
    },
    /// It does not go on by itself.
    Stopped {
        /// The entry that cannot be projected, if it is an entry.
        sequence: Option<u64>,
        /// The error, with its causes.
        reason: String,
    },
}

impl LaneStatus {
    pub(super) fn starting(log: LogNumber) -> Self {
        Self { log, state: LaneState::Starting, sequence: 0 }
    }
}

/// An error and its causes in one line.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
