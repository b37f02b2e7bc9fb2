//! From a real Kafka to a real PostgreSQL.

use std::collections::BTreeMap;
use std::sync::Arc;

use learnlog_kafka::connection::Connection;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::ensure;
use learnlog_kafka::topics::names::TopicNames;
use learnlog_ledger::event_log::EventLog;
use learnlog_testkit::names::unique_ledger_name;
use learnlog_testkit::stack::Stack;

use crate::company;
use crate::journal::Journal;
use crate::scene::{LOGS, Models, stop};

async fn kafka() -> Arc<dyn EventLog> {
    let servers = Stack::shared().bootstrap_servers().to_owned();
    let connection = Connection::new(servers, BTreeMap::new()).unwrap();
    let names = TopicNames::new(&unique_ledger_name()).unwrap();
    for (topic, partitions) in
        [(names.catalog(), 1), (names.entries(), LOGS), (names.operations(), 1)]
    {
        ensure(&connection, &topic, partitions).await.unwrap();
    }
    Arc::new(KafkaLog::new(&connection, names, LOGS).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_and_again_from_kafka_have_the_same_digests() {
    let mut journal = Journal::begin(kafka().await, LOGS);
    let live = Models::new(&journal).await;
    let runner = live.project(&journal, 10_000);
    company::write(&mut journal, 20, 300, 31);
    live.catch_up(&journal.position()).await;
    stop(runner).await;
    let runner = live.project(&journal, 50);
    company::write(&mut journal, 20, 300, 32);
    live.catch_up(&journal.position()).await;
    stop(runner).await;
    let again = Models::new(&journal).await;
    let runner = again.project(&journal, 100_000);
    again.catch_up(&journal.position()).await;
    stop(runner).await;
    assert_eq!(live.digests().await, again.digests().await);
}
