//! What a producer sends, and what is reported of it. Invariant: one group is under way at a time. An
//! idempotent librdkafka that has five records under way and others in its queue asks its socket again
//! and again without waiting, until they are delivered; so its queue holds no more than one request, and
//! everything else waits here.

use std::num::ParseIntError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use learnlog_ledger::event_log::{Delivered, DeliveryReport, LogError, NewRecord, ReportSink};
use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, Message, OwnedHeaders};
use rdkafka::producer::{
    BaseProducer, BaseRecord, DeliveryResult, Producer, ProducerContext, PurgeConfig,
};

use super::append_time_micros;
use super::group::{Bounds, Group, Offered};
use super::office::Office;
use super::rounds::Round;
use crate::connection::Connection;
use crate::context::Spoken;
use crate::error::log_error;
use crate::limits::{
    LINGER_MS, MESSAGE_TIMEOUT_MS, PRODUCER_QUEUE_LIMIT_KIB, PRODUCER_QUEUE_LIMIT_RECORDS,
    RECORD_LIMIT_BYTES, REQUESTS_IN_FLIGHT,
};
use crate::topics::names::Place;

/// Kibibytes in librdkafka's own queue: more than a request and what was reported just now.
const CLIENT_QUEUE_KIB: u32 = 1 << 20;

/// What a request holds beside its records, and more.
const REQUEST_OVERHEAD_BYTES: usize = 1_024;

/// The client of one producer and what waits for it.
pub(crate) struct Outbox {
    client: BaseProducer<Reports>,
}

/// What librdkafka calls back.
struct Reports {
    place: Place,
    sink: ReportSink,
    group: Mutex<Group>,
    office: Arc<Office>,
    /// What these are the reports of; nothing before it is made.
    outbox: Mutex<Weak<Outbox>>,
}

impl Outbox {
    /// Errors: the client cannot be made.
    pub fn open(
        connection: &Connection,
        office: Arc<Office>,
        place: Place,
        sink: ReportSink,
    ) -> Result<Arc<Self>, LogError> {
        let defaults = [
            ("linger.ms", LINGER_MS),
            ("max.in.flight.requests.per.connection", REQUESTS_IN_FLIGHT),
            ("message.timeout.ms", MESSAGE_TIMEOUT_MS),
            ("queue.buffering.max.messages", PRODUCER_QUEUE_LIMIT_RECORDS),
            ("queue.buffering.max.kbytes", PRODUCER_QUEUE_LIMIT_KIB),
            ("message.max.bytes", RECORD_LIMIT_BYTES),
        ];
        let fixed = [("enable.idempotence", "true"), ("acks", "all")];
        let mut config = connection.client(&defaults, &fixed);
        let group = Group::new(bounds(&config)?);
        let (group, outbox) = (Mutex::new(group), Mutex::default());
        let reports = Reports { place: place.clone(), sink, group, office, outbox };
        // What a report has just come of still counts in its queue; what waits is bounded here.
        config.set("queue.buffering.max.messages", "0");
        config.set("queue.buffering.max.kbytes", CLIENT_QUEUE_KIB.to_string());
        let client = config
            .create_with_context(reports)
            .map_err(|error| log_error("make a producer", &place, error))?;
        let outbox = Arc::new(Self { client });
        *lock(&outbox.reports().outbox) = Arc::downgrade(&outbox);
        Ok(outbox)
    }

    /// Hands a record over. Errors: no room, or larger than a log takes.
    pub fn hand_over(&self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        let offered = self.reports().group().offer(tag, record);
        match offered {
            Offered::Waits => {}
            Offered::Joins => self.reports().join(),
            Offered::Full => return Err(LogError::QueueFull),
            Offered::TooLarge => return Err(LogError::TooLarge),
        }
        Ok(())
    }

    /// Serves reports for so long.
    pub fn take_reports(&self, wait: Duration) {
        self.client.poll(wait);
    }

    /// Gives everything up that is not acknowledged.
    pub fn purge(&self) {
        let mut group = self.reports().group();
        let waiting = group.drain();
        // Whoever sends holds the group: nothing slips in behind this.
        // librdkafka's threads are not waited for: one may be looking up a broker's name.
        self.client.purge(PurgeConfig::default().queue().inflight().non_blocking());
        drop(group);
        for (tag, _) in waiting {
            let given_up = KafkaError::MessageProduction(RDKafkaErrorCode::PurgeQueue);
            self.reports().failed(tag, given_up);
        }
    }

    /// Sends what waits; false where that is nothing. What the client refuses is reported as failed, and
    /// with it all that came after it, which would otherwise land without it.
    pub(super) fn send(&self, round: Round) -> bool {
        let mut group = self.reports().group();
        group.begin(round);
        let mut refused = None;
        while let Some((tag, record)) = group.next() {
            let Err(error) = self.send_one(tag, &record) else { continue };
            group.give_back(tag, record);
            // What is under way makes room; when it was reported, the rest joins the next round.
            let room_comes = error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull)
                && group.is_under_way();
            if !room_comes {
                refused = Some((error, group.drain()));
            }
            break;
        }
        let sends = group.end().is_none();
        drop(group);
        if let Some((error, waiting)) = refused {
            waiting.iter().for_each(|(tag, _)| self.reports().failed(*tag, error.clone()));
        }
        sends
    }

    fn send_one(&self, tag: u64, record: &NewRecord) -> Result<(), KafkaError> {
        let place = &self.reports().place;
        let headers = OwnedHeaders::new_with_capacity(record.headers.len());
        let headers = record.headers.iter().fold(headers, |headers, (key, value)| {
            headers.insert(Header { key, value: Some(&**value) })
        });
        let message = BaseRecord::with_opaque_to(&place.topic, Box::new(tag))
            .partition(place.partition)
            .key(&*record.key)
            .payload(&*record.value)
            .headers(headers);
        self.client.send(message).map_err(|(error, _)| error)
    }

    fn reports(&self) -> &Reports {
        self.client.context()
    }
}

impl Reports {
    fn group(&self) -> MutexGuard<'_, Group> {
        lock(&self.group)
    }

    fn join(&self) {
        let outbox = lock(&self.outbox).clone();
        self.office.join(outbox);
    }

    fn failed(&self, tag: u64, error: KafkaError) {
        let result = Err(log_error("produce", &self.place, error));
        (self.sink)(DeliveryReport { tag, result });
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
    type DeliveryOpaque = Box<u64>;

    fn delivery(&self, result: &DeliveryResult<'_>, tag: Box<u64>) {
        match result {
            Ok(message) => {
                let delivered = Delivered {
                    offset: message.offset(),
                    append_time_micros: append_time_micros(message.timestamp()),
                };
                (self.sink)(DeliveryReport { tag: *tag, result: Ok(delivered) });
            }
            Err((error, _)) => {
                self.failed(*tag, error.clone());
                // What follows would only land as strays.
                let waiting = self.group().drain();
                waiting.iter().for_each(|(tag, _)| self.failed(*tag, error.clone()));
            }
        }
        let (ended, joins) = self.group().reported();
        if joins {
            self.join();
        }
        if let Some(round) = ended {
            self.office.leave(round);
        }
    }
}

/// As librdkafka understands the configuration, which may be written in several ways.
fn bounds(config: &ClientConfig) -> Result<Bounds, LogError> {
    let failed = |source| LogError::Unavailable { operation: "read Kafka's properties", source };
    let native = config.create_native_config().map_err(|error| failed(error.into()))?;
    let number = |name| -> Result<usize, LogError> {
        let value = native.get(name).map_err(|error| failed(error.into()))?;
        value.parse().map_err(|error: ParseIntError| failed(error.into()))
    };
    let record_bytes = number("message.max.bytes")?;
    let request_bytes = number("batch.size")?.min(record_bytes);
    let waiting_records = match number("queue.buffering.max.messages")? {
        // librdkafka's word for no limit.
        0 => PRODUCER_QUEUE_LIMIT_RECORDS as usize,
        records => records,
    };
    Ok(Bounds {
        record_bytes,
        group_bytes: request_bytes.saturating_sub(REQUEST_OVERHEAD_BYTES),
        waiting_records,
        waiting_bytes: number("queue.buffering.max.kbytes")?.saturating_mul(1_024),
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
