//! The ledger's topics: names, settings, creation. Invariant: nothing is ever compacted, expired or created by accident, and a topic
//! that exists is used only if it is what the ledger needs.

use std::time::Instant;

use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::{CATALOG, operations};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::limits::{POLL_PAUSE, REQUEST_TIMEOUT};
use crate::log::Connection;

/// What every topic of a ledger is set to.
pub const SETTINGS: [(&str, &str); 4] = [
    ("cleanup.policy", "delete"),
    ("retention.ms", "-1"),
    ("retention.bytes", "-1"),
    ("message.timestamp.type", "LogAppendTime"),
];

/// On a cluster of at least that many brokers, every topic has that many replicas, of which two must be in step.
const REPLICAS: usize = 3;

/// A ledger's name: 1 to 64 characters of [a-z0-9-].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicNames(String);

/// A ledger cannot have that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a ledger's name is 1 to 64 characters of a-z, 0-9 and -")]
pub struct InvalidName;

/// One partition of one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
}

/// Why a topic cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TopicError {
    /// The brokers do not answer, or say no.
    #[error("Kafka does not {operation}")]
    Kafka {
        /// What was tried.
        operation: &'static str,
        /// What it said.
        #[source]
        source: KafkaError,
    },
    /// It is not there.
    #[error(
        "the topic {topic} does not exist: run `learnlog init`, or restore it if it was deleted"
    )]
    Missing {
        /// The topic.
        topic: String,
    },
    /// It has another number of partitions.
    #[error(
        "the topic {topic} has {found} partitions instead of {expected}: it is not this ledger's, or was changed by hand"
    )]
    Partitions {
        /// The topic.
        topic: String,
        /// As it is.
        found: usize,
        /// As the ledger's genesis says.
        expected: usize,
    },
    /// It is set to lose or rewrite messages, or to trust the producers' clocks.
    #[error(
        "the topic {topic} has {setting}={found} instead of {expected}: set it back before anything is lost"
    )]
    Setting {
        /// The topic.
        topic: String,
        /// The setting.
        setting: &'static str,
        /// As it is.
        found: String,
        /// As it must be.
        expected: &'static str,
    },
}

impl TopicNames {
    /// Errors: [`InvalidName`].
    pub fn new(ledger: &str) -> Result<Self, InvalidName> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=64).contains(&ledger.len()) && ledger.bytes().all(allowed) {
            Ok(Self(ledger.to_owned()))
        } else {
            Err(InvalidName)
        }
    }

    /// `<ledger>.catalog.v1`.
    pub fn catalog(&self) -> String {
        format!("{}.catalog.v1", self.0)
    }

    /// `<ledger>.entries.v1`.
    pub fn entries(&self) -> String {
        format!("{}.entries.v1", self.0)
    }

    /// `<ledger>.operations.v1`.
    pub fn operations(&self) -> String {
        format!("{}.operations.v1", self.0)
    }

    /// Where a log of a ledger with N entries logs lies.
    pub fn place(&self, log: LogNumber, entries_logs: u32) -> Place {
        if log == CATALOG {
            Place { topic: self.catalog(), partition: 0 }
        } else if log == operations(entries_logs) {
            Place { topic: self.operations(), partition: 0 }
        } else {
            let partition = i32::try_from(log.0 - 1).unwrap_or(i32::MAX);
            Place { topic: self.entries(), partition }
        }
    }
}

/// Makes sure that the topic exists with that many partitions and the ledger's settings.
pub async fn ensure(
    connection: &Connection,
    topic: &str,
    partitions: u32,
) -> Result<(), TopicError> {
    let admin = admin(connection)?;
    let brokers = brokers(&admin)?;
    let replicas = if brokers >= REPLICAS { REPLICAS } else { 1 };
    let count = i32::try_from(partitions).unwrap_or(i32::MAX);
    let replication = TopicReplication::Fixed(i32::try_from(replicas).unwrap_or(1));
    let mut new = NewTopic::new(topic, count, replication);
    for (setting, value) in SETTINGS {
        new = new.set(setting, value);
    }
    if replicas == REPLICAS {
        new = new.set("min.insync.replicas", "2").set("unclean.leader.election.enable", "false");
    }
    let operation = "create a topic";
    let created = admin
        .create_topics([&new], &options())
        .await
        .map_err(|source| TopicError::Kafka { operation, source })?;
    for result in created {
        match result {
            Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((_, code)) => {
                return Err(TopicError::Kafka { operation, source: KafkaError::AdminOp(code) });
            }
        }
    }
    when_known(connection, topic, partitions).await
}

/// A broker may hear of a new topic a little later than the controller that made it.
async fn when_known(
    connection: &Connection,
    topic: &str,
    partitions: u32,
) -> Result<(), TopicError> {
    let deadline = Instant::now() + REQUEST_TIMEOUT;
    let mut pause = tokio::time::interval(POLL_PAUSE);
    loop {
        pause.tick().await;
        match check(connection, topic, partitions).await {
            Err(TopicError::Missing { .. }) if Instant::now() < deadline => {}
            result => return result,
        }
    }
}

/// Checks that the topic is what the ledger needs.
pub async fn check(
    connection: &Connection,
    topic: &str,
    partitions: u32,
) -> Result<(), TopicError> {
    let admin = admin(connection)?;
    let expected = usize::try_from(partitions).unwrap_or(usize::MAX);
    let found = partition_count(&admin, topic)?;
    if found != expected {
        return Err(TopicError::Partitions { topic: topic.to_owned(), found, expected });
    }
    let operation = "tell a topic's settings";
    let described = admin
        .describe_configs([&ResourceSpecifier::Topic(topic)], &options())
        .await
        .map_err(|source| TopicError::Kafka { operation, source })?;
    for resource in described {
        let resource = resource
            .map_err(|code| TopicError::Kafka { operation, source: KafkaError::AdminOp(code) })?;
        for (setting, expected) in SETTINGS {
            let entry = resource.get(setting);
            let found = entry.and_then(|entry| entry.value.clone()).unwrap_or_default();
            if found != expected {
                return Err(TopicError::Setting { topic: topic.into(), setting, found, expected });
            }
        }
    }
    Ok(())
}

fn admin(connection: &Connection) -> Result<AdminClient<DefaultClientContext>, TopicError> {
    let operation = "open a client";
    connection.client().create().map_err(|source| TopicError::Kafka { operation, source })
}

fn options() -> AdminOptions {
    AdminOptions::new()
        .operation_timeout(Some(REQUEST_TIMEOUT))
        .request_timeout(Some(REQUEST_TIMEOUT))
}

fn brokers(admin: &AdminClient<DefaultClientContext>) -> Result<usize, TopicError> {
    let operation = "name its brokers";
    let metadata = admin
        .inner()
        .fetch_metadata(None, REQUEST_TIMEOUT)
        .map_err(|source| TopicError::Kafka { operation, source })?;
    Ok(metadata.brokers().len())
}

fn partition_count(
    admin: &AdminClient<DefaultClientContext>,
    topic: &str,
) -> Result<usize, TopicError> {
    let operation = "describe a topic";
    let metadata = admin
        .inner()
        .fetch_metadata(Some(topic), REQUEST_TIMEOUT)
        .map_err(|source| TopicError::Kafka { operation, source })?;
    let found = metadata.topics().iter().find(|described| described.name() == topic);
    match found {
        Some(described) if !described.partitions().is_empty() => Ok(described.partitions().len()),
        _ => Err(TopicError::Missing { topic: topic.to_owned() }),
    }
}
