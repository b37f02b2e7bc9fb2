//! What the contract's tests have in common: writing with all reports kept, and reading up to a
//! number.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use learnlog_codec::entry::LogNumber;

use super::Subject;
use crate::event_log::{Delivered, DeliveryReport, LogError, LogProducer, LogReader, NewRecord};

/// How long anything may take that must happen.
pub(super) const DEADLINE: Duration = Duration::from_secs(60);

/// One look at a log.
pub(super) const WAIT: Duration = Duration::from_millis(200);

/// A record as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub offset: u64,
    pub value: Option<Vec<u8>>,
    pub append_time_micros: Option<i64>,
}

/// A producer whose reports are kept.
pub(super) struct Writer {
    producer: Option<Box<dyn LogProducer>>,
    reports: mpsc::Receiver<DeliveryReport>,
}

pub(super) fn record(value: impl Into<Vec<u8>>) -> NewRecord {
    let headers = vec![("content-type", Bytes::from_static(b"application/protobuf"))];
    NewRecord { key: Bytes::from_static(b"key"), headers, value: Bytes::from(value.into()) }
}

impl Writer {
    pub fn open(subject: &dyn Subject, log: LogNumber) -> Self {
        let (sink, reports) = mpsc::channel();
        let sink = Box::new(move |report| drop(sink.send(report)));
        let producer = subject.event_log().open_producer(log, sink).expect("a producer");
        Self { producer: Some(producer), reports }
    }

    /// Hands a record over, waiting where the queue is full.
    pub fn produce(&mut self, tag: u64, record: &NewRecord) {
        let begun = Instant::now();
        loop {
            match self.try_produce(tag, record.clone()) {
                Ok(()) => return,
                Err(LogError::QueueFull) if begun.elapsed() < DEADLINE => std::thread::yield_now(),
                Err(error) => panic!("record {tag} is refused: {error:?}"),
            }
        }
    }

    pub fn try_produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        self.producer.as_mut().expect("an open producer").produce(tag, record)
    }

    pub fn purge(&mut self) {
        self.producer.as_mut().expect("an open producer").purge();
    }

    pub fn close(&mut self) {
        self.producer = None;
    }

    /// The next `count` reports.
    pub fn reports(&self, count: usize) -> Vec<DeliveryReport> {
        let next = |number| match self.reports.recv_timeout(DEADLINE) {
            Ok(report) => report,
            Err(error) => panic!("{number} of {count} reports came: {error}"),
        };
        (0..count).map(next).collect()
    }

    /// The next `count` reports, all of which must be good, in order of their tags.
    pub fn delivered(&self, count: usize) -> Vec<(u64, Delivered)> {
        let delivered = |report: DeliveryReport| match report.result {
            Ok(delivered) => (report.tag, delivered),
            Err(error) => panic!("record {} is not delivered: {error:?}", report.tag),
        };
        let mut delivered: Vec<_> = self.reports(count).into_iter().map(delivered).collect();
        delivered.sort_by_key(|(tag, _)| *tag);
        delivered
    }

    pub fn assert_no_more_reports(&self) {
        if let Ok(report) = self.reports.recv_timeout(WAIT) {
            panic!("a report too many: {report:?}");
        }
    }

    /// Writes the values and returns their offsets, which must be contiguous.
    pub fn write(&mut self, values: &[&str]) -> Vec<u64> {
        for (tag, value) in (0..).zip(values) {
            self.produce(tag, &record(*value));
        }
        let delivered = self.delivered(values.len());
        delivered.into_iter().map(|(_, delivered)| offset_of(delivered)).collect()
    }
}

pub(super) fn offset_of(delivered: Delivered) -> u64 {
    u64::try_from(delivered.offset).expect("an offset that can be trusted")
}

pub(super) fn open(subject: &dyn Subject, log: LogNumber, offset: u64) -> Box<dyn LogReader> {
    subject.event_log().open_reader(log, offset).expect("a reader")
}

/// One poll.
pub(super) fn poll(reader: &mut dyn LogReader, max: usize) -> Result<Vec<Read>, LogError> {
    let mut read = Vec::new();
    let count = reader.poll(max, WAIT, &mut |record| {
        read.push(Read {
            offset: record.offset,
            value: record.value.map(<[u8]>::to_vec),
            append_time_micros: record.append_time_micros,
        });
    })?;
    assert_eq!(count, read.len(), "poll returns how many it showed");
    Ok(read)
}

/// Polls until `count` records were shown, never more than `max` at once.
pub(super) fn read(reader: &mut dyn LogReader, count: usize, max: usize) -> Vec<Read> {
    let begun = Instant::now();
    let mut read = Vec::new();
    while read.len() < count {
        assert!(begun.elapsed() < DEADLINE, "{} of {count} records came", read.len());
        let more = poll(reader, max).expect("the log can be read");
        assert!(more.len() <= max, "{} records at once, {max} asked for", more.len());
        read.extend(more);
    }
    read
}

/// Opens at an offset where nothing can be read, and polls until that fails.
pub(super) fn failure(subject: &dyn Subject, log: LogNumber, offset: u64) -> LogError {
    match subject.event_log().open_reader(log, offset) {
        Ok(mut reader) => {
            let mut next = offset;
            let error = failure_of(&mut *reader, &mut next);
            assert_eq!(next, offset, "something was read there");
            error
        }
        Err(error) => error,
    }
}

/// Polls until that fails; `next` follows what is shown before.
pub(super) fn failure_of(reader: &mut dyn LogReader, next: &mut u64) -> LogError {
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < DEADLINE, "the reader goes on as if nothing were gone");
        match poll(reader, 100) {
            Ok(records) => {
                for record in records {
                    assert_eq!(record.offset, *next, "a record is skipped");
                    *next += 1;
                }
            }
            Err(error) => return error,
        }
    }
}
