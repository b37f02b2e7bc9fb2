//! The entry index, asked by one process. Invariant: an answer is one snapshot, taken between question and answer.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_codec::entry::LogNumber;
use learnlog_domain::stream::StreamId;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::index::{EntryIndex, Histories, IndexError};

use super::tables::Tables;
use crate::machine::Life;
use crate::world::World;

/// Longest way of a question, and of its answer.
const WAY_MILLISECONDS_MAX: u64 = 8;

/// As one process sees it.
pub struct SimIndex {
    /// Where.
    pub world: Arc<World>,
    /// Who asks.
    pub life: Arc<Life>,
}

impl SimIndex {
    /// Asks on one way, hears on another.
    async fn ask<T>(&self, look: impl FnOnce(&Tables) -> T) -> Result<T, IndexError> {
        self.life.gate().await;
        self.world.pause(WAY_MILLISECONDS_MAX).await;
        let fails = self.world.fault("index query fails", 8) || !self.world.store_is_there();
        let seen = look(&self.world.state().tables);
        self.world.pause(WAY_MILLISECONDS_MAX).await;
        if self.world.fault("index answer slow", 15) {
            self.world.pause(800).await;
        }
        self.life.gate().await;
        if fails { Err(IndexError("the simulation says no".into())) } else { Ok(seen) }
    }
}

impl EntryIndex for SimIndex {
    fn checkpoint(&self, log: LogNumber) -> BoxFuture<'_, Result<Checkpoint, IndexError>> {
        self.ask(move |tables| tables.checkpoint(log)).boxed()
    }

    fn earlier(
        &self,
        log: LogNumber,
        sequence: u64,
    ) -> BoxFuture<'_, Result<Checkpoint, IndexError>> {
        self.ask(move |tables| tables.earlier(log, sequence)).boxed()
    }

    fn load(
        &self,
        log: LogNumber,
        streams: Vec<StreamId>,
    ) -> BoxFuture<'_, Result<Histories, IndexError>> {
        let look = move |tables: &Tables| Histories {
            head: tables.checkpoint(log).head,
            entries: tables
                .rows(log)
                .iter()
                .filter_map(|row| {
                    let stream = row.stream.filter(|stream| streams.contains(stream))?;
                    Some((stream, row.checkpoint.head.sequence, row.value.clone()))
                })
                .collect(),
        };
        self.ask(look).boxed()
    }
}
