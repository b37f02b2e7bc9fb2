//! The tables of one log's projections, in one session. Invariant: one transaction moves the
//! checkpoints first, each from where it was left, and then writes the rows; after any failure
//! nothing that was kept of the rows is used again.

use learnlog_chain::Head;
use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::{CATALOG, operations};
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::trail::Trail;
use learnlog_postgres::checkpoint::{self, AdvanceError, Move, StoredCheckpoint};
use learnlog_postgres::database::Database;
use learnlog_postgres::error::DatabaseError;
use postgres::{Client, NoTls};

use super::store::{LaneStore, Stores, WriteError};
use crate::catalog::projection::CatalogProjection;
use crate::database::projector_session;
use crate::enrollments::projection::EnrollmentsProjection;
use crate::entry_index::EARLIER;
use crate::entry_index::projection::EntryIndexProjection;
use crate::obligations::projection::ObligationsProjection;
use crate::people::projection::PeopleProjection;
use crate::projection::{ApplyError, Batch, Projection};
use crate::transcript::projection::TranscriptProjection;

/// The tables of a database.
pub(super) struct PgStores {
    pub database: Database,
    /// N of genesis.
    pub entries_logs: u32,
}

impl Stores for PgStores {
    fn open(&self, log: LogNumber) -> Result<Box<dyn LaneStore>, DatabaseError> {
        Ok(Box::new(Tables::open(&self.database, log, self.entries_logs)?))
    }
}

/// Projections of one log, and where each stands.
struct Tables {
    client: Client,
    log: LogNumber,
    projections: Vec<Projected>,
    /// Moves the checkpoints.
    advance: postgres::Statement,
}

struct Projected {
    projection: Box<dyn Projection>,
    checkpoint: StoredCheckpoint,
}

impl Tables {
    /// Connects, prepares, and loads the checkpoints.
    fn open(database: &Database, log: LogNumber, entries_logs: u32) -> Result<Self, DatabaseError> {
        let config = postgres::Config::from(database.session(&projector_session()));
        let connected = config.connect(NoTls);
        let mut client =
            connected.map_err(|source| DatabaseError::NoConnection(Box::new(source)))?;
        let projections = of_log(&mut client, log, entries_logs)?;
        let begun = |projection| Projected { projection, checkpoint: StoredCheckpoint::EMPTY };
        let projections = projections.into_iter().map(begun).collect();
        let advance = checkpoint::prepare(&mut client)?;
        let mut this = Self { client, log, projections, advance };
        this.reload()?;
        Ok(this)
    }
}

impl LaneStore for Tables {
    fn reload(&mut self) -> Result<(), DatabaseError> {
        let stored = self.stored()?;
        for (projected, checkpoint) in self.projections.iter_mut().zip(stored) {
            projected.projection.forget();
            projected.checkpoint = checkpoint;
        }
        Ok(())
    }

    fn are_current(&mut self) -> Result<bool, DatabaseError> {
        let stored = self.stored()?;
        Ok(stored.iter().eq(self.projections.iter().map(|projected| &projected.checkpoint)))
    }

    fn trail(&mut self) -> Result<Trail, DatabaseError> {
        let checkpoints = self.projections.iter().map(|projected| projected.checkpoint);
        let lowest = checkpoints.min_by_key(|checkpoint| checkpoint.head.sequence);
        let lowest = lowest.map_or(Checkpoint::EMPTY, as_read);
        let (log, sequence) = (self.log.0.cast_signed(), Trail::begins_at(&lowest).cast_signed());
        let row = self.client.query_opt(EARLIER, &[&log, &sequence]);
        let earlier = row.and_then(|row| row.as_ref().map(checkpoint::of_row).transpose());
        let failed = DatabaseError::failed("find an earlier entry in the entry index");
        let earlier = earlier.map_err(failed)?.map_or(Checkpoint::EMPTY, as_read);
        Ok(Trail::new(earlier, lowest))
    }

    fn write(&mut self, batch: &Batch<'_>) -> Result<(), WriteError> {
        let written = self.try_write(batch);
        if written.is_err() {
            self.projections.iter_mut().for_each(|projected| projected.projection.forget());
        }
        written
    }
}

impl Tables {
    fn try_write(&mut self, batch: &Batch<'_>) -> Result<(), WriteError> {
        let Some(last) = batch.entries.last() else { return Ok(()) };
        let head = Head { sequence: last.entry.sequence, hash: last.hash };
        let to = StoredCheckpoint { head, offset: last.offset };
        let behind =
            |projected: &&mut Projected| projected.checkpoint.head.sequence < to.head.sequence;
        let mut behind: Vec<&mut Projected> = self.projections.iter_mut().filter(behind).collect();
        let moves: Vec<Move> = behind
            .iter()
            .map(|one| Move { projection: one.projection.id(), from: one.checkpoint })
            .collect();
        let mut transaction =
            self.client.transaction().map_err(DatabaseError::failed("begin a transaction"))?;
        checkpoint::advance(&mut transaction, &self.advance, self.log.0, &moves, to)
            .map_err(moved)?;
        for projected in &mut behind {
            let news = batch.after(projected.checkpoint.head.sequence);
            projected.projection.apply(&mut transaction, &news).map_err(refused)?;
        }
        transaction.commit().map_err(DatabaseError::failed("commit a transaction"))?;
        behind.iter_mut().for_each(|projected| projected.checkpoint = to);
        Ok(())
    }

    fn stored(&mut self) -> Result<Vec<StoredCheckpoint>, DatabaseError> {
        let ids: Vec<_> =
            self.projections.iter().map(|projected| projected.projection.id()).collect();
        checkpoint::load(&mut self.client, self.log.0, &ids)
    }
}

/// What is folded from a log: the entry index from all, definitions from the catalog, learners from
/// the entries logs.
fn of_log(
    client: &mut Client,
    log: LogNumber,
    entries_logs: u32,
) -> Result<Vec<Box<dyn Projection>>, DatabaseError> {
    let mut projections: Vec<Box<dyn Projection>> =
        vec![Box::new(EntryIndexProjection::prepare(client)?)];
    if log == CATALOG {
        projections.push(Box::new(CatalogProjection::prepare(client)?));
    } else if log != operations(entries_logs) {
        projections.push(Box::new(PeopleProjection::prepare(client)?));
        projections.push(Box::new(EnrollmentsProjection::prepare(client)?));
        projections.push(Box::new(ObligationsProjection::prepare(client)?));
        projections.push(Box::new(TranscriptProjection::prepare(client)?));
    }
    Ok(projections)
}

fn as_read(stored: StoredCheckpoint) -> Checkpoint {
    Checkpoint { head: stored.head, offset: stored.offset }
}

fn moved(error: AdvanceError) -> WriteError {
    match error {
        AdvanceError::CheckpointMoved { .. } => WriteError::Moved(error),
        AdvanceError::Database { source, .. } => WriteError::Database(source),
    }
}

fn refused(error: ApplyError) -> WriteError {
    match error {
        ApplyError::Entry { .. } => WriteError::Refused(error),
        ApplyError::Database(source) if source.is_refused_data() => {
            WriteError::Refused(ApplyError::Database(source))
        }
        ApplyError::Database(source) => WriteError::Database(source),
    }
}
