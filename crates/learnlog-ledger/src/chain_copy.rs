//! Writing a chain that exists elsewhere into a log, byte for byte. Invariant: only values that extend the chain at hand are handed over,
//! in order; what became of them is for the caller to read back, because a report proves less than the log itself. Offsets may differ
//! from those of the original: no position is made of them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use bytes::Bytes;
use learnlog_chain::{Claim, Head, entry_hash};
use learnlog_codec::encode::headers;
use learnlog_codec::entry::{Body, LogNumber};
use learnlog_codec::parse::{InterpretError, ParsedEntry};
use learnlog_domain::id::LedgerId;

use crate::event_log::{DeliveryReport, EventLog, LogError, LogProducer, NewRecord};

/// Entries that are handed over and not yet reported.
pub const COPY_LIMIT_ENTRIES: usize = 2_000;

/// How long nothing may be reported.
pub const COPY_STALL_LIMIT: Duration = Duration::from_secs(60);

/// Why a chain was not written to its end. What was written is part of it: reading it back and going on from there is safe.
#[derive(Debug, thiserror::Error)]
pub enum CopyError<E: std::error::Error + 'static> {
    /// The values cannot be had.
    #[error("the entries cannot be read")]
    Source(#[source] E),
    /// A value does not extend the chain.
    #[error(
        "log {log}: the entry after sequence {sequence} does not extend the chain: the copy is damaged"
    )]
    NotChained {
        /// Which log.
        log: LogNumber,
        /// Of the last that does.
        sequence: u64,
    },
    /// An entry that this process does not understand.
    #[error("log {log}: sequence {sequence} cannot be read by this program")]
    Unreadable {
        /// Which log.
        log: LogNumber,
        /// Of the entry.
        sequence: u64,
        /// In what way.
        #[source]
        source: InterpretError,
    },
    /// The log did not take everything.
    #[error("log {log}: the event log did not take all entries")]
    Log {
        /// Which log.
        log: LogNumber,
        /// The log's own error.
        #[source]
        source: LogError,
    },
}

/// Writes `values`, which continue `head`, to a log; nobody else may write it meanwhile. Blocks. Returns the head after the last.
///
/// Errors: [`CopyError`].
pub fn continue_chain<E: std::error::Error + 'static>(
    event_log: &Arc<dyn EventLog>,
    log: LogNumber,
    ledger_id: LedgerId,
    mut head: Head,
    values: impl Iterator<Item = Result<Bytes, E>>,
) -> Result<Head, CopyError<E>> {
    let fail = |source| CopyError::Log { log, source };
    let (report, reports) = mpsc::channel();
    let sink = Box::new(move |delivery| drop(report.send(delivery)));
    let producer = event_log.open_producer(log, sink).map_err(fail)?;
    let mut under_way = UnderWay { producer, reports, tags: BTreeSet::new() };
    for value in values {
        let value = value.map_err(CopyError::Source)?;
        let extends = Claim::of(&value).is_some_and(|claim| head.accepts(&claim));
        if !extends {
            return Err(CopyError::NotChained { log, sequence: head.sequence });
        }
        head = head.after(entry_hash(&value));
        let sequence = head.sequence;
        let unreadable = |source| CopyError::Unreadable { log, sequence, source };
        let entry = ParsedEntry::read(&value).map_err(unreadable)?;
        let key = match &entry.body {
            Body::Command(command) => Bytes::copy_from_slice(&command.stream.key()),
            Body::Genesis(_) => Bytes::new(),
        };
        let record = NewRecord { key, headers: headers(&entry, ledger_id), value };
        under_way.produce(sequence, record).map_err(fail)?;
    }
    under_way.settle(0).map_err(fail)?;
    Ok(head)
}

struct UnderWay {
    producer: Box<dyn LogProducer>,
    reports: Receiver<DeliveryReport>,
    tags: BTreeSet<u64>,
}

impl UnderWay {
    fn produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        self.settle(COPY_LIMIT_ENTRIES - 1)?;
        loop {
            match self.producer.produce(tag, record.clone()) {
                Ok(()) => break,
                Err(LogError::QueueFull) if !self.tags.is_empty() => {
                    self.settle(self.tags.len() - 1)?;
                }
                Err(error) => return Err(error),
            }
        }
        self.tags.insert(tag);
        Ok(())
    }

    /// Waits until no more than so many are under way.
    fn settle(&mut self, entries_max: usize) -> Result<(), LogError> {
        while self.tags.len() > entries_max {
            let report = self.reports.recv_timeout(COPY_STALL_LIMIT).map_err(stalled)?;
            report.result?;
            self.tags.remove(&report.tag);
        }
        Ok(())
    }
}

fn stalled(error: RecvTimeoutError) -> LogError {
    LogError::Unavailable { operation: "produce", source: Box::new(error) }
}
