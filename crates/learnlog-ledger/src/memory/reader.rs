//! Reading from memory. Invariant: a reader shows each record once, in order, and fails for good
//! where its next record is gone.

use std::sync::PoisonError;
use std::time::Duration;

use learnlog_codec::entry::LogNumber;

use super::{MemoryLog, Record};
use crate::event_log::{LogError, LogReader, LogRecord};

pub(super) struct MemoryReader {
    log: MemoryLog,
    number: LogNumber,
    next_offset: u64,
    reached_end: bool,
}

impl MemoryReader {
    pub(super) fn new(log: MemoryLog, number: LogNumber, offset: u64) -> Self {
        Self { log, number, next_offset: offset, reached_end: false }
    }

    /// The next records, waiting for the first. Looked at under the lock, shown after it.
    fn next(&mut self, limit: usize, wait: Duration) -> Result<Vec<Record>, LogError> {
        let partition = self.log.partition(self.number)?;
        let next_offset = self.next_offset;
        let (records, _) = partition
            .appended
            .wait_timeout_while(partition.lock(), wait, |records| {
                records.bounds().high == next_offset
            })
            .unwrap_or_else(PoisonError::into_inner);
        records.check(next_offset)?;
        let found = records.from(next_offset, limit);
        self.reached_end = records.bounds().high == next_offset + found.len() as u64;
        Ok(found)
    }
}

impl LogReader for MemoryReader {
    fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(LogRecord<'_>),
    ) -> Result<usize, LogError> {
        let found = self.next(max_records, wait)?;
        for Record { value, append_time_micros } in &found {
            let offset = self.next_offset;
            self.next_offset += 1;
            let append_time_micros = Some(*append_time_micros);
            visit(LogRecord { offset, value: Some(value), append_time_micros });
        }
        Ok(found.len())
    }

    fn reached_end(&self) -> bool {
        self.reached_end
    }
}
