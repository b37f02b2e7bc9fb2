//! What a ledger's topics are set to. Invariant: nothing is ever compacted, expired, or
//! acknowledged by one replica alone where there are more.

use rdkafka::admin::ConfigResource;

use crate::limits::TOPIC_RECORD_LIMIT_BYTES;
use crate::topics::error::TopicError;

/// On a cluster of at least so many brokers, a topic gets so many replicas.
pub(super) const REPLICAS: usize = 3;

/// Must be exactly so.
const EXACT: [(&str, &str); 5] = [
    ("cleanup.policy", "delete"),
    ("retention.ms", "-1"),
    ("retention.bytes", "-1"),
    ("message.timestamp.type", "LogAppendTime"),
    ("unclean.leader.election.enable", "false"),
];

/// Must be at least so.
const AT_LEAST: (&str, &str) = ("max.message.bytes", "1048588");
const AT_LEAST_REPLICATED: (&str, &str) = ("min.insync.replicas", "2");

const _: () = assert!(TOPIC_RECORD_LIMIT_BYTES == 1_048_588);

/// What a topic with so many replicas is created with.
pub(super) fn of_new(replicas: usize) -> impl Iterator<Item = (&'static str, &'static str)> {
    EXACT.into_iter().chain(at_least(replicas))
}

fn at_least(replicas: usize) -> impl Iterator<Item = (&'static str, &'static str)> {
    std::iter::once(AT_LEAST).chain((replicas >= REPLICAS).then_some(AT_LEAST_REPLICATED))
}

/// Whether an existing topic with so many replicas is set as it must be.
pub(super) fn check(
    topic: &str,
    replicas: usize,
    described: &ConfigResource,
) -> Result<(), TopicError> {
    let found = |setting| {
        let entry = described.get(setting);
        entry.and_then(|entry| entry.value.clone()).unwrap_or_default()
    };
    let wrong = |setting, found, expected| {
        Err(TopicError::Setting { topic: topic.to_owned(), setting, found, expected })
    };
    for (setting, expected) in EXACT {
        let found = found(setting);
        if found != expected {
            return wrong(setting, found, expected);
        }
    }
    for (setting, least) in at_least(replicas) {
        let found = found(setting);
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        if number(&found) < number(least) {
            return wrong(setting, found, least);
        }
    }
    Ok(())
}
