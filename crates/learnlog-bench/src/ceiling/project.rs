//! The bare projection: consumes the ledger's entries and writes, per batch and in one
//! transaction, a row per entry, a row per stream and the next offset. Invariant: nothing is
//! decoded but what Kafka itself says of a record.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use postgres::{Client, NoTls};
use rdkafka::Message;
use rdkafka::consumer::BaseConsumer;
use rdkafka::error::KafkaError;

use super::consume::consumer;

/// Threads, each with a connection of its own.
const WORKERS: usize = 4;

/// Entries of one transaction at most.
const BATCH_ENTRIES: usize = 20_000;

/// How long nothing may come.
const STALL_LIMIT: Duration = Duration::from_secs(10);

const SCHEMA: &str = "
    create table entries (log int4, sequence int8, stream bytea, value bytea not null,
        primary key (log, sequence));
    create index entries_of_stream on entries (log, stream, sequence);
    create table states (log int4, stream bytea, sequence int8 not null, value bytea not null,
        primary key (log, stream));
    create table offsets (log int4 primary key, next int8 not null)";

const UPSERT_ENTRIES: &str = "
    insert into entries (log, sequence, stream, value)
    select * from unnest($1::int4[], $2::int8[], $3::bytea[], $4::bytea[])
    on conflict (log, sequence) do update set value = excluded.value";

const UPSERT_STATES: &str = "
    insert into states (log, stream, sequence, value)
    select * from unnest($1::int4[], $2::bytea[], $3::int8[], $4::bytea[])
    on conflict (log, stream) do update set sequence = excluded.sequence, value = excluded.value";

const UPSERT_OFFSET: &str = "
    insert into offsets (log, next) values ($1, $2)
    on conflict (log) do update set next = excluded.next";

/// Projects a topic of `partitions` partitions into an empty database; gives entries per second. Blocks. Errors: Kafka's,
/// PostgreSQL's, or nothing comes.
pub fn run(kafka: &str, database: &str, topic: &str, partitions: i32) -> anyhow::Result<f64> {
    Client::connect(database, NoTls)?.batch_execute(SCHEMA)?;
    let begun = Instant::now();
    let entries = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let mine = (0..partitions).skip(worker).step_by(WORKERS).collect();
                scope.spawn(move || Worker::new(kafka, database, topic, mine)?.run())
            })
            .collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.map(|ended| ended.map_err(|_| anyhow!("a worker broke"))?).sum::<Result<u64, _>>()
    })?;
    Ok(entries as f64 / begun.elapsed().as_secs_f64())
}

struct Worker {
    consumer: BaseConsumer,
    database: Client,
    partitions: usize,
}

/// Records as columns.
#[derive(Default)]
struct Batch {
    logs: Vec<i32>,
    sequences: Vec<i64>,
    streams: Vec<Vec<u8>>,
    values: Vec<Vec<u8>>,
}

impl Worker {
    fn new(kafka: &str, database: &str, topic: &str, mine: Vec<i32>) -> anyhow::Result<Self> {
        Ok(Self {
            partitions: mine.len(),
            consumer: consumer(kafka, mine.into_iter().map(|partition| (topic, partition)))?,
            database: Client::connect(database, NoTls)?,
        })
    }

    fn run(mut self) -> anyhow::Result<u64> {
        let (mut entries, mut at_end) = (0, 0);
        while at_end < self.partitions {
            let mut batch = Batch::default();
            while batch.logs.len() < BATCH_ENTRIES && at_end < self.partitions {
                match self.consumer.poll(STALL_LIMIT) {
                    Some(Ok(message)) => batch.push(&message)?,
                    Some(Err(KafkaError::PartitionEOF(_))) => at_end += 1,
                    Some(Err(error)) => return Err(error.into()),
                    None => bail!("Kafka gave nothing for {} s", STALL_LIMIT.as_secs()),
                }
            }
            batch.write(&mut self.database)?;
            entries += batch.logs.len() as u64;
        }
        Ok(entries)
    }
}

impl Batch {
    fn push(&mut self, message: &impl Message) -> anyhow::Result<()> {
        self.logs.push(message.partition() + 1);
        // Where no stray is in the topic, and the bench makes none, this is the sequence.
        self.sequences.push(message.offset() + 1);
        self.streams.push(message.key().unwrap_or_default().to_vec());
        self.values.push(message.payload().context("a record without value")?.to_vec());
        Ok(())
    }

    fn write(&self, database: &mut Client) -> anyhow::Result<()> {
        let mut latest = BTreeMap::new();
        let mut next = BTreeMap::new();
        for index in 0..self.logs.len() {
            latest.insert((self.logs[index], self.streams[index].as_slice()), index);
            next.insert(self.logs[index], self.sequences[index]);
        }
        let logs: Vec<_> = latest.keys().map(|(log, _)| *log).collect();
        let streams: Vec<_> = latest.keys().map(|(_, stream)| *stream).collect();
        let sequences: Vec<_> = latest.values().map(|index| self.sequences[*index]).collect();
        let values: Vec<_> = latest.values().map(|index| self.values[*index].as_slice()).collect();
        let mut transaction = database.transaction()?;
        let all = &self.logs;
        transaction
            .execute(UPSERT_ENTRIES, &[all, &self.sequences, &self.streams, &self.values])?;
        transaction.execute(UPSERT_STATES, &[&logs, &streams, &sequences, &values])?;
        for (log, next) in next {
            transaction.execute(UPSERT_OFFSET, &[&log, &next])?;
        }
        Ok(transaction.commit()?)
    }
}
