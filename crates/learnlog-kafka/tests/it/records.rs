//! Writing and reading a few records, with everything that was said about them.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use bytes::Bytes;
use learnlog_ledger::event_log::{
    Delivered, DeliveryReport, EventLog, LogError, LogProducer, LogReader, NewRecord,
};

use crate::ledger::{DEADLINE, LOG};

const WAIT: Duration = Duration::from_millis(100);

/// A producer and what it reports.
pub struct Producer {
    pub producer: Box<dyn LogProducer>,
    pub reports: Receiver<DeliveryReport>,
}

pub fn record(value: &str) -> NewRecord {
    let (key, value) = (Bytes::from_static(b"key"), Bytes::copy_from_slice(value.as_bytes()));
    NewRecord { key, headers: Vec::new(), value }
}

impl Producer {
    pub fn open(log: &dyn EventLog) -> Self {
        Self::try_open(log).unwrap()
    }

    pub fn try_open(log: &dyn EventLog) -> Result<Self, LogError> {
        let (sink, reports) = channel();
        let sink = Box::new(move |report| drop(sink.send(report)));
        Ok(Self { producer: log.open_producer(LOG, sink)?, reports })
    }

    /// Produces one record and waits for its report.
    pub fn produce(&mut self, value: &str) -> Result<Delivered, LogError> {
        self.producer.produce(7, record(value))?;
        let report = self.reports.recv_timeout(DEADLINE).unwrap();
        assert_eq!(report.tag, 7);
        report.result
    }
}

/// Writes values, each of which must be acknowledged at the next offset.
pub fn write(log: &dyn EventLog, values: &[&str]) {
    let mut producer = Producer::open(log);
    for value in values {
        let high = log.bounds(LOG).unwrap().high;
        assert_eq!(producer.produce(value).unwrap().offset, i64::try_from(high).unwrap());
    }
}

pub fn open(log: &dyn EventLog, offset: u64) -> Box<dyn LogReader> {
    log.open_reader(LOG, offset).unwrap()
}

/// What one poll shows: offsets and values, tombstones as "∅".
pub fn poll(reader: &mut dyn LogReader) -> Result<Vec<(u64, String)>, LogError> {
    let mut shown = Vec::new();
    reader.poll(100, WAIT, &mut |record| {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        shown.push((record.offset, record.value.map_or_else(|| "∅".to_owned(), text)));
    })?;
    Ok(shown)
}

/// Polls to the end of the log.
pub fn read_to_end(reader: &mut dyn LogReader) -> Vec<(u64, String)> {
    let begun = Instant::now();
    let mut shown = Vec::new();
    loop {
        shown.extend(poll(reader).unwrap());
        if reader.reached_end() {
            return shown;
        }
        assert!(begun.elapsed() < DEADLINE, "the end is never told after {shown:?}");
    }
}

/// Polls until that fails.
pub fn failure(reader: &mut dyn LogReader) -> LogError {
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < DEADLINE, "the reader goes on");
        if let Err(error) = poll(reader) {
            return error;
        }
    }
}

pub fn is_unavailable(error: &LogError) -> bool {
    matches!(error, LogError::Unavailable { .. })
}

pub fn is_missing(error: &LogError) -> bool {
    matches!(error, LogError::Missing { .. })
}
