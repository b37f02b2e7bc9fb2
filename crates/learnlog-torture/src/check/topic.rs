//! The messages of a ledger's topics, as they lie on Kafka. Invariant: every message of every partition up to its end at the time of the
//! call, in the order of offsets, read uncommitted.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message as _;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::learnlog::LEDGER;

/// How long the broker may take for one thing.
const LIMIT: Duration = Duration::from_secs(60);

const POLL: Duration = Duration::from_millis(500);

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// By the place of the partition.
    pub log: u32,
    /// Its bytes; None for a tombstone.
    pub value: Option<Vec<u8>>,
}

/// Reads all. Errors: Kafka does not answer in time, or the beginning of a partition is gone.
pub fn read(kafka: &str) -> anyhow::Result<Vec<Message>> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", kafka)
        .set("group.id", "learnlog-torture")
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "error")
        .set("isolation.level", "read_uncommitted")
        .create()?;
    let entries = format!("{LEDGER}.entries.v1");
    let metadata = consumer.fetch_metadata(Some(&entries), LIMIT)?;
    let topic = metadata.topics().first().context("the entries topic is missing")?;
    let logs = u32::try_from(topic.partitions().len())?;
    let mut places = vec![(0, format!("{LEDGER}.catalog.v1"), 0)];
    for log in 1..=logs {
        places.push((log, entries.clone(), i32::try_from(log)? - 1));
    }
    places.push((logs + 1, format!("{LEDGER}.operations.v1"), 0));
    let mut messages = Vec::new();
    for (log, topic, partition) in places {
        read_partition(&consumer, log, &topic, partition, &mut messages)?;
    }
    Ok(messages)
}

fn read_partition(
    consumer: &BaseConsumer,
    log: u32,
    topic: &str,
    partition: i32,
    messages: &mut Vec<Message>,
) -> anyhow::Result<()> {
    let (low, high) = consumer.fetch_watermarks(topic, partition, LIMIT)?;
    ensure!(low == 0, "the beginning of {topic}/{partition} is gone");
    let mut assignment = TopicPartitionList::new();
    assignment.add_partition_offset(topic, partition, Offset::Offset(0))?;
    consumer.assign(&assignment)?;
    let (mut next, mut deadline) = (0, Instant::now() + LIMIT);
    while next < high {
        ensure!(Instant::now() < deadline, "{topic}/{partition} does not come up to its end");
        let Some(message) = consumer.poll(POLL) else { continue };
        let message = message?;
        ensure!(message.offset() >= next, "{topic}/{partition} goes back");
        next = message.offset() + 1;
        deadline = Instant::now() + LIMIT;
        messages.push(Message { log, value: message.payload().map(<[u8]>::to_vec) });
    }
    Ok(())
}

/// Keeps messages in a file: a line each, log and value in base64, which is `-` for a tombstone. Errors: it cannot be written.
pub fn save(path: &Path, messages: &[Message]) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for Message { log, value } in messages {
        let value = value.as_ref().map_or_else(|| "-".to_owned(), |value| STANDARD.encode(value));
        writeln!(file, "{log} {value}")?;
    }
    Ok(file.flush()?)
}

/// What was kept. Errors: it cannot be read.
pub fn load(path: &Path) -> anyhow::Result<Vec<Message>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let parsed = BufReader::new(file).lines().map(|line| {
        let line = line?;
        let (log, value) = line.split_once(' ').context("a line without a value")?;
        let value = if value == "-" { None } else { Some(STANDARD.decode(value)?) };
        Ok(Message { log: log.parse()?, value })
    });
    parsed.collect()
}
