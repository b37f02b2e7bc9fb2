//! A producer of one log and one generation. Invariant: acks=all and idempotence on, every report handed to the writer as librdkafka gives
//! it, fabricated offsets included; judging them is the writer's.

use learnlog_ledger::event_log::{
    Delivered, DeliveryReport, LogError, LogProducer, NewRecord, ReportSink,
};
use rdkafka::client::ClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::message::{Header, Message, OwnedHeaders};
use rdkafka::producer::{
    BaseRecord, DeliveryResult, Producer, ProducerContext, PurgeConfig, ThreadedProducer,
};

use crate::error::log_error;
use crate::limits::{
    LINGER_MS, MESSAGE_TIMEOUT, PRODUCER_QUEUE_LIMIT_KIB, PRODUCER_QUEUE_LIMIT_RECORDS,
    RECORD_LIMIT_BYTES,
};
use crate::topics::Place;

pub(crate) struct KafkaProducer {
    place: Place,
    producer: ThreadedProducer<Reports>,
}

struct Reports {
    place: Place,
    sink: ReportSink,
}

impl ClientContext for Reports {}

impl ProducerContext for Reports {
    /// The tag, as a pointer-sized number.
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, tag: usize) {
        let result = match result {
            Ok(message) => Ok(Delivered {
                offset: message.offset(),
                append_time_micros: message
                    .timestamp()
                    .to_millis()
                    .and_then(|millis| millis.checked_mul(1_000)),
            }),
            Err((error, _)) => Err(log_error("produce", &self.place, error.clone())),
        };
        (self.sink)(DeliveryReport { tag: tag as u64, result });
    }
}

impl KafkaProducer {
    pub fn open(
        connection: &ClientConfig,
        place: Place,
        sink: ReportSink,
    ) -> Result<Self, LogError> {
        let context = Reports { place: place.clone(), sink };
        let producer = connection
            .clone()
            .set("enable.idempotence", "true")
            .set("acks", "all")
            .set("message.timeout.ms", MESSAGE_TIMEOUT.as_millis().to_string())
            .set("linger.ms", LINGER_MS.to_string())
            .set("queue.buffering.max.messages", PRODUCER_QUEUE_LIMIT_RECORDS.to_string())
            .set("queue.buffering.max.kbytes", PRODUCER_QUEUE_LIMIT_KIB.to_string())
            .set("message.max.bytes", RECORD_LIMIT_BYTES.to_string())
            .create_with_context(context)
            .map_err(|error| log_error("open a producer", &place, error))?;
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

    fn purge(&mut self) {
        self.producer.purge(PurgeConfig::default().queue().inflight());
    }
}
