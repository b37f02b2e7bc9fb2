//! The memory log keeps the contract of all logs.

use std::sync::Arc;

use learnlog_codec::entry::LogNumber;

use super::{MemoryLog, RECORD_LIMIT_BYTES};
use crate::contract::Subject;
use crate::event_log::EventLog;

struct Memory(MemoryLog);

impl Subject for Memory {
    fn event_log(&self) -> Arc<dyn EventLog> {
        Arc::new(self.0.clone())
    }

    fn logs(&self) -> [LogNumber; 2] {
        [LogNumber(0), LogNumber(1)]
    }

    fn missing_log(&self) -> LogNumber {
        LogNumber(2)
    }

    fn record_limit_bytes(&self) -> usize {
        RECORD_LIMIT_BYTES
    }

    fn delete_before(&self, log: LogNumber, offset: u64) {
        assert!(self.0.delete_before(log, offset).is_ok());
    }
}

crate::event_log_contract!(Memory(MemoryLog::new(2)));
