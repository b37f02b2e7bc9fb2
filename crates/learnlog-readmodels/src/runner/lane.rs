//! One log's projection, step by step. Invariant: it ends only when it is asked to, at an entry
//! that cannot be projected, or at a fault that lasts; everything before is projected.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::chain_reader::ChainReader;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::host::{Next, Steps};
use learnlog_ledger::read_error::ReadError;
use learnlog_ledger::read_error::doubt::Doubt;
use learnlog_ledger::trail::Trail;
use metrics::{counter, gauge, histogram};
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{info, warn};

use super::ProjectorConfig;
use super::backoff::Backoff;
use super::collect::Collected;
use super::error::LaneError;
use super::pace::Pace;
use super::report::{Report, told};
use super::store::{LaneStore, Stores, WriteError};
use crate::metrics::{
    BATCH_ENTRIES, BATCH_SECONDS, ENTRIES_PROJECTED, LAG_SECONDS, RACES_LOST, RETRIES,
};
use crate::projection::{Batch, BatchEntry};

/// How long a wait for entries lasts before the lane looks whether it is to end.
const IDLE_WAIT: Duration = Duration::from_millis(200);

/// An idle lane looks this often whether its checkpoints are where it left them.
const IDLE_LOOK: Duration = Duration::from_secs(2);

/// After somebody else was faster, so that two projectors of a log do not race for every batch.
const RACE_PAUSE: Duration = Duration::from_millis(200);

/// One log.
pub(super) struct Lane {
    pub config: Arc<ProjectorConfig>,
    pub log: LogNumber,
    pub event_log: Arc<dyn EventLog>,
    pub stores: Arc<dyn Stores>,
    pub pace: Arc<Pace>,
    pub report: Report,
    pub backoff: Backoff,
    pub doubt: Doubt,
    pub stage: Stage,
}

/// How far a lane has come in going to work.
#[derive(Default)]
pub(super) enum Stage {
    /// No session; the next step opens one.
    #[default]
    Away,
    /// Somebody else may have moved the checkpoints: they are to be loaded again.
    Stale(Box<dyn LaneStore>),
    /// The checkpoints are loaded.
    Loaded(Box<dyn LaneStore>),
    /// At work.
    Following(Box<dyn LaneStore>, Box<Following>),
}

/// What was read and is not written.
pub(super) struct Following {
    reader: ChainReader,
    collected: Collected,
    looked: Instant,
}

impl Steps for Lane {
    fn step(&mut self) -> Next {
        self.go_on().unwrap_or_else(|error| self.interrupted(&error))
    }
}

impl Lane {
    /// After an error, whatever was held is gone: a new session begins.
    fn go_on(&mut self) -> Result<Next, LaneError> {
        let stage = std::mem::take(&mut self.stage);
        if !self.is_mine() {
            return Ok(self.rest(stage));
        }
        match stage {
            Stage::Away => self.stage = Stage::Loaded(self.stores.open(self.log)?),
            Stage::Stale(mut store) => {
                store.reload()?;
                self.stage = Stage::Loaded(store);
            }
            Stage::Loaded(mut store) => {
                let following = self.follow(store.trail()?)?;
                self.stage = Stage::Following(store, Box::new(following));
            }
            Stage::Following(mut store, mut following) => {
                match self.project(&mut *store, &mut following) {
                    Ok(next) => {
                        self.stage = Stage::Following(store, following);
                        return Ok(next);
                    }
                    Err(LaneError::Raced(_)) => {
                        counter!(RACES_LOST.name, "log" => self.label()).increment(1);
                        self.stage = Stage::Stale(store);
                        return Ok(Next::After(RACE_PAUSE));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Next::Now)
    }

    /// While another process projects the log, the session is kept, so that this one can go on at once.
    fn rest(&mut self, stage: Stage) -> Next {
        self.stage = match stage {
            Stage::Away => Stage::Away,
            Stage::Stale(store) | Stage::Loaded(store) | Stage::Following(store, _) => {
                Stage::Stale(store)
            }
        };
        gauge!(LAG_SECONDS.name, "log" => self.label()).set(0);
        self.report.elsewhere();
        Next::After(IDLE_WAIT)
    }

    fn is_mine(&self) -> bool {
        let mine = self.config.mine.as_ref().map(watch::Receiver::borrow);
        mine.is_none_or(|mine| mine.get(self.log.0 as usize).is_none_or(|mine| *mine))
    }

    fn interrupted(&mut self, error: &LaneError) -> Next {
        let reason = told(error);
        if !self.may_pass(error) {
            self.report.stopped(error.sequence(), reason);
            return Next::Ended;
        }
        warn!(log = self.log.0, reason, "the projection of a log is interrupted");
        counter!(RETRIES.name, "log" => self.label()).increment(1);
        self.report.retrying(reason);
        Next::After(self.backoff.next())
    }

    fn may_pass(&mut self, error: &LaneError) -> bool {
        match error {
            LaneError::Read(read) if self.doubt.excuses(read, Instant::now()) => true,
            error => error.is_passing(),
        }
    }

    /// Reads on from the checkpoints.
    fn follow(&mut self, from: Trail) -> Result<Following, LaneError> {
        let mut reader = ChainReader::open(&self.event_log, self.log, from)?;
        self.doubt.dispel();
        if let Some(writer) = self.config.writers.get(self.log.0 as usize) {
            reader = reader.witnessed_by(writer.clone());
        }
        let sequence = from.newest().head.sequence;
        info!(log = self.log.0, sequence, "projecting");
        self.report.reached(sequence);
        Ok(Following { reader, collected: Collected::default(), looked: Instant::now() })
    }

    /// Gathers, and writes what may be written.
    fn project(
        &mut self,
        store: &mut dyn LaneStore,
        following: &mut Following,
    ) -> Result<Next, LaneError> {
        self.report.seen();
        let Following { reader, collected, looked } = following;
        let filled = collected.fill(reader, &self.config, &self.pace, IDLE_WAIT);
        match filled {
            // What this process's writer disputes is not projected; what precedes any other end is.
            Err(diverged @ ReadError::Diverged { .. }) => return Err(diverged.into()),
            Ok(Some(early)) => return Ok(Next::After(early)),
            Ok(None) | Err(_) => {}
        }
        if !collected.entries.is_empty() {
            self.write(store, &collected.values, &collected.entries)?;
            self.backoff.reset();
            *looked = Instant::now();
        } else if looked.elapsed() > IDLE_LOOK {
            self.look(store)?;
            self.backoff.reset();
            *looked = Instant::now();
        }
        let fault = collected.clear();
        filled?;
        match fault {
            Some((sequence, source)) => Err(LaneError::NotUnderstood { sequence, source }),
            None => Ok(Next::Now),
        }
    }

    /// A commit that the server undid is found here, even if no entry follows.
    fn look(&self, store: &mut dyn LaneStore) -> Result<(), LaneError> {
        gauge!(LAG_SECONDS.name, "log" => self.label()).set(0);
        if store.are_current()? {
            return Ok(());
        }
        let moved =
            learnlog_postgres::checkpoint::AdvanceError::CheckpointMoved { log: self.log.0 };
        Err(LaneError::Raced(Box::new(WriteError::Moved(moved))))
    }

    /// Writes the entries; what is refused is cut in halves, until it is one entry.
    fn write(
        &self,
        store: &mut dyn LaneStore,
        values: &[u8],
        entries: &[BatchEntry],
    ) -> Result<(), LaneError> {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
        let begun = Instant::now();
        match store.write(&Batch { log: self.log, entries, values }) {
            Ok(()) => {
                self.record(begun, entries.len(), last);
                Ok(())
            }
            Err(WriteError::Refused(_)) if entries.len() > 1 => {
                let (before, after) = entries.split_at(entries.len() / 2);
                self.write(store, values, before)?;
                self.write(store, values, after)
            }
            Err(error @ WriteError::Refused(_)) => Err(LaneError::NotProjected {
                sequence: first.entry.sequence,
                source: Box::new(error),
            }),
            Err(error @ WriteError::Moved(_)) => Err(LaneError::Raced(Box::new(error))),
            Err(WriteError::Database(error)) => Err(LaneError::Database(error)),
        }
    }

    fn record(&self, begun: Instant, entries: usize, last: &BatchEntry) {
        counter!(ENTRIES_PROJECTED.name, "log" => self.label()).increment(entries as u64);
        histogram!(BATCH_ENTRIES.name).record(entries as f64);
        histogram!(BATCH_SECONDS.name).record(begun.elapsed().as_secs_f64());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let lag_micros = now.as_micros() as f64 - last.entry.recorded_at.micros() as f64;
        gauge!(LAG_SECONDS.name, "log" => self.label()).set((lag_micros / 1e6).max(0.0));
        self.report.reached(last.entry.sequence);
    }

    fn label(&self) -> String {
        self.log.0.to_string()
    }
}
