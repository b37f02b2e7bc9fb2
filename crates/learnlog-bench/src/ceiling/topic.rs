//! Topics of the ceilings' own. Invariant: as many partitions and the same guarantees as a ledger of the default size.

use std::time::Duration;

use anyhow::Context;
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;

/// Partitions of the topic that items are produced to.
pub const PARTITIONS: u32 = 8;

/// How long the broker may take to make a topic.
const CREATE_TIMEOUT: Duration = Duration::from_secs(30);

/// Makes a topic. Errors: it is there already, or Kafka does not answer.
pub async fn create(kafka: &str, name: &str) -> anyhow::Result<()> {
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", kafka).create()?;
    let partitions = i32::try_from(PARTITIONS).context("few partitions")?;
    let topic = NewTopic::new(name, partitions, TopicReplication::Fixed(1))
        .set("retention.ms", "-1")
        .set("message.timestamp.type", "LogAppendTime");
    let options = AdminOptions::new().operation_timeout(Some(CREATE_TIMEOUT));
    let created = admin.create_topics([&topic], &options).await?;
    for result in created {
        result.map_err(|(name, code)| anyhow::anyhow!("{name}: {code}"))?;
    }
    Ok(())
}
