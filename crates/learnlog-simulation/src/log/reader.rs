//! Reading. Invariant: records are shown in order, each once; the end may be met before it is the end.

use std::sync::Arc;
use std::time::Duration;

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::event_log::{LogError, LogReader, LogRecord};

use super::answers;
use crate::machine::Life;
use crate::world::World;

/// One reader of one process.
pub(super) struct SimReader {
    world: Arc<World>,
    life: Arc<Life>,
    log: LogNumber,
    next_offset: u64,
    reached_end: bool,
}

impl SimReader {
    pub fn open(world: &Arc<World>, life: &Arc<Life>, log: LogNumber, offset: u64) -> Self {
        let (world, life) = (Arc::clone(world), Arc::clone(life));
        Self { world, life, log, next_offset: offset, reached_end: false }
    }
}

impl LogReader for SimReader {
    fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(LogRecord<'_>),
    ) -> Result<usize, LogError> {
        answers(&self.world, &self.life, self.log, "read")?;
        let behind = if self.world.fault("replica behind", 20) { self.world.below(4) } else { 0 };
        let few = 1 + self.world.below(max_records.min(64) as u64);
        let (found, end) = {
            let mut state = self.world.state();
            let Some(partition) = state.partition(self.log) else {
                return Err(super::missing(self.log));
            };
            let (offset, high) = (self.next_offset, partition.end());
            if offset > high {
                return Err(LogError::OffsetGone { offset, low: 0, high });
            }
            // What a reader has seen is settled for everybody; a replica may show less all the same.
            let end = if behind > 0 { partition.behind(behind) } else { partition.settled(0) };
            (partition.read(offset, end, usize::try_from(few).unwrap_or(usize::MAX)), end)
        };
        for record in &found {
            let offset = self.next_offset;
            self.next_offset += 1;
            let append_time_micros = Some(record.append_time_micros);
            visit(LogRecord { offset, value: record.value.as_deref(), append_time_micros });
        }
        self.reached_end = self.next_offset == end;
        if found.is_empty() {
            self.life.would_wait(u64::try_from(wait.as_millis()).unwrap_or_default());
        }
        Ok(found.len())
    }

    fn reached_end(&self) -> bool {
        self.reached_end
    }
}
