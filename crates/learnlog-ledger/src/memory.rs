//! An event log in memory, for tests of what stands above it and for simulation. Invariant: it
//! keeps the contract (`contract.rs`) like any other; it loses and delays nothing. Faults are left
//! to scripts of tests.

mod producer;
mod reader;

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use learnlog_codec::entry::LogNumber;

use crate::event_log::{Bounds, EventLog, LogError, LogProducer, LogReader, ReportSink};
use producer::MemoryProducer;
use reader::MemoryReader;

/// Bytes of a record's key, value and headers that a memory log takes; the same as Kafka's client.
pub const RECORD_LIMIT_BYTES: usize = 1_000_000;

/// So many logs in memory, numbered from 0. Clones share them.
#[derive(Debug, Clone)]
pub struct MemoryLog {
    partitions: Arc<[Partition]>,
}

#[derive(Debug, Default)]
struct Partition {
    records: Mutex<Records>,
    appended: Condvar,
}

#[derive(Debug, Default)]
struct Records {
    /// Offset of the first record that is still there.
    low: u64,
    kept: VecDeque<Record>,
    last_append_time_micros: i64,
}

#[derive(Debug, Clone)]
struct Record {
    value: Bytes,
    append_time_micros: i64,
}

impl MemoryLog {
    /// `logs` empty logs: 0, 1, … `logs` − 1.
    #[must_use]
    pub fn new(logs: u32) -> Self {
        Self { partitions: (0..logs).map(|_| Partition::default()).collect() }
    }

    /// Deletes all records below `offset`, as a retention limit would.
    ///
    /// Errors: [`LogError::Missing`].
    pub fn delete_before(&self, log: LogNumber, offset: u64) -> Result<(), LogError> {
        let mut records = self.partition(log)?.lock();
        while records.low < offset && records.kept.pop_front().is_some() {
            records.low += 1;
        }
        Ok(())
    }

    fn partition(&self, log: LogNumber) -> Result<&Partition, LogError> {
        let index = usize::try_from(log.0).unwrap_or(usize::MAX);
        self.partitions.get(index).ok_or_else(|| LogError::Missing {
            topic: format!("log {} in memory", log.0),
            partition: 0,
        })
    }
}

impl EventLog for MemoryLog {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        self.partition(log)?;
        Ok(Box::new(MemoryProducer::new(self.clone(), log, reports)))
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.partition(log)?.lock().check(offset)?;
        Ok(Box::new(MemoryReader::new(self.clone(), log, offset)))
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        Ok(self.partition(log)?.lock().bounds())
    }
}

impl Partition {
    /// A panic of another holder leaves the records as they are: nothing is half done between two
    /// statements.
    fn lock(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records {
    fn bounds(&self) -> Bounds {
        Bounds { low: self.low, high: self.low + self.kept.len() as u64 }
    }

    fn check(&self, offset: u64) -> Result<(), LogError> {
        let Bounds { low, high } = self.bounds();
        if (low..=high).contains(&offset) {
            Ok(())
        } else {
            Err(LogError::OffsetGone { offset, low, high })
        }
    }

    /// Up to `limit` records from `offset` on, which must be there.
    fn from(&self, offset: u64, limit: usize) -> Vec<Record> {
        let index = usize::try_from(offset - self.low).unwrap_or(usize::MAX);
        self.kept.iter().skip(index).take(limit).cloned().collect()
    }
}

#[cfg(test)]
mod tests;
