//! A reader of one log. Invariant: assigned by numeric offset, never subscribed, nothing committed;
//! messages of foreign transactions are shown like any other, because every reader must see the
//! same bytes in the same order; and where the next record is gone, or the whole topic, the reader
//! has ended.

mod consumer;
mod ended;

use std::time::{Duration, Instant};

use learnlog_ledger::event_log::{LogError, LogReader, LogRecord};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Message};

use crate::connection::Connection;
use crate::context::Spoken;
use crate::error::log_error;
use crate::limits::REQUEST_TIMEOUT;
use crate::producer::append_time_micros;
use crate::topics::names::Place;
use consumer::assigned;
use ended::{Ended, passes_by_itself};

pub(crate) struct KafkaReader {
    place: Place,
    consumer: BaseConsumer<Spoken>,
    next_offset: u64,
    reached_end: bool,
    /// Told by the next poll, because this one has shown records.
    held: Option<KafkaError>,
    ended: Option<Ended>,
}

impl KafkaReader {
    /// Begins at `offset`, which must be in the log.
    pub fn open(connection: &Connection, place: Place, offset: u64) -> Result<Self, LogError> {
        let consumer = assigned(connection, &place, offset)
            .map_err(|error| log_error("make a reader", &place, error))?;
        let (reached_end, held, ended) = (false, None, None);
        Ok(Self { place, consumer, next_offset: offset, reached_end, held, ended })
    }

    /// What an error means for this reader, and for good.
    fn meet(&mut self, error: KafkaError) -> LogError {
        self.ended = Ended::by(&error);
        self.ending().unwrap_or_else(|| log_error("read", &self.place, error))
    }

    /// How the reader has ended. A topic made anew would show other records under the same offsets,
    /// so that only a new reader, whose beginning is compared, may go on.
    fn ending(&self) -> Option<LogError> {
        let Place { topic, partition } = &self.place;
        match self.ended? {
            Ended::Missing => {
                Some(LogError::Missing { topic: topic.clone(), partition: *partition })
            }
            Ended::OffsetGone => Some(self.offset_gone()),
        }
    }

    fn offset_gone(&self) -> LogError {
        let Place { topic, partition } = &self.place;
        let offset = self.next_offset;
        let operation = "ask for the bounds of a log";
        match self.consumer.fetch_watermarks(topic, *partition, REQUEST_TIMEOUT) {
            Ok((low, high)) => {
                let low = u64::try_from(low).unwrap_or_default();
                let high = u64::try_from(high).unwrap_or_default();
                if (low..=high).contains(&offset) {
                    let source =
                        format!("it was cut at or before offset {offset} and has grown since");
                    LogError::Unavailable { operation: "read on", source: source.into() }
                } else {
                    LogError::OffsetGone { offset, low, high }
                }
            }
            Err(error) => log_error(operation, &self.place, error),
        }
    }
}

impl LogReader for KafkaReader {
    /// Comes back early where the log has just said that nothing follows.
    fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(LogRecord<'_>),
    ) -> Result<usize, LogError> {
        if let Some(error) = self.ending() {
            return Err(error);
        }
        if let Some(error) = self.held.take() {
            return Err(self.meet(error));
        }
        let deadline = Instant::now() + wait;
        let mut shown = 0;
        while shown < max_records {
            let wait = match shown {
                0 => deadline.saturating_duration_since(Instant::now()),
                _ => Duration::ZERO,
            };
            let next = self.consumer.poll(wait);
            match next {
                Some(Ok(message)) => {
                    let record = record(&message);
                    self.next_offset = record.offset.saturating_add(1);
                    self.reached_end = false;
                    visit(record);
                    shown += 1;
                }
                Some(Err(KafkaError::PartitionEOF(_))) => {
                    self.reached_end = true;
                    break;
                }
                Some(Err(error)) if passes_by_itself(&error) => {}
                Some(Err(error)) if shown == 0 => return Err(self.meet(error)),
                Some(Err(error)) => {
                    self.held = Some(error);
                    break;
                }
                None if shown > 0 || Instant::now() >= deadline => break,
                None => {}
            }
        }
        Ok(shown)
    }

    fn reached_end(&self) -> bool {
        self.reached_end
    }
}

fn record<'a>(message: &'a BorrowedMessage<'_>) -> LogRecord<'a> {
    LogRecord {
        offset: u64::try_from(message.offset()).unwrap_or_default(),
        value: message.payload(),
        append_time_micros: append_time_micros(message.timestamp()),
    }
}
