//! Which errors end a reader, and which are none. Invariant: what librdkafka says once and then
//! stops for is an end.

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

/// Why librdkafka shows nothing more. It says so only once.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ended {
    OffsetGone,
    Missing,
}

impl Ended {
    pub fn by(error: &KafkaError) -> Option<Self> {
        match error.rdkafka_error_code()? {
            RDKafkaErrorCode::AutoOffsetReset
            | RDKafkaErrorCode::OffsetOutOfRange
            | RDKafkaErrorCode::LogTruncation
            | RDKafkaErrorCode::NoOffset => Some(Self::OffsetGone),
            RDKafkaErrorCode::UnknownTopicOrPartition
            | RDKafkaErrorCode::UnknownTopicId
            | RDKafkaErrorCode::UnknownTopic
            | RDKafkaErrorCode::UnknownPartition => Some(Self::Missing),
            _ => None,
        }
    }
}

/// One connection less; librdkafka makes another. When there is none left it says that all brokers
/// are down.
pub(super) fn passes_by_itself(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::BrokerTransportFailure
                | RDKafkaErrorCode::OperationTimedOut
                | RDKafkaErrorCode::Resolve
        )
    )
}
