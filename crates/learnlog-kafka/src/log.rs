//! The ledger's logs on Kafka. Invariant: log 0 is the catalog's only partition, logs 1..=N the partitions of the entries topic, log N+1 the
//! operations' only partition.

use std::collections::BTreeMap;

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::event_log::{Bounds, EventLog, LogError, LogProducer, LogReader, ReportSink};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::BaseConsumer;

use crate::error::log_error;
use crate::producer::KafkaProducer;
use crate::reader::{KafkaReader, bounds};
use crate::topics::{Place, TopicNames};

/// How to reach the brokers.
#[derive(Debug, Clone)]
pub struct Connection {
    /// host:port, separated by commas.
    pub bootstrap_servers: String,
    /// Further properties of librdkafka (TLS, SASL), which win over learnlog's.
    pub properties: BTreeMap<String, String>,
}

impl Connection {
    pub(crate) fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &self.bootstrap_servers)
            .set("client.id", "learnlog")
            .set("allow.auto.create.topics", "false")
            // A broker that comes back is found within a second.
            .set("reconnect.backoff.max.ms", "1000");
        for (key, value) in &self.properties {
            config.set(key, value);
        }
        config
    }
}

/// One ledger's logs.
pub struct KafkaLog {
    client: ClientConfig,
    names: TopicNames,
    entries_logs: u32,
    asker: BaseConsumer,
}

impl KafkaLog {
    /// A ledger of that name with N entries logs. Errors: the connection's properties are wrong; nothing is asked of the brokers yet.
    pub fn new(
        connection: &Connection,
        names: TopicNames,
        entries_logs: u32,
    ) -> Result<Self, LogError> {
        let client = connection.client();
        let place = names.place(LogNumber(0), entries_logs);
        let asker = client
            .clone()
            .set("group.id", "learnlog-asker")
            .create()
            .map_err(|error| log_error("open a client", &place, error))?;
        Ok(Self { client, names, entries_logs, asker })
    }

    fn place(&self, log: LogNumber) -> Place {
        self.names.place(log, self.entries_logs)
    }
}

impl EventLog for KafkaLog {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        Ok(Box::new(KafkaProducer::open(&self.client, self.place(log), reports)?))
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        Ok(Box::new(KafkaReader::open(&self.client, self.place(log), offset)?))
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        bounds(&self.asker, &self.place(log))
    }
}
