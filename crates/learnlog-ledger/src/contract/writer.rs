//! A producer whose reports are kept.

use std::sync::mpsc;
use std::time::Instant;

use bytes::Bytes;
use learnlog_codec::entry::LogNumber;

use super::{DEADLINE, Subject, WAIT};
use crate::event_log::{Delivered, DeliveryReport, LogError, LogProducer, NewRecord};

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
