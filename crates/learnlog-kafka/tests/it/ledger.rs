//! A ledger of one test on a real Kafka, and what an operator or a foreign program may do to its
//! topics.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use learnlog_codec::entry::LogNumber;
use learnlog_kafka::connection::Connection;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::ensure;
use learnlog_kafka::topics::names::TopicNames;
use learnlog_ledger::contract::Subject;
use learnlog_ledger::event_log::EventLog;
use learnlog_testkit::names::unique_ledger_name;
use learnlog_testkit::stack::Stack;
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

/// How long anything may take that must happen.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Entries logs of every test's ledger: logs 1 and 2.
pub const ENTRIES_LOGS: u32 = 2;

/// The log that most tests use.
pub const LOG: LogNumber = LogNumber(1);

/// A ledger of one test.
pub struct TestLedger {
    bootstrap_servers: String,
    names: TopicNames,
}

impl TestLedger {
    /// Its entries topic exists; nothing else does.
    pub fn new(stack: &Stack) -> Self {
        let bootstrap_servers = stack.bootstrap_servers().to_owned();
        let names = TopicNames::new(&unique_ledger_name()).unwrap();
        let this = Self { bootstrap_servers, names };
        this.make_topic();
        this
    }

    pub fn make_topic(&self) {
        wait_for(ensure(&self.connection(), &self.topic(), ENTRIES_LOGS)).unwrap();
    }

    pub fn connection(&self) -> Connection {
        Connection::new(self.bootstrap_servers.clone(), BTreeMap::new()).unwrap()
    }

    pub fn topic(&self) -> String {
        self.names.entries()
    }

    pub fn log(&self) -> Arc<dyn EventLog> {
        self.log_over(&self.connection())
    }

    pub fn log_over(&self, connection: &Connection) -> Arc<dyn EventLog> {
        Arc::new(KafkaLog::new(connection, self.names.clone(), ENTRIES_LOGS).unwrap())
    }

    /// For what only an operator or another program does.
    pub fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.bootstrap_servers);
        config
    }

    pub fn admin(&self) -> AdminClient<DefaultClientContext> {
        self.client().create().unwrap()
    }

    /// Sets what `settings` names and everything else back to its default.
    pub fn alter_topic(&self, settings: &[(&str, &str)]) {
        let topic = self.topic();
        let none = AlterConfig::new(ResourceSpecifier::Topic(&topic));
        let altered = settings.iter().fold(none, |altered, (name, value)| altered.set(name, value));
        let options = AdminOptions::new();
        let results = wait_for(self.admin().alter_configs([&altered], &options)).unwrap();
        assert!(results.iter().all(Result::is_ok), "{results:?}");
    }

    pub fn delete_topic(&self) {
        let options = AdminOptions::new().operation_timeout(Some(DEADLINE));
        let topic = self.topic();
        let deleted = wait_for(self.admin().delete_topics(&[&topic], &options)).unwrap();
        assert!(deleted.iter().all(Result::is_ok), "{deleted:?}");
    }
}

/// Runs something asynchronous to its end.
pub fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

impl Subject for TestLedger {
    fn event_log(&self) -> Arc<dyn EventLog> {
        self.log()
    }

    fn logs(&self) -> [LogNumber; 2] {
        [LOG, LogNumber(2)]
    }

    fn missing_log(&self) -> LogNumber {
        LogNumber(3)
    }

    fn record_limit_bytes(&self) -> usize {
        1_000_000
    }

    fn delete_before(&self, log: LogNumber, offset: u64) {
        let mut offsets = TopicPartitionList::new();
        let partition = i32::try_from(log.0 - 1).unwrap();
        let offset = Offset::Offset(i64::try_from(offset).unwrap());
        offsets.add_partition_offset(&self.topic(), partition, offset).unwrap();
        let options = AdminOptions::new();
        wait_for(self.admin().delete_records(&offsets, &options)).unwrap();
    }
}
