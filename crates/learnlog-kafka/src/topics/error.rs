//! Why a topic cannot be used. Invariant: every message says what to do.

use rdkafka::error::KafkaError;

/// Why a topic cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TopicError {
    /// The brokers do not answer, or say no.
    #[error("Kafka does not {operation}")]
    Kafka {
        /// What was asked.
        operation: &'static str,
        /// What it said.
        #[source]
        source: KafkaError,
    },
    /// It is not there.
    #[error(
        "the topic {topic} does not exist: for a new ledger run `learnlog init`; if the ledger was in use, name \
         its Kafka and its name, or run `learnlog restore`"
    )]
    Missing {
        /// The topic.
        topic: String,
    },
    /// It has another number of partitions, which decides where every stream lies.
    #[error(
        "the topic {topic} has {found} partitions instead of {expected}: it is not this ledger's, or \
         was changed by hand; name the ledger that it belongs to, or restore it"
    )]
    Partitions {
        /// The topic.
        topic: String,
        /// As it is.
        found: usize,
        /// As the ledger's genesis says.
        expected: usize,
    },
    /// It is set to lose, rewrite or refuse messages, or to trust the producers' clocks.
    #[error(
        "the topic {topic} has {setting}={found} instead of {expected}: set it with kafka-configs --alter \
         --entity-type topics --entity-name {topic} --add-config {setting}={expected}"
    )]
    Setting {
        /// The topic.
        topic: String,
        /// The setting.
        setting: &'static str,
        /// As it is.
        found: String,
        /// As it must be; for a number, at least.
        expected: &'static str,
    },
}
