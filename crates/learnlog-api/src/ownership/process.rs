//! A process that serves the ledger, as another one sees it.

use learnlog_codec::entry::LogNumber;
use uuid::Uuid;

/// What a process says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its own, for as long as it runs.
    pub id: Uuid,
    /// Where its gRPC server is: http://host:port or https://host:port; empty: nowhere.
    pub address: String,
    /// When it started, in microseconds since 1970.
    pub started_at_micros: i64,
    /// When it said so, in microseconds since 1970: the more, the later.
    pub seen_at_micros: i64,
    /// It ends, and takes over no log.
    pub leaving: bool,
    /// Logs that it cannot write now.
    pub unable_to_write: Vec<LogNumber>,
    /// Logs that it cannot project now.
    pub unable_to_project: Vec<LogNumber>,
}

impl Process {
    /// Whether it may own that log.
    pub fn may_own(&self, log: LogNumber) -> bool {
        !self.leaving && !self.unable_to_write.contains(&log)
    }

    /// Whether it may project that log.
    pub fn may_project(&self, log: LogNumber) -> bool {
        !self.leaving && !self.unable_to_project.contains(&log)
    }
}
