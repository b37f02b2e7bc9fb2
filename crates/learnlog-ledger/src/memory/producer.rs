//! Writing to memory. Invariant: a record is appended and reported before `produce` returns, so
//! that nothing is ever under way.

use std::time::{SystemTime, UNIX_EPOCH};

use learnlog_codec::entry::LogNumber;

use super::{MemoryLog, RECORD_LIMIT_BYTES, Record};
use crate::event_log::{Delivered, DeliveryReport, LogError, LogProducer, NewRecord, ReportSink};

pub(super) struct MemoryProducer {
    log: MemoryLog,
    number: LogNumber,
    reports: ReportSink,
}

impl MemoryProducer {
    pub(super) fn new(log: MemoryLog, number: LogNumber, reports: ReportSink) -> Self {
        Self { log, number, reports }
    }

    fn append(&self, record: NewRecord) -> Result<Delivered, LogError> {
        let partition = self.log.partition(self.number)?;
        let mut records = partition.lock();
        let append_time_micros = now_micros().max(records.last_append_time_micros);
        records.last_append_time_micros = append_time_micros;
        let offset = i64::try_from(records.bounds().high).unwrap_or(i64::MAX);
        records.kept.push_back(Record { value: record.value, append_time_micros });
        partition.appended.notify_all();
        Ok(Delivered { offset, append_time_micros: Some(append_time_micros) })
    }
}

impl LogProducer for MemoryProducer {
    fn produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        let headers = record.headers.iter().map(|(name, value)| name.len() + value.len());
        let bytes = record.key.len() + record.value.len() + headers.sum::<usize>();
        if bytes > RECORD_LIMIT_BYTES {
            return Err(LogError::TooLarge);
        }
        let delivered = self.append(record)?;
        (self.reports)(DeliveryReport { tag, result: Ok(delivered) });
        Ok(())
    }

    fn purge(&mut self) {}
}

fn now_micros() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_micros()).unwrap_or(i64::MAX)
}
