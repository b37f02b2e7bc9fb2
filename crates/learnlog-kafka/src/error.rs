//! Kafka's errors in the ledger's terms. Invariant: only what may pass by itself becomes
//! `Unavailable`.

use learnlog_ledger::event_log::LogError;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::topics::names::Place;

/// What `error` means for `operation` on the log at `place`.
pub(crate) fn log_error(operation: &'static str, place: &Place, error: KafkaError) -> LogError {
    match error.rdkafka_error_code() {
        Some(
            RDKafkaErrorCode::UnknownTopicOrPartition
            | RDKafkaErrorCode::UnknownTopicId
            | RDKafkaErrorCode::UnknownPartition
            | RDKafkaErrorCode::UnknownTopic,
        ) => LogError::Missing { topic: place.topic.clone(), partition: place.partition },
        Some(RDKafkaErrorCode::QueueFull) => LogError::QueueFull,
        Some(
            RDKafkaErrorCode::MessageSizeTooLarge
            | RDKafkaErrorCode::MessageBatchTooLarge
            | RDKafkaErrorCode::InvalidMessageSize,
        ) => LogError::TooLarge,
        Some(RDKafkaErrorCode::Fatal | RDKafkaErrorCode::OutOfOrderSequenceNumber) => {
            LogError::Fatal(error.into())
        }
        _ => LogError::Unavailable { operation, source: error.into() },
    }
}
