//! Reads partitions from their beginning to their end with one consumer, and counts.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use learnlog_proto::api::LogHead;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

/// How long nothing may come.
const STALL_LIMIT: Duration = Duration::from_secs(10);

/// A consumer of these partitions, from their beginnings, that says when it reaches their ends.
pub fn consumer<'a>(
    kafka: &str,
    partitions: impl IntoIterator<Item = (&'a str, i32)>,
) -> anyhow::Result<BaseConsumer> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", kafka)
        .set("group.id", "learnlog-bench")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .create()
        .context("cannot make a consumer")?;
    let mut assigned = TopicPartitionList::new();
    for (topic, partition) in partitions {
        assigned.add_partition_offset(topic, partition, Offset::Offset(0))?;
    }
    consumer.assign(&assigned)?;
    Ok(consumer)
}

/// Reads everything there is; gives messages and bytes per second. Blocks. Errors: Kafka's, or nothing comes.
pub fn run(kafka: &str, logs: &[LogHead]) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let consumer = consumer(kafka, logs.iter().map(|log| (log.topic.as_str(), log.partition)))?;
    let (mut messages, mut at_end) = (0u64, 0);
    while at_end < logs.len() {
        match consumer.poll(STALL_LIMIT) {
            Some(Ok(_)) => messages += 1,
            Some(Err(KafkaError::PartitionEOF(_))) => at_end += 1,
            Some(Err(error)) => return Err(error.into()),
            None => bail!("Kafka gave nothing for {} s", STALL_LIMIT.as_secs()),
        }
    }
    Ok(messages as f64 / begun.elapsed().as_secs_f64())
}
