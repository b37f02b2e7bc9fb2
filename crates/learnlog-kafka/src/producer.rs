//! A producer of one log and one generation. Invariant: acknowledged by all replicas in sync,
//! idempotent, and every report is handed on as librdkafka gives it, made-up offsets included:
//! judging them is the writer's.

use learnlog_ledger::event_log::{
    Delivered, DeliveryReport, LogError, LogProducer, NewRecord, ReportSink,
};
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::message::{Header, Message, OwnedHeaders, Timestamp};
use rdkafka::producer::{
    BaseRecord, DeliveryResult, Producer, ProducerContext, PurgeConfig, ThreadedProducer,
};

use crate::connection::Connection;
use crate::context::Spoken;
use crate::error::log_error;
use crate::limits::{
    LINGER_MS, MESSAGE_TIMEOUT_MS, PRODUCER_QUEUE_LIMIT_KIB, PRODUCER_QUEUE_LIMIT_RECORDS,
    RECORD_LIMIT_BYTES, REQUESTS_IN_FLIGHT,
};
use crate::topics::names::Place;

pub(crate) struct KafkaProducer {
    place: Place,
    producer: ThreadedProducer<Reports>,
}

struct Reports {
    place: Place,
    sink: ReportSink,
}

impl KafkaProducer {
    pub fn open(connection: &Connection, place: Place, sink: ReportSink) -> Result<Self, LogError> {
        let defaults = [
            ("linger.ms", LINGER_MS),
            ("max.in.flight.requests.per.connection", REQUESTS_IN_FLIGHT),
            ("message.timeout.ms", MESSAGE_TIMEOUT_MS),
            ("queue.buffering.max.messages", PRODUCER_QUEUE_LIMIT_RECORDS),
            ("queue.buffering.max.kbytes", PRODUCER_QUEUE_LIMIT_KIB),
            ("message.max.bytes", RECORD_LIMIT_BYTES),
        ];
        let fixed = [("enable.idempotence", "true"), ("acks", "all")];
        let reports = Reports { place: place.clone(), sink };
        let producer = connection
            .client(&defaults, &fixed)
            .create_with_context(reports)
            .map_err(|error| log_error("make a producer", &place, error))?;
        Ok(Self { place, producer })
    }
}

impl LogProducer for KafkaProducer {
    fn produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        let Ok(opaque) = usize::try_from(tag) else {
            return Err(LogError::Fatal("the tag does not fit a pointer".into()));
        };
        let headers = OwnedHeaders::new_with_capacity(record.headers.len());
        let headers = record.headers.iter().fold(headers, |headers, (key, value)| {
            headers.insert(Header { key, value: Some(&**value) })
        });
        let message = BaseRecord::with_opaque_to(&self.place.topic, opaque)
            .partition(self.place.partition)
            .key(&*record.key)
            .payload(&*record.value)
            .headers(headers);
        self.producer.send(message).map_err(|(error, _)| log_error("produce", &self.place, error))
    }

    /// Requests that are under way are given up, too, so that every record is reported at once.
    fn purge(&mut self) {
        self.producer.purge(PurgeConfig::default().queue().inflight());
    }
}

impl ClientContext for Reports {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        Spoken.log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        Spoken.error(error, reason);
    }
}

impl ProducerContext for Reports {
    /// The tag, as a number of a pointer's size.
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, tag: usize) {
        let result = match result {
            Ok(message) => Ok(Delivered {
                offset: message.offset(),
                append_time_micros: append_time_micros(message.timestamp()),
            }),
            Err((error, _)) => Err(log_error("produce", &self.place, error.clone())),
        };
        (self.sink)(DeliveryReport { tag: tag as u64, result });
    }
}

/// When the log appended a record; a time that its producer made up says nothing.
pub(crate) fn append_time_micros(timestamp: Timestamp) -> Option<i64> {
    match timestamp {
        Timestamp::LogAppendTime(millis) => millis.checked_mul(1_000),
        Timestamp::CreateTime(_) | Timestamp::NotAvailable => None,
    }
}
