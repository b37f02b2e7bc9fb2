//! How each log's projection is doing. Invariant: what is stopped says at which entry and why,
//! until the process ends; what says that it projects was seen at work a moment ago, or is silent.

use std::time::{Duration, Instant};

use learnlog_codec::entry::LogNumber;

/// A projection at work is seen several times a second, between two transactions. After so long it
/// counts as silent: a server keeps the connection open and says nothing, say.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(10);

/// One log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneStatus {
    /// Which.
    pub log: LogNumber,
    /// What it is doing.
    pub state: LaneState,
    /// What every projection of the log has reached.
    pub sequence: u64,
    /// When it was last seen at work.
    pub seen_at: Instant,
}

/// What the projection of a log is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LaneState {
    /// Connecting for the first time.
    Starting,
    /// At work, or waiting for entries.
    Projecting,
    /// Another process projects it.
    Elsewhere,
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
        Self { log, state: LaneState::Starting, sequence: 0, seen_at: Instant::now() }
    }

    /// Whether it has not been seen at work for [`SILENCE_LIMIT`].
    pub fn is_silent(&self) -> bool {
        self.seen_at.elapsed() >= SILENCE_LIMIT
    }
}
