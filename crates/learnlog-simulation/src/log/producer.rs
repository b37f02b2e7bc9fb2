//! Producing. Invariant: what was handed over is sent in order or dropped by `purge`, and reported once, whatever becomes of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use learnlog_codec::entry::LogNumber;
use learnlog_ledger::event_log::{DeliveryReport, LogError, LogProducer, NewRecord, ReportSink};
use tokio::sync::Notify;

use super::connection;
use crate::machine::Life;
use crate::world::World;

/// Records that one producer holds.
const QUEUE_LIMIT_RECORDS: usize = 24;

/// One producer of one process.
pub(super) struct SimProducer {
    world: Arc<World>,
    shared: Arc<Shared>,
}

/// What producer and connection share.
pub(super) struct Shared {
    pub log: LogNumber,
    pub queue: Mutex<Queue>,
    pub changed: Notify,
    pub reports: ReportSink,
}

/// What was not sent.
#[derive(Default)]
pub(super) struct Queue {
    pub records: VecDeque<(u64, Bytes)>,
    pub closed: bool,
}

impl SimProducer {
    pub fn open(world: &Arc<World>, life: &Arc<Life>, log: LogNumber, reports: ReportSink) -> Self {
        let queue = Mutex::default();
        let shared = Arc::new(Shared { log, queue, changed: Notify::new(), reports });
        let (of_world, of_life, of_both) =
            (Arc::clone(world), Arc::clone(life), Arc::clone(&shared));
        world.tasks.spawn(connection::run(of_world, of_life, of_both));
        Self { world: Arc::clone(world), shared }
    }
}

impl Shared {
    /// What was not sent, to be changed.
    pub fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that nobody knows what became of a record.
    pub fn report_unknown(&self, tag: u64) {
        let source = "the simulation says nothing".into();
        let result = Err(LogError::Unavailable { operation: "produce", source });
        (self.reports)(DeliveryReport { tag, result });
    }
}

impl LogProducer for SimProducer {
    fn produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        if self.world.fault("producer fails for good", 2) {
            return Err(LogError::Fatal("the simulation says no".into()));
        }
        let mut queue = self.shared.queue();
        if queue.records.len() >= QUEUE_LIMIT_RECORDS {
            return Err(LogError::QueueFull);
        }
        queue.records.push_back((tag, record.value));
        self.shared.changed.notify_one();
        Ok(())
    }

    fn purge(&mut self) {
        let dropped = std::mem::take(&mut self.shared.queue().records);
        dropped.into_iter().for_each(|(tag, _)| self.shared.report_unknown(tag));
    }
}

impl Drop for SimProducer {
    fn drop(&mut self) {
        self.purge();
        self.shared.queue().closed = true;
        self.shared.changed.notify_one();
    }
}
