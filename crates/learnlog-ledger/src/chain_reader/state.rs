//! The acceptance rule over a log's records, and what an accepted entry must hold besides. Invariant: a record is applied whole or
//! counted as a stray, and after a failure none is applied any more.

use learnlog_chain::{Claim, entry_hash};
use learnlog_codec::entry::LogNumber;
use learnlog_codec::frame::Frame;
use learnlog_codec::placement::CATALOG;
use learnlog_domain::time::Timestamp;

use super::Accepted;
use super::witness::Witness;
use crate::checkpoint::Checkpoint;
use crate::event_log::LogRecord;
use crate::limits::CLOCK_LIMIT;
use crate::metrics::CLOCK_ALARMS;
use crate::read_error::ReadError;
use crate::stray::{StrayCause, Strays};

/// The rule, applied to one record after the other.
pub(super) struct ReaderState {
    pub log: LogNumber,
    pub checkpoint: Checkpoint,
    pub next_offset: u64,
    pub recorded_at: Option<Timestamp>,
    pub catalog_sequence: u64,
    pub strays: Strays,
    pub strays_from: u64,
    pub alarmed: bool,
    pub witness: Option<Witness>,
    pub failure: Option<ReadError>,
}

impl ReaderState {
    /// Of a reader that begins at that checkpoint.
    pub fn new(log: LogNumber, from: Checkpoint) -> Self {
        Self {
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
        }
    }

    /// Whether the record is the entry of the checkpoint; learns from it what the next one must not undercut.
    pub fn meets(&mut self, record: &LogRecord<'_>, from: Checkpoint) -> bool {
        self.next_offset = record.offset.saturating_add(1);
        let Some(value) = record.value else { return false };
        let Ok(frame) = Frame::read(value) else { return false };
        self.recorded_at = frame.recorded_at;
        self.catalog_sequence = frame.catalog_sequence;
        record.offset == from.offset && entry_hash(value) == from.head.hash
    }

    pub fn apply(&mut self, record: LogRecord<'_>, visit: &mut dyn FnMut(Accepted<'_>)) {
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
                self.agrees(record.offset, self.checkpoint);
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
        if !self.agrees(record.offset, reached) {
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

    /// Compares what was read so far with what the witness knows by now.
    pub fn look(&mut self) {
        let (reached, next_offset) = (self.checkpoint, self.next_offset);
        let differs = self.witness.as_mut().and_then(|witness| witness.look(reached, next_offset));
        self.diverged(differs);
    }

    /// Compares a record that brings the reader to `reached` with what the witness knew before it.
    fn agrees(&mut self, offset: u64, reached: Checkpoint) -> bool {
        let differs = self.witness.as_mut().and_then(|witness| witness.passed(offset, reached));
        self.diverged(differs);
        differs.is_none()
    }

    fn diverged(&mut self, differs: Option<u64>) {
        if let Some(sequence) = differs {
            let diverged = ReadError::Diverged { log: self.log, sequence };
            self.failure.get_or_insert(diverged);
            self.witness.iter().for_each(Witness::dispute);
        }
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
