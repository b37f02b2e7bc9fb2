//! Going on where somebody has been. Invariant: nothing is shown that does not follow from the trail's newest place, and that place is
//! on the chain that the log holds now, as far back as the trail goes. What precedes the trail is left to `verify`.

use std::sync::Arc;

use learnlog_chain::entry_hash;
use learnlog_codec::entry::LogNumber;
use tokio::time::Instant;

use super::ChainReader;
use super::state::ReaderState;
use crate::checkpoint::Checkpoint;
use crate::event_log::{EventLog, LogError, LogRecord};
use crate::limits::{GROUP_LIMIT_COMMANDS, RESUME_WAIT};
use crate::read_error::ReadError;
use crate::stray::Strays;
use crate::trail::Trail;

/// A reader that has read the trail again.
pub(super) fn resume(
    event_log: &Arc<dyn EventLog>,
    log: LogNumber,
    trail: Trail,
) -> Result<ChainReader, ReadError> {
    let (older, newest) = (trail.older(), trail.newest());
    if newest != Checkpoint::EMPTY {
        let bounds = event_log.bounds(log).map_err(|source| ReadError::Log { log, source })?;
        for place in [older, newest] {
            if place.offset < bounds.low || place.offset >= bounds.high {
                return Err(not_found(log, place));
            }
        }
    }
    let mut reader = open_at(event_log, log, older)?;
    if older != Checkpoint::EMPTY {
        reader.find(older)?;
    }
    if older != newest {
        reader.follow(newest)?;
    }
    if reader.state.next_offset > newest.next_offset() && newest != older {
        // It had to pass holes to come here, and what lies behind them went by unseen.
        reader.reader = open_at(event_log, log, newest)?.reader;
        reader.find(newest)?;
    }
    Ok(reader)
}

fn open_at(
    event_log: &Arc<dyn EventLog>,
    log: LogNumber,
    place: Checkpoint,
) -> Result<ChainReader, ReadError> {
    let opened = event_log.open_reader(log, place.offset);
    let reader = opened.map_err(|source| of_log(log, place, source))?;
    Ok(ChainReader { reader, state: ReaderState::new(log, place) })
}

fn not_found(log: LogNumber, place: Checkpoint) -> ReadError {
    let Checkpoint { head, offset } = place;
    ReadError::CheckpointNotFound { log, sequence: head.sequence, offset }
}

fn of_log(log: LogNumber, place: Checkpoint, source: LogError) -> ReadError {
    match source {
        LogError::OffsetGone { .. } => not_found(log, place),
        source => ReadError::Log { log, source },
    }
}

impl ChainReader {
    /// Reads the record at that place, which is the next one, and compares it.
    fn find(&mut self, place: Checkpoint) -> Result<(), ReadError> {
        let mut found = None;
        self.read(place, 1, |state, record| found = Some(state.meets(record, place)))?;
        if found == Some(true) { Ok(()) } else { Err(not_found(self.state.log, place)) }
    }

    /// Follows the chain to that place.
    fn follow(&mut self, to: Checkpoint) -> Result<(), ReadError> {
        let mut lies_there = false;
        let mut left = to.next_offset().saturating_sub(self.state.next_offset);
        while left > 0 {
            let records = usize::try_from(left).unwrap_or(usize::MAX).min(GROUP_LIMIT_COMMANDS);
            self.read(to, records, |state, record| {
                if record.offset == to.offset {
                    lies_there = record.value.is_some_and(|it| entry_hash(it) == to.head.hash);
                }
                if record.offset <= to.offset {
                    state.apply(*record, &mut |_| {});
                } else {
                    state.next_offset = record.offset.saturating_add(1);
                }
            })?;
            if let Some(failure) = self.state.failure.take() {
                return Err(failure);
            }
            left = to.next_offset().saturating_sub(self.state.next_offset);
        }
        // They were counted by who left the trail.
        self.state.strays = Strays::default();
        let (log, Checkpoint { head, offset }) = (self.state.log, to);
        if self.state.checkpoint == to {
            Ok(())
        } else if lies_there {
            Err(ReadError::TrailBroken { log, sequence: head.sequence, offset })
        } else {
            Err(not_found(log, to))
        }
    }

    /// Shows the next records, at least one.
    fn read(
        &mut self,
        to: Checkpoint,
        max_records: usize,
        mut visit: impl FnMut(&mut ReaderState, &LogRecord<'_>),
    ) -> Result<(), ReadError> {
        let Self { reader, state } = self;
        let deadline = Instant::now() + RESUME_WAIT;
        loop {
            let mut shown = |record: LogRecord<'_>| visit(state, &record);
            let read = reader.poll(max_records, RESUME_WAIT, &mut shown);
            match read.map_err(|source| of_log(state.log, to, source))? {
                0 if Instant::now() > deadline => {
                    let operation = "re-read the entries up to the checkpoint";
                    let source = LogError::Unavailable { operation, source: "timed out".into() };
                    return Err(ReadError::Log { log: state.log, source });
                }
                0 => {}
                _ => return Ok(()),
            }
        }
    }
}
