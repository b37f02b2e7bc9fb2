//! A reader of one log. Invariant: assigned by numeric offset, never subscribed, nothing committed; foreign aborted messages are shown like
//! any other, because every reader must see the same bytes in the same order.

use std::time::Duration;

use learnlog_ledger::event_log::{Bounds, LogError, LogReader, LogRecord};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, Message};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::error::log_error;
use crate::limits::{FETCH_LIMIT_BYTES, FETCH_WAIT_MS, READER_QUEUE_LIMIT_KIB, REQUEST_TIMEOUT};
use crate::topics::Place;

pub(crate) struct KafkaReader {
    place: Place,
    consumer: BaseConsumer,
    next_offset: u64,
    reached_end: bool,
}

impl KafkaReader {
    pub fn open(connection: &ClientConfig, place: Place, offset: u64) -> Result<Self, LogError> {
        let fail = |error| log_error("open a reader", &place, error);
        let consumer: BaseConsumer = connection
            .clone()
            // librdkafka wants a group although nothing is subscribed or committed.
            .set("group.id", "learnlog-reader")
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("isolation.level", "read_uncommitted")
            .set("auto.offset.reset", "error")
            .set("enable.partition.eof", "true")
            .set("check.crcs", "true")
            .set("fetch.wait.max.ms", FETCH_WAIT_MS.to_string())
            .set("fetch.message.max.bytes", FETCH_LIMIT_BYTES.to_string())
            .set("queued.max.messages.kbytes", READER_QUEUE_LIMIT_KIB.to_string())
            .create()
            .map_err(fail)?;
        let mut partitions = TopicPartitionList::new();
        let numeric = i64::try_from(offset).unwrap_or(i64::MAX);
        partitions
            .add_partition_offset(&place.topic, place.partition, Offset::Offset(numeric))
            .map_err(fail)?;
        consumer.assign(&partitions).map_err(fail)?;
        Ok(Self { place, consumer, next_offset: offset, reached_end: false })
    }

    fn failed(&self, error: KafkaError) -> LogError {
        match error.rdkafka_error_code() {
            Some(
                RDKafkaErrorCode::AutoOffsetReset
                | RDKafkaErrorCode::OffsetOutOfRange
                | RDKafkaErrorCode::NoOffset,
            ) => self.offset_gone(error),
            _ => log_error("read", &self.place, error),
        }
    }

    fn offset_gone(&self, error: KafkaError) -> LogError {
        let offset = self.next_offset;
        match bounds(&self.consumer, &self.place) {
            Ok(Bounds { low, high }) if offset < low || offset > high => {
                LogError::OffsetGone { offset, low, high }
            }
            Ok(_) => log_error("read", &self.place, error),
            Err(error) => error,
        }
    }
}

impl LogReader for KafkaReader {
    fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(LogRecord<'_>),
    ) -> Result<usize, LogError> {
        let mut passed = 0;
        while passed < max_records {
            let wait = if passed == 0 { wait } else { Duration::ZERO };
            match self.consumer.poll(wait) {
                None => break,
                Some(Ok(message)) => {
                    let offset = u64::try_from(message.offset()).unwrap_or_default();
                    visit(record(&message, offset));
                    self.next_offset = offset.saturating_add(1);
                    self.reached_end = false;
                    passed += 1;
                }
                Some(Err(KafkaError::PartitionEOF(_))) => {
                    self.reached_end = true;
                    break;
                }
                // What was shown counts; the error comes again.
                Some(Err(_)) if passed > 0 => break,
                Some(Err(error)) => return Err(self.failed(error)),
            }
        }
        Ok(passed)
    }

    fn reached_end(&self) -> bool {
        self.reached_end
    }
}

fn record<'a>(message: &'a BorrowedMessage<'_>, offset: u64) -> LogRecord<'a> {
    LogRecord {
        offset,
        value: message.payload(),
        append_time_micros: message
            .timestamp()
            .to_millis()
            .and_then(|millis| millis.checked_mul(1_000)),
    }
}

/// First and next offset, asked of the leader.
pub(crate) fn bounds(consumer: &BaseConsumer, place: &Place) -> Result<Bounds, LogError> {
    let (low, high) = consumer
        .fetch_watermarks(&place.topic, place.partition, REQUEST_TIMEOUT)
        .map_err(|error| log_error("ask for the end of the log", place, error))?;
    let offset = |watermark| u64::try_from(watermark).unwrap_or_default();
    Ok(Bounds { low: offset(low), high: offset(high) })
}
