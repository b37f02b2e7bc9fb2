//! A producer of one log and one generation. Invariant: acknowledged by all replicas in sync,
//! idempotent, and every report is handed on as librdkafka gives it, made-up offsets included:
//! judging them is the writer's.

mod group;
pub(crate) mod office;
mod outbox;
mod rounds;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use learnlog_ledger::event_log::{LogError, LogProducer, NewRecord, ReportSink};
use rdkafka::message::Timestamp;

use crate::connection::Connection;
use crate::topics::names::Place;
use office::Office;
use outbox::Outbox;

/// How long the thread that takes reports waits for one before it looks whether it is to end.
const REPORT_WAIT: Duration = Duration::from_millis(100);

pub(crate) struct KafkaProducer {
    outbox: Arc<Outbox>,
    ended: Arc<AtomicBool>,
    reporter: Option<JoinHandle<()>>,
}

impl KafkaProducer {
    /// Errors: no client, or no thread.
    pub fn open(
        connection: &Connection,
        office: Arc<Office>,
        place: Place,
        sink: ReportSink,
    ) -> Result<Self, LogError> {
        let outbox = Outbox::open(connection, office, place, sink)?;
        let ended = Arc::<AtomicBool>::default();
        let (of_thread, end) = (Arc::clone(&outbox), Arc::clone(&ended));
        let report = move || {
            while !end.load(Ordering::Acquire) {
                of_thread.take_reports(REPORT_WAIT);
            }
        };
        let reporter = std::thread::Builder::new().name("reports".into()).spawn(report);
        let reporter = reporter.map_err(no_thread)?;
        Ok(Self { outbox, ended, reporter: Some(reporter) })
    }
}

impl LogProducer for KafkaProducer {
    fn produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        self.outbox.hand_over(tag, record)
    }

    /// Requests that are under way are given up, too, so that every record is reported at once.
    fn purge(&mut self) {
        self.outbox.purge();
    }
}

impl Drop for KafkaProducer {
    /// The client itself reports what it still holds when it goes.
    fn drop(&mut self) {
        self.outbox.purge();
        self.ended.store(true, Ordering::Release);
        if let Some(reporter) = self.reporter.take() {
            // It can only have broken in the ledger's own code, which says so itself.
            drop(reporter.join());
        }
    }
}

/// A thread cannot be started.
pub(crate) fn no_thread(source: std::io::Error) -> LogError {
    LogError::Unavailable { operation: "start a thread", source: source.into() }
}

/// When the log appended a record; a time that its producer made up says nothing.
pub(crate) fn append_time_micros(timestamp: Timestamp) -> Option<i64> {
    match timestamp {
        Timestamp::LogAppendTime(millis) => millis.checked_mul(1_000),
        Timestamp::CreateTime(_) | Timestamp::NotAvailable => None,
    }
}
