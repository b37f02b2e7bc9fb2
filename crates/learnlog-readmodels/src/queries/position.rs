//! How far the read models are, and waiting for it. Invariant: a log's position is that of the
//! projection of it that is furthest behind; the database is asked at most once per [`LOOK_PAUSE`],
//! and for followers once per [`FOLLOW_PAUSE`], however many wait.

use std::time::Duration;

use learnlog_codec::entry::{LedgerPosition, LogNumber};
use learnlog_codec::placement::{CATALOG, operations};
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::error::DatabaseError;
use tokio::sync::Mutex;
use tokio::time::{Instant, MissedTickBehavior};

use super::Queries;
use super::error::QueryError;
use super::snapshot::Snapshot;
use crate::columns::Columns;
use crate::{catalog, enrollments, entry_index, obligations, people, transcript};

/// Between two looks at the checkpoints while somebody waits.
const LOOK_PAUSE: Duration = Duration::from_millis(8);

/// Between two looks while there are only followers, who wait for whatever comes.
pub const FOLLOW_PAUSE: Duration = Duration::from_millis(100);

/// How far one projection is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectionPosition {
    /// Its name, which never changes.
    pub projection: String,
    /// Of its rules and tables.
    pub version: u32,
    /// One element per log that it reads.
    pub position: LedgerPosition,
}

/// Which projections there are of which logs, and what was seen last.
pub(super) struct Positions {
    logs: Vec<i32>,
    names: Vec<&'static str>,
    versions: Vec<i32>,
    operations: LogNumber,
    seen: Mutex<Option<(Instant, LedgerPosition)>>,
}

impl Positions {
    pub fn new(entries_logs: u32) -> Self {
        let operations = operations(entries_logs);
        let all = (CATALOG.0..=operations.0).map(LogNumber);
        let expected = all.flat_map(|log| of_log(log, operations).iter().map(move |id| (log, id)));
        let expected: Vec<_> = expected.collect();
        Self {
            logs: expected.iter().map(|(log, _)| log.0.cast_signed()).collect(),
            names: expected.iter().map(|(_, id)| id.name).collect(),
            versions: expected.iter().map(|(_, id)| id.version).collect(),
            operations,
            seen: Mutex::new(None),
        }
    }

    /// Of every log, in this snapshot.
    pub async fn read(&self, snapshot: &Snapshot<'_>) -> Result<LedgerPosition, DatabaseError> {
        let mut position: Vec<(LogNumber, u64)> = Vec::new();
        for (_, log, sequence) in self.checkpoints(snapshot).await? {
            match position.last_mut() {
                Some((last, lowest)) if *last == log => *lowest = sequence.min(*lowest),
                Some(_) | None => position.push((log, sequence)),
            }
        }
        Ok(LedgerPosition(position))
    }

    /// By log; projections that have not begun are at 0.
    async fn checkpoints(
        &self,
        snapshot: &Snapshot<'_>,
    ) -> Result<Vec<(String, LogNumber, u64)>, DatabaseError> {
        let statement = include_str!("checkpoints.sql");
        let rows = snapshot.query(statement, &[&self.logs, &self.names, &self.versions]).await?;
        let read = rows.iter().map(|row| {
            let mut columns = Columns::of(row);
            let log = LogNumber(columns.number()?);
            Ok((columns.next()?, log, columns.count()?))
        });
        read.collect()
    }
}

impl Queries {
    /// How far each projection is.
    ///
    /// Errors: [`QueryError::Unavailable`].
    pub async fn projections(&self) -> Result<Vec<ProjectionPosition>, QueryError> {
        let positions = &self.positions;
        let answer = self.look_at(async |snapshot| positions.checkpoints(snapshot).await).await?;
        let of = |id: &ProjectionId| {
            let mine = answer.value.iter().filter(|(name, _, _)| name == id.name);
            ProjectionPosition {
                projection: id.name.into(),
                version: id.version.cast_unsigned(),
                position: LedgerPosition(mine.map(|(_, log, at)| (*log, *at)).collect()),
            }
        };
        Ok(crate::database::PROJECTIONS.iter().map(of).collect())
    }

    /// Where queries are answered now, by log.
    ///
    /// Errors: [`QueryError::Unavailable`].
    pub async fn position(&self) -> Result<LedgerPosition, QueryError> {
        Ok(self.look_at(async |_| Ok(())).await?.position)
    }

    /// Waits until queries are answered at `at_least` or later. Logs that it does not name are not
    /// waited for.
    ///
    /// Errors: [`QueryError::NotReached`] at the deadline, [`QueryError::UnknownLog`],
    /// [`QueryError::Unavailable`].
    pub async fn wait_for(
        &self,
        at_least: &LedgerPosition,
        deadline: Instant,
    ) -> Result<(), QueryError> {
        let unknown = at_least.0.iter().find(|(log, _)| *log > self.positions.operations);
        if let Some((log, _)) = unknown {
            return Err(QueryError::UnknownLog { log: *log });
        }
        if at_least.0.is_empty() {
            return Ok(());
        }
        let mut ticks = tokio::time::interval(LOOK_PAUSE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut missing = None;
        let reached = async {
            loop {
                ticks.tick().await;
                missing = behind(&self.look(LOOK_PAUSE).await?, at_least);
                if missing.is_none() {
                    return Ok(());
                }
            }
        };
        let ended = tokio::time::timeout_at(deadline, reached).await;
        ended.unwrap_or_else(|_| {
            let first = at_least.0.first().map(|(log, wanted)| (*log, *wanted, 0));
            let (log, wanted, reached) = missing.or(first).unwrap_or((CATALOG, 0, 0));
            Err(QueryError::NotReached { log, wanted, reached })
        })
    }

    /// Waits, without end, until queries of `log` are answered at another position than `seen`.
    ///
    /// Errors: [`QueryError::Unavailable`].
    pub async fn wait_past(&self, log: LogNumber, seen: u64) -> Result<(), QueryError> {
        let mut ticks = tokio::time::interval(FOLLOW_PAUSE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if reached(&self.look(FOLLOW_PAUSE).await?, log) != seen {
                return Ok(());
            }
        }
    }

    /// What was seen last, if no longer ago than `age_max`; else what is there now. Older positions
    /// say nothing: a projection can be made anew.
    async fn look(&self, age_max: Duration) -> Result<LedgerPosition, QueryError> {
        let mut seen = self.positions.seen.lock().await;
        if let Some((when, position)) = &*seen
            && when.elapsed() < age_max
        {
            return Ok(position.clone());
        }
        let position = self.position().await?;
        *seen = Some((Instant::now(), position.clone()));
        Ok(position)
    }
}

/// A log that has not been projected that far: the log, what is wanted, what is there.
fn behind(position: &LedgerPosition, wanted: &LedgerPosition) -> Option<(LogNumber, u64, u64)> {
    let missing = wanted.0.iter().map(|(log, wanted)| (*log, *wanted, reached(position, *log)));
    missing.filter(|(_, wanted, reached)| reached < wanted).max_by_key(|(_, w, r)| w - r)
}

/// The position of one log; 0 where it is not named.
pub fn reached(position: &LedgerPosition, log: LogNumber) -> u64 {
    position.0.iter().find(|(other, _)| *other == log).map_or(0, |(_, sequence)| *sequence)
}

const OF_CATALOG: [ProjectionId; 2] = [entry_index::ID, catalog::ID];
const OF_ENTRIES: [ProjectionId; 5] =
    [entry_index::ID, people::ID, enrollments::ID, obligations::ID, transcript::ID];
const OF_OPERATIONS: [ProjectionId; 1] = [entry_index::ID];

fn of_log(log: LogNumber, operations: LogNumber) -> &'static [ProjectionId] {
    if log == CATALOG {
        &OF_CATALOG
    } else if log == operations {
        &OF_OPERATIONS
    } else {
        &OF_ENTRIES
    }
}
