//! The only way out of the log. Invariant: yields exactly the accepted entries, in order, with their raw bytes; everything else is a
//! stray, counted and forgotten. An accepted entry that lies about itself stops the reader for good. What entries mean is left to
//! the caller, as are stream links, which need the stream.

mod witness;

use std::sync::Arc;
use std::time::{Duration, Instant};

use learnlog_chain::{Claim, Hash, entry_hash};
use learnlog_codec::entry::LogNumber;
use learnlog_codec::frame::Frame;
use learnlog_codec::placement::CATALOG;
use learnlog_domain::time::Timestamp;
use tokio::sync::watch;

use crate::checkpoint::Checkpoint;
use crate::event_log::{EventLog, LogError, LogReader, LogRecord};
use crate::ledger::LogStatus;
use crate::limits::{CLOCK_LIMIT, RESUME_WAIT};
use crate::metrics::CLOCK_ALARMS;
use crate::read_error::ReadError;
use crate::stray::{StrayCause, Strays};
use witness::Witness;

/// Reads one log by the acceptance rule.
pub struct ChainReader {
    reader: Box<dyn LogReader>,
    state: ReaderState,
}

struct ReaderState {
    log: LogNumber,
    checkpoint: Checkpoint,
    next_offset: u64,
    recorded_at: Option<Timestamp>,
    catalog_sequence: u64,
    strays: Strays,
    strays_from: u64,
    alarmed: bool,
    witness: Option<Witness>,
    failure: Option<ReadError>,
}

/// An entry of the ledger.
pub struct Accepted<'a> {
    /// 1, 2, 3 … within the log.
    pub sequence: u64,
    /// Where it lies.
    pub offset: u64,
    /// Of the bytes as they lie there.
    pub hash: Hash,
    /// The bytes as they lie there.
    pub value: &'a [u8],
    /// When the log appended it, in microseconds since 1970, if it says so.
    pub append_time_micros: Option<i64>,
}

impl ChainReader {
    /// Opens `log` after `from`, having re-read the entry there. Blocks.
    ///
    /// Errors: [`ReadError::CheckpointNotFound`] where that entry is gone or another, and the log's own.
    pub fn open(
        event_log: &Arc<dyn EventLog>,
        log: LogNumber,
        from: Checkpoint,
    ) -> Result<Self, ReadError> {
        let fail = |source| match source {
            LogError::OffsetGone { .. } => ReadError::CheckpointNotFound {
                log,
                sequence: from.head.sequence,
                offset: from.offset,
            },
            source => ReadError::Log { log, source },
        };
        let reader = event_log.open_reader(log, from.offset).map_err(fail)?;
        let mut this = Self {
            reader,
            state: ReaderState {
                log,
                checkpoint: from,
                next_offset: from.offset,
                recorded_at: None,
                catalog_sequence: 0,
                strays: Strays::default(),
                strays_from: 0,
                alarmed: false,
                witness: None,
                failure: None,
            },
        };
        if from != Checkpoint::EMPTY {
            this.resume(event_log, from)?;
        }
        Ok(this)
    }

    /// Passes strays below that offset without counting them: somebody has.
    #[must_use]
    pub fn counting_strays_from(mut self, offset: u64) -> Self {
        self.state.strays_from = offset;
        self
    }

    /// Compares what is read with what the log's writer in this process has confirmed.
    #[must_use]
    pub fn witnessed_by(mut self, writer: watch::Receiver<LogStatus>) -> Self {
        self.state.witness = Some(Witness::new(writer));
        self
    }

    fn resume(&mut self, event_log: &Arc<dyn EventLog>, from: Checkpoint) -> Result<(), ReadError> {
        let log = self.state.log;
        let not_found = ReadError::CheckpointNotFound {
            log,
            sequence: from.head.sequence,
            offset: from.offset,
        };
        let bounds = event_log.bounds(log).map_err(|source| ReadError::Log { log, source })?;
        if from.offset < bounds.low || from.offset >= bounds.high {
            return Err(not_found);
        }
        let deadline = Instant::now() + RESUME_WAIT;
        let mut found = None;
        while found.is_none() {
            let state = &mut self.state;
            let mut visit = |record: LogRecord<'_>| found = Some(state.meets(&record, from));
            let read = self.reader.poll(1, RESUME_WAIT, &mut visit);
            match read {
                Ok(_) if Instant::now() > deadline && found.is_none() => {
                    let operation = "re-read the entry at the checkpoint";
                    let source = LogError::Unavailable { operation, source: "timed out".into() };
                    return Err(ReadError::Log { log, source });
                }
                Ok(_) => {}
                Err(LogError::OffsetGone { .. }) => return Err(not_found),
                Err(source) => return Err(ReadError::Log { log, source }),
            }
        }
        if found == Some(true) { Ok(()) } else { Err(not_found) }
    }

    /// Shows the accepted among the next `max_records` records to `visit`, waiting up to `wait` for the first. Returns how many records
    /// were passed, strays included; 0 means that none came in time.
    ///
    /// Errors: after one that does not pass, the reader is of no more use.
    pub fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(Accepted<'_>),
    ) -> Result<usize, ReadError> {
        let state = &mut self.state;
        if let Some(witness) = &mut state.witness {
            witness.look(state.checkpoint.head.sequence);
        }
        let passed = self
            .reader
            .poll(max_records, wait, &mut |record| state.apply(record, visit))
            .map_err(|source| ReadError::Log { log: state.log, source })?;
        match state.failure.take() {
            Some(failure) => Err(failure),
            None => Ok(passed),
        }
    }

    /// After the last accepted entry.
    pub fn checkpoint(&self) -> Checkpoint {
        self.state.checkpoint
    }

    /// The first offset that has not been read; beyond the checkpoint where strays follow it.
    pub fn next_offset(&self) -> u64 {
        self.state.next_offset
    }

    /// Whether the log has said that nothing follows what was read.
    pub fn reached_end(&self) -> bool {
        self.reader.reached_end()
    }

    /// Seen by this reader.
    pub fn strays(&self) -> &Strays {
        &self.state.strays
    }

    /// When the last accepted entry was recorded; None before the first.
    pub fn recorded_at(&self) -> Option<Timestamp> {
        self.state.recorded_at
    }

    /// The catalog sequence of the last accepted entry; 0 before the first.
    pub fn catalog_sequence(&self) -> u64 {
        self.state.catalog_sequence
    }
}

impl ReaderState {
    /// Whether the record is the entry of the checkpoint; learns from it what the next one must not undercut.
    fn meets(&mut self, record: &LogRecord<'_>, from: Checkpoint) -> bool {
        self.next_offset = record.offset.saturating_add(1);
        let Some(value) = record.value else { return false };
        let Ok(frame) = Frame::read(value) else { return false };
        self.recorded_at = frame.recorded_at;
        self.catalog_sequence = frame.catalog_sequence;
        record.offset == from.offset && entry_hash(value) == from.head.hash
    }

    fn apply(&mut self, record: LogRecord<'_>, visit: &mut dyn FnMut(Accepted<'_>)) {
        if self.failure.is_some() {
            return;
        }
        self.next_offset = record.offset.saturating_add(1);
        let head = self.checkpoint.head;
        let claim = record.value.ok_or(StrayCause::Tombstone).and_then(|value| {
            let claim = Claim::of(value).ok_or(StrayCause::Unreadable)?;
            if head.accepts(&claim) {
                Ok((claim, value))
            } else {
                Err(StrayCause::of(&head, &claim))
            }
        });
        let (claim, value) = match claim {
            Ok(accepted) => accepted,
            Err(cause) => {
                if record.offset >= self.strays_from {
                    self.strays.count(cause);
                }
                return;
            }
        };
        let frame = match self.truthful(value) {
            Ok(frame) => frame,
            Err(what) => {
                let sequence = claim.sequence;
                self.failure = Some(ReadError::FalseEntry { log: self.log, sequence, what });
                return;
            }
        };
        let hash = entry_hash(value);
        let reached = Checkpoint { head: head.after(hash), offset: record.offset };
        if self.witness.as_mut().is_some_and(|witness| !witness.agrees(reached)) {
            let sequence = claim.sequence;
            self.failure = Some(ReadError::Diverged { log: self.log, sequence });
            return;
        }
        self.checkpoint = reached;
        self.check_times(&frame, claim.sequence, &record);
        self.recorded_at = frame.recorded_at;
        self.catalog_sequence = frame.catalog_sequence;
        visit(Accepted {
            sequence: claim.sequence,
            offset: record.offset,
            hash,
            value,
            append_time_micros: record.append_time_micros,
        });
    }

    /// A writer whose clock is far ahead freezes the log's time: said once per reader, since it is all the same history.
    fn check_times(&mut self, frame: &Frame, sequence: u64, record: &LogRecord<'_>) {
        let (Some(recorded_at), Some(append_time)) = (frame.recorded_at, record.append_time_micros)
        else {
            return;
        };
        let ahead = i128::from(recorded_at.micros()) - i128::from(append_time);
        if self.alarmed || ahead <= CLOCK_LIMIT.as_micros().cast_signed() {
            return;
        }
        self.alarmed = true;
        let (log, ahead_ms) = (self.log.0, ahead / 1_000);
        metrics::counter!(CLOCK_ALARMS.name, "log" => log.to_string()).increment(1);
        tracing::error!(log, sequence, ahead_ms, "ALARM: an entry was recorded before its time");
    }

    /// What holds the accepted value in this log, or what is false about it.
    fn truthful(&self, value: &[u8]) -> Result<Frame, &'static str> {
        let frame = Frame::read(value).map_err(|_| "it is not an entry")?;
        if frame.log != self.log {
            Err("it names another log")
        } else if frame.recorded_at.is_none() {
            Err("it does not say when it was recorded")
        } else if frame.recorded_at < self.recorded_at {
            Err("its recorded_at goes back")
        } else if frame.catalog_sequence < self.catalog_sequence {
            Err("its catalog_sequence goes back")
        } else if self.log == CATALOG && frame.catalog_sequence != self.checkpoint.head.sequence {
            Err("its catalog_sequence is not its own sequence - 1")
        } else {
            Ok(frame)
        }
    }
}
