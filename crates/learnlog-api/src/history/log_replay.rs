//! ReplayLog: one log, straight from Kafka, by the chain rule. Invariant: only accepted entries, each verified on
//! its way; the thread that reads ends soon after its client has gone.

mod batch;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::chain_reader::{Accepted, ChainReader, WriterWitness};
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::event_log::{EventLog, LogError};
use learnlog_ledger::read_error::ReadError;
use learnlog_proto::api;
use tokio::sync::mpsc;

use self::batch::Batch;
use crate::error::ApiError;
use crate::error::reason::Reason;

/// Bytes of entries in one message; a larger entry comes alone.
pub const BATCH_LIMIT_BYTES: usize = 256 << 10;

/// Messages read ahead of the client.
pub const AHEAD_LIMIT_MESSAGES: usize = 4;

/// Records read from Kafka at once.
const POLL_LIMIT_RECORDS: usize = 2_000;

/// How long a poll waits for the first record; a client that has gone is noticed after it.
const POLL_WAIT: Duration = Duration::from_millis(200);

/// How long a replay that is not at the end waits for the next record.
const STALL_LIMIT: Duration = Duration::from_secs(30);

/// What is to be replayed.
pub struct LogReplay {
    /// The logs.
    pub event_log: Arc<dyn EventLog>,
    /// Which one.
    pub log: LogNumber,
    /// The first sequence that is shown.
    pub from_sequence: u64,
    /// Go on when the end is reached.
    pub follow: bool,
    /// An entry before `from_sequence` to begin after, with where it may lie; it is looked for, not trusted.
    pub hint: Option<Checkpoint>,
    /// The log's writer in this process, if it has one: what it has confirmed is compared with what is read.
    pub writer: Option<WriterWitness>,
}

/// What goes to the client.
pub type Messages = mpsc::Sender<Result<api::ReplayLogResponse, ApiError>>;

impl LogReplay {
    /// Replays until the end, an error, or until nobody takes the messages any more. Blocks.
    pub fn run(self, messages: &Messages) {
        if let Err(Stop::Because(error)) = self.replay(messages) {
            // Nobody is there to hear it where this fails.
            drop(messages.blocking_send(Err(*error)));
        }
    }

    fn replay(&self, messages: &Messages) -> Result<(), Stop> {
        let high = self.bounds()?;
        let mut reader = self.open()?;
        let mut replayed = Replayed::default();
        let mut progress = Instant::now();
        loop {
            // A hole at the end, the marker of a foreign transaction, has no record that could show it.
            let caught_up = reader.next_offset() >= high || reader.reached_end();
            if caught_up {
                self.check_reached(&reader)?;
                replayed.flush(messages)?;
            }
            if caught_up && !self.follow {
                return Ok(());
            }
            if messages.is_closed() {
                return Err(Stop::NobodyListens);
            }
            let wanted = |accepted: &Accepted<'_>| {
                accepted.sequence >= self.from_sequence && (self.follow || accepted.offset < high)
            };
            let mut taken = Ok(());
            let passed = reader
                .poll(POLL_LIMIT_RECORDS, POLL_WAIT, &mut |accepted| {
                    if taken.is_ok() && wanted(&accepted) {
                        taken = replayed.take(accepted.sequence, accepted.value, messages);
                    }
                })
                .map_err(|error| self.failed(&error))?;
            taken?;
            replayed.strays = super::strays(reader.strays());
            if passed > 0 {
                progress = Instant::now();
            } else if !caught_up && progress.elapsed() > STALL_LIMIT {
                return Err(self.unavailable().into());
            }
        }
    }

    fn bounds(&self) -> Result<u64, Stop> {
        let bounds = self
            .event_log
            .bounds(self.log)
            .map_err(|source| self.failed(&ReadError::Log { log: self.log, source }))?;
        if bounds.low > 0 {
            return Err(self.damaged("the beginning of the log is gone").into());
        }
        Ok(bounds.high)
    }

    fn open(&self) -> Result<ChainReader, Stop> {
        let open = |from| ChainReader::open(&self.event_log, self.log, from);
        let opened = match self.hint {
            Some(hint) => match open(hint) {
                Err(ReadError::CheckpointNotFound { .. }) => open(Checkpoint::EMPTY),
                opened => opened,
            },
            None => open(Checkpoint::EMPTY),
        };
        let opened = opened.map_err(|error| self.failed(&error))?;
        Ok(match &self.writer {
            Some(writer) => opened.witnessed_by(writer.clone()),
            None => opened,
        })
    }

    /// Errors: SEQUENCE_NOT_REACHED where the log ends before the entry in front of the first to be shown.
    fn check_reached(&self, reader: &ChainReader) -> Result<(), Stop> {
        let head = reader.checkpoint().head.sequence;
        if self.from_sequence <= head.saturating_add(1) {
            return Ok(());
        }
        let message = format!("the log ends at sequence {head}, before {}", self.from_sequence);
        Err(ApiError::new(Reason::SequenceNotReached, message)
            .with("log", self.log.0)
            .with("head", head)
            .with("from_sequence", self.from_sequence)
            .into())
    }

    fn failed(&self, error: &ReadError) -> Stop {
        tracing::warn!(
            log = self.log.0,
            error = error as &dyn std::error::Error,
            "a replay cannot go on"
        );
        if error.is_final() {
            tracing::error!(log = self.log.0, "ALARM: the log is not what it was");
        }
        let refusal = match error {
            ReadError::Log { source: LogError::OffsetGone { .. }, .. }
            | ReadError::CheckpointNotFound { .. }
            | ReadError::TrailBroken { .. } => self.damaged("the end of the log was lost"),
            ReadError::FalseEntry { sequence, what, .. } => {
                self.damaged(what).with("sequence", sequence)
            }
            ReadError::Diverged { sequence, .. } => self
                .damaged("an entry is not the one that was acknowledged")
                .with("sequence", sequence),
            ReadError::Log { .. } => self.unavailable(),
        };
        refusal.into()
    }

    fn unavailable(&self) -> ApiError {
        let message = "Kafka does not answer now: replay again after the last entry";
        ApiError::new(Reason::LedgerUnavailable, message).with("log", self.log.0)
    }

    fn damaged(&self, what: &str) -> ApiError {
        let message = format!("what was read is not the ledger: {what}");
        ApiError::new(Reason::LogDamaged, message).with("log", self.log.0).with("cause", what)
    }
}

/// What was read and not yet sent.
#[derive(Default)]
struct Replayed {
    batch: Batch,
    strays: Vec<api::StrayCount>,
    strays_told: Vec<api::StrayCount>,
}

impl Replayed {
    fn take(&mut self, sequence: u64, value: &[u8], messages: &Messages) -> Result<(), Stop> {
        if !self.batch.has_room_for(value) {
            self.flush(messages)?;
        }
        self.batch.push(sequence, value);
        Ok(())
    }

    fn flush(&mut self, messages: &Messages) -> Result<(), Stop> {
        if self.batch.is_empty() && self.strays == self.strays_told {
            return Ok(());
        }
        self.strays_told.clone_from(&self.strays);
        let entries = self.batch.take();
        let message = api::ReplayLogResponse { entries, strays: self.strays.clone() };
        messages.blocking_send(Ok(message)).map_err(|_| Stop::NobodyListens)
    }
}

enum Stop {
    NobodyListens,
    Because(Box<ApiError>),
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Self::Because(Box::new(error))
    }
}
