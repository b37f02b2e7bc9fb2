//! What the ledger needs of a log: partitions of records with offsets, and nothing conditional. Invariant: an implementation
//! reports every produced record exactly once and never reorders what one producer produced; everything else (loss, delay, other
//! writers) is allowed. The chain makes a ledger of it.

use std::time::Duration;

use bytes::Bytes;
use learnlog_codec::entry::LogNumber;

/// A partitioned, append-only log, reached through blocking calls.
pub trait EventLog: Send + Sync + 'static {
    /// Opens a producer for one log. `reports` is called once per record, from any thread, and must not block.
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError>;

    /// Opens a reader that begins at `offset`. Blocks up to the implementation's request limit.
    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError>;

    /// First offset that is still there, and the offset after the last (the high watermark), asked of the leader.
    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError>;
}

/// Where produced records are reported.
pub type ReportSink = Box<dyn Fn(DeliveryReport) + Send + Sync>;

/// A producer of one log and one generation.
pub trait LogProducer: Send + Sync {
    /// Hands over a record without waiting. `tag` comes back in its report. After an error nothing was handed over and there will be no
    /// report.
    fn produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError>;

    /// Drops what was not sent. Requests already sent may still land. Reports may still come.
    fn purge(&mut self);
}

/// A record to be written.
#[derive(Debug, Clone)]
pub struct NewRecord {
    /// Kind byte || 16 id bytes; empty for genesis.
    pub key: Bytes,
    /// Copies for consumers that filter; they prove nothing.
    pub headers: Vec<(&'static str, Bytes)>,
    /// The entry.
    pub value: Bytes,
}

/// What became of one record.
#[derive(Debug)]
pub struct DeliveryReport {
    /// As given to `produce`.
    pub tag: u64,
    /// The offset as the client library says it (librdkafka fabricates negative ones), or why it is unknown.
    pub result: Result<Delivered, LogError>,
}

/// A record that the log acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// As reported; negative means that the report cannot be trusted.
    pub offset: i64,
    /// When the log appended it, in microseconds since 1970, if it says so.
    pub append_time_micros: Option<i64>,
}

/// First and next offset of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// First offset that is still there.
    pub low: u64,
    /// The offset that the next record will get.
    pub high: u64,
}

/// A record as it is read.
#[derive(Debug, Clone, Copy)]
pub struct LogRecord<'a> {
    /// Where it lies.
    pub offset: u64,
    /// None for a tombstone.
    pub value: Option<&'a [u8]>,
    /// When the log appended it, in microseconds since 1970, if it says so.
    pub append_time_micros: Option<i64>,
}

/// Reads one log in order, holes allowed.
pub trait LogReader: Send {
    /// Shows up to `max_records` records to `visit`, waiting up to `wait` for the first; returns how many. 0 means that none came in
    /// time, which is not the same as the end.
    fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(LogRecord<'_>),
    ) -> Result<usize, LogError>;

    /// Whether the log has said that nothing follows what was read. A hole at the end (the marker of a foreign transaction) has no
    /// record that could show it.
    fn reached_end(&self) -> bool;
}

/// What can go wrong between us and the log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// No answer, or not now: try again.
    #[error("the event log does not answer ({operation})")]
    Unavailable {
        /// What was tried.
        operation: &'static str,
        /// What the client said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The local queue is full: try again when reports have come.
    #[error("the producer's queue is full")]
    QueueFull,
    /// The record is larger than the log takes.
    #[error("the record is larger than the event log takes")]
    TooLarge,
    /// The topic or partition is not there.
    #[error(
        "{topic} [{partition}] does not exist: has `learnlog init` been run for this ledger, or was the topic \
         deleted (then `learnlog restore`)?"
    )]
    Missing {
        /// The topic.
        topic: String,
        /// The partition.
        partition: i32,
    },
    /// The offset asked for is not (or no longer) in the log.
    #[error("offset {offset} is not in the log, which holds {low}..{high}")]
    OffsetGone {
        /// Asked for.
        offset: u64,
        /// First offset there.
        low: u64,
        /// Next offset.
        high: u64,
    },
    /// The outcome is unknown and this producer is of no more use.
    #[error("the producer failed for good")]
    Fatal(#[source] Box<dyn std::error::Error + Send + Sync>),
}
