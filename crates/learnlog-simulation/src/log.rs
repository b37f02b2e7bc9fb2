//! The event log as one process sees it. Invariant: it keeps the contract of `EventLog` (each record is reported once, one producer's
//! records are not reordered) and none of what the contract does not promise.

mod connection;
pub mod partition;
mod producer;
mod reader;

use std::sync::Arc;

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::event_log::{Bounds, EventLog, LogError, LogProducer, LogReader, ReportSink};

use crate::log::producer::SimProducer;
use crate::log::reader::SimReader;
use crate::machine::Life;
use crate::world::World;

/// All logs, reached by one process.
pub struct SimLog {
    /// Where.
    pub world: Arc<World>,
    /// Who asks.
    pub life: Arc<Life>,
}

impl EventLog for SimLog {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        answers(&self.world, &self.life, log, "open a producer")?;
        Ok(Box::new(SimProducer::open(&self.world, &self.life, log, reports)))
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        answers(&self.world, &self.life, log, "open a reader")?;
        Ok(Box::new(SimReader::open(&self.world, &self.life, log, offset)))
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        answers(&self.world, &self.life, log, "ask for the bounds")?;
        let behind = if self.world.fault("watermark behind", 30) { self.world.below(4) } else { 0 };
        let mut state = self.world.state();
        let partition = state.partition(log).ok_or_else(|| missing(log))?;
        Ok(Bounds { low: 0, high: partition.settled(behind) })
    }
}

/// Every call of a log begins here: it may fail, and while it is under way, what was sent before may land.
fn answers(
    world: &Arc<World>,
    life: &Life,
    log: LogNumber,
    operation: &'static str,
) -> Result<(), LogError> {
    stir(world, log);
    let away = life.is_off()
        || world.state().partition(log).is_some_and(|partition| partition.is_away())
        || world.fault("log call fails", 8);
    if away {
        return Err(LogError::Unavailable { operation, source: "the simulation says no".into() });
    }
    Ok(())
}

/// Lets something that is under way land now.
fn stir(world: &Arc<World>, log: LogNumber) {
    if world.below(4) > 0 {
        return;
    }
    let now = world.now_micros();
    let mut state = world.state();
    let pick = state.chance.usize(..);
    if let Some(partition) = state.partition(log) {
        partition.land_any(pick, now);
    }
}

fn missing(log: LogNumber) -> LogError {
    LogError::Missing { topic: format!("simulated log {log}"), partition: 0 }
}
