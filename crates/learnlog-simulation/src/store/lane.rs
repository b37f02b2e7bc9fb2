//! Sessions of projections. Invariant: a transaction moves the checkpoint and adds the rows, or does neither; its session may hear
//! otherwise, or nothing, and does not outlive the server.

use std::sync::Arc;

use bytes::Bytes;
use learnlog_chain::Head;
use learnlog_codec::entry::{Body, LogNumber};
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::trail::Trail;
use learnlog_postgres::checkpoint::AdvanceError;
use learnlog_postgres::error::DatabaseError;
use learnlog_readmodels::projection::{Batch, BatchEntry};
use learnlog_readmodels::runner::store::{LaneStore, Stores, WriteError};

use super::tables::Row;
use crate::machine::Life;
use crate::world::World;

/// Gives one process its sessions.
pub struct SimStores {
    /// Where.
    pub world: Arc<World>,
    /// Who asks.
    pub life: Arc<Life>,
}

/// One session.
struct Session {
    world: Arc<World>,
    life: Arc<Life>,
    log: LogNumber,
    epoch: u64,
    checkpoint: Checkpoint,
}

impl Stores for SimStores {
    fn open(&self, log: LogNumber) -> Result<Box<dyn LaneStore>, DatabaseError> {
        let (world, life) = (Arc::clone(&self.world), Arc::clone(&self.life));
        let epoch = world.state().tables.epoch;
        let mut session = Session { world, life, log, epoch, checkpoint: Checkpoint::EMPTY };
        session.reload()?;
        Ok(Box::new(session))
    }
}

impl Session {
    /// Every statement begins here.
    fn answers(&self) -> Result<(), DatabaseError> {
        let broken = self.life.is_off()
            || self.world.state().tables.epoch != self.epoch
            || !self.world.store_is_there()
            || self.world.fault("session breaks", 8);
        if broken {
            Err(DatabaseError::NoConnection("the simulation says no".into()))
        } else {
            Ok(())
        }
    }
}

impl LaneStore for Session {
    fn trail(&mut self) -> Result<Trail, DatabaseError> {
        self.answers()?;
        let sequence = Trail::begins_at(&self.checkpoint);
        let earlier = self.world.state().tables.earlier(self.log, sequence);
        Ok(Trail::new(earlier, self.checkpoint))
    }

    fn reload(&mut self) -> Result<(), DatabaseError> {
        self.answers()?;
        self.checkpoint = self.world.state().tables.checkpoint(self.log);
        Ok(())
    }

    fn are_current(&mut self) -> Result<bool, DatabaseError> {
        self.answers()?;
        Ok(self.world.state().tables.checkpoint(self.log) == self.checkpoint)
    }

    fn write(&mut self, batch: &Batch<'_>) -> Result<(), WriteError> {
        self.answers()?;
        let rows: Vec<Row> = batch.entries.iter().map(|entry| row(batch, entry)).collect();
        let Some(to) = rows.last().map(|row| row.checkpoint) else { return Ok(()) };
        if self.world.fault("commit undone and reported done", 5) {
            self.checkpoint = to;
            return Ok(());
        }
        if !self.world.state().tables.advance(self.log, self.checkpoint, rows) {
            return Err(WriteError::Moved(AdvanceError::CheckpointMoved { log: self.log.0 }));
        }
        if self.world.fault("commit done and not heard of", 8) {
            let error = DatabaseError::NoConnection("the simulation says nothing".into());
            return Err(WriteError::Database(error));
        }
        self.checkpoint = to;
        Ok(())
    }
}

fn row(batch: &Batch<'_>, entry: &BatchEntry) -> Row {
    let stream = match &entry.entry.body {
        Body::Command(command) => Some(command.stream),
        Body::Genesis(_) => None,
    };
    let head = Head { sequence: entry.entry.sequence, hash: entry.hash };
    let value = batch.values.get(entry.value.clone()).unwrap_or_default();
    let checkpoint = Checkpoint { head, offset: entry.offset };
    Row { stream, checkpoint, value: Bytes::copy_from_slice(value) }
}
