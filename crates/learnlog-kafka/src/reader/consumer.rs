//! A consumer of one partition. Invariant: it begins where it is told or not at all, and belongs to
//! no group that could move it.

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::connection::Connection;
use crate::context::Spoken;
use crate::limits::{
    FETCH_LIMIT_BYTES, FETCH_RETRY_PAUSE_MS, FETCH_WAIT_MS, READER_QUEUE_LIMIT_KIB,
    READER_QUEUE_PAUSE_MS,
};
use crate::topics::names::Place;

/// A consumer that begins at `offset`.
pub(super) fn assigned(
    connection: &Connection,
    place: &Place,
    offset: u64,
) -> Result<BaseConsumer<Spoken>, KafkaError> {
    let defaults = [
        ("fetch.wait.max.ms", FETCH_WAIT_MS),
        ("fetch.error.backoff.ms", FETCH_RETRY_PAUSE_MS),
        ("fetch.message.max.bytes", FETCH_LIMIT_BYTES),
        ("fetch.queue.backoff.ms", READER_QUEUE_PAUSE_MS),
        ("queued.max.messages.kbytes", READER_QUEUE_LIMIT_KIB),
    ];
    let fixed = [
        // librdkafka wants a group to assign anything.
        ("group.id", "learnlog-reader"),
        ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"),
        ("isolation.level", "read_uncommitted"),
        ("auto.offset.reset", "error"),
        ("enable.partition.eof", "true"),
        ("check.crcs", "true"),
    ];
    let consumer: BaseConsumer<Spoken> =
        connection.client(&defaults, &fixed).create_with_context(Spoken)?;
    let numeric = Offset::Offset(i64::try_from(offset).unwrap_or(i64::MAX));
    let mut partitions = TopicPartitionList::new();
    partitions.add_partition_offset(&place.topic, place.partition, numeric)?;
    consumer.assign(&partitions)?;
    Ok(consumer)
}
