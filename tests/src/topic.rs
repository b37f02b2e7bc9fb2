//! What an operator or a foreign program may do to a ledger's topics.

use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::process::PATIENCE;
use crate::site::Site;

/// Partitions of the entries topic, unless `learnlog init` was told otherwise.
const PARTITIONS: i32 = 8;

/// The topic that holds the learners' entries.
pub struct EntriesTopic {
    /// On Kafka.
    pub name: String,
    client: ClientConfig,
}

impl EntriesTopic {
    pub fn of(site: &Site) -> Self {
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", site.kafka());
        Self { name: format!("{}.entries.v1", site.name), client }
    }

    /// A message of somebody else's; a tombstone without payload.
    pub fn pollute(&self, partition: i32, payload: Option<&[u8]>) {
        let producer: BaseProducer = self.client.create().expect("a producer");
        let record = BaseRecord::<str, [u8]>::to(&self.name).partition(partition).key("key");
        let record = match payload {
            Some(payload) => record.payload(payload),
            None => record,
        };
        producer.send(record).map_err(|(error, _)| error).expect("taken");
        producer.flush(PATIENCE).expect("acknowledged");
    }

    /// Every message of a partition, with its offset.
    pub fn messages(&self, partition: i32) -> Vec<(u64, Vec<u8>)> {
        let consumer: BaseConsumer =
            self.client.clone().set("group.id", "a-test").create().expect("a consumer");
        let bounds = consumer.fetch_watermarks(&self.name, partition, PATIENCE);
        let (low, high) = bounds.expect("Kafka answers");
        let mut from = TopicPartitionList::new();
        from.add_partition_offset(&self.name, partition, Offset::Offset(low)).expect("an offset");
        consumer.assign(&from).expect("assigned");
        let mut messages = Vec::new();
        while messages.last().map_or(low, |(offset, _)| offset + 1) < high {
            let message = consumer.poll(PATIENCE).expect("a message").expect("no error");
            messages.push((message.offset(), message.payload().unwrap_or_default().to_vec()));
        }
        let unsigned = |(offset, value): (i64, _)| (offset.cast_unsigned(), value);
        messages.into_iter().map(unsigned).collect()
    }

    /// Everything before the end of a partition is gone.
    pub async fn truncate(&self, partition: i32) {
        let mut offsets = TopicPartitionList::new();
        offsets.add_partition_offset(&self.name, partition, Offset::End).expect("an offset");
        let deleted = self.admin().delete_records(&offsets, &options()).await;
        deleted.expect("Kafka answers");
    }

    pub async fn delete(&self) {
        let deleted = self.admin().delete_topics(&[&self.name], &options()).await;
        assert!(deleted.expect("Kafka answers").iter().all(Result::is_ok));
    }

    /// An empty topic of the same name, set as the ledger demands, in place of the one that is there.
    pub async fn make_anew(&self) {
        self.delete().await;
        self.make().await;
    }

    /// An empty topic, set as the ledger demands.
    pub async fn make(&self) {
        let topic = NewTopic::new(&self.name, PARTITIONS, TopicReplication::Fixed(1))
            .set("retention.ms", "-1")
            .set("message.timestamp.type", "LogAppendTime");
        let created = self.admin().create_topics([&topic], &options()).await;
        assert!(created.expect("Kafka answers").iter().all(Result::is_ok));
    }

    fn admin(&self) -> AdminClient<DefaultClientContext> {
        self.client.create().expect("an administrator")
    }
}

fn options() -> AdminOptions {
    AdminOptions::new().operation_timeout(Some(Duration::from_secs(30)))
}
