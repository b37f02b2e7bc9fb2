//! One log's projection, on its thread. Invariant: it ends only when it is asked to, at an entry
//! that cannot be projected, or at a fault that lasts; everything before is projected.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::chain_reader::ChainReader;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::read_error::ReadError;
use metrics::{counter, gauge, histogram};
use tracing::{info, warn};

use super::ProjectorConfig;
use super::backoff::Backoff;
use super::collect::Collected;
use super::error::LaneError;
use super::pace::Pace;
use super::report::{Report, told};
use super::stop::Stop;
use super::tables::{Tables, WriteError};
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
    pub config: ProjectorConfig,
    pub log: LogNumber,
    pub event_log: Arc<dyn EventLog>,
    pub stop: Arc<Stop>,
    pub pace: Arc<Pace>,
    pub report: Report,
}

impl Lane {
    /// Until it is asked to end.
    pub fn run(self) {
        let mut backoff = Backoff::new();
        while !self.stop.is_set() {
            let Err(error) = self.session(&mut backoff) else { continue };
            let reason = told(&error);
            if !error.is_passing() {
                self.report.stopped(error.sequence(), reason);
                return;
            }
            warn!(log = self.log.0, reason, "the projection of a log is interrupted");
            counter!(RETRIES.name, "log" => self.label()).increment(1);
            self.report.retrying(reason);
            self.stop.pause(backoff.next());
        }
    }

    /// One connection. Ends without error only when the lane is to end.
    fn session(&self, backoff: &mut Backoff) -> Result<(), LaneError> {
        let config = &self.config;
        let mut tables = Tables::open(&config.database, self.log, config.entries_logs)?;
        while !self.stop.is_set() {
            match self.follow(&mut tables, backoff) {
                Err(LaneError::Raced(_)) => {
                    counter!(RACES_LOST.name, "log" => self.label()).increment(1);
                    self.stop.pause(RACE_PAUSE);
                    tables.reload()?;
                }
                ended => return ended,
            }
        }
        Ok(())
    }

    /// Reads on from the checkpoints.
    fn follow(&self, tables: &mut Tables, backoff: &mut Backoff) -> Result<(), LaneError> {
        let from = tables.lowest();
        let mut reader = ChainReader::open(&self.event_log, self.log, from)?;
        if let Some(writer) = self.config.writers.get(self.log.0 as usize) {
            reader = reader.witnessed_by(writer.clone());
        }
        info!(log = self.log.0, sequence = from.head.sequence, "projecting");
        self.report.reached(from.head.sequence);
        let mut collected = Collected::default();
        let mut looked = Instant::now();
        while !self.stop.is_set() {
            self.report.seen();
            let filled = collected.fill(&mut reader, self, IDLE_WAIT);
            // What this process's writer disputes is not projected; what precedes any other end is.
            if let Err(diverged @ ReadError::Diverged { .. }) = filled {
                return Err(diverged.into());
            }
            if !collected.entries.is_empty() {
                self.write(tables, &collected.values, &collected.entries)?;
                backoff.reset();
                looked = Instant::now();
            } else if looked.elapsed() > IDLE_LOOK {
                self.look(tables)?;
                backoff.reset();
                looked = Instant::now();
            }
            filled?;
            if let Some((sequence, source)) = collected.fault.take() {
                return Err(LaneError::NotUnderstood { sequence, source });
            }
        }
        Ok(())
    }

    /// A commit that the server undid is found here, even if no entry follows.
    fn look(&self, tables: &mut Tables) -> Result<(), LaneError> {
        gauge!(LAG_SECONDS.name, "log" => self.label()).set(0);
        if tables.are_current()? {
            return Ok(());
        }
        let moved =
            learnlog_postgres::checkpoint::AdvanceError::CheckpointMoved { log: self.log.0 };
        Err(LaneError::Raced(Box::new(WriteError::Moved(moved))))
    }

    /// Writes the entries; what is refused is cut in halves, until it is one entry.
    fn write(
        &self,
        tables: &mut Tables,
        values: &[u8],
        entries: &[BatchEntry],
    ) -> Result<(), LaneError> {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
        let begun = Instant::now();
        match tables.write(&Batch { log: self.log, entries, values }) {
            Ok(()) => {
                self.record(begun, entries.len(), last);
                Ok(())
            }
            Err(WriteError::Refused(_)) if entries.len() > 1 => {
                let (before, after) = entries.split_at(entries.len() / 2);
                self.write(tables, values, before)?;
                self.write(tables, values, after)
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
