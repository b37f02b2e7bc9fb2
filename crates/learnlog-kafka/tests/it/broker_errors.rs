//! Errors that brokers give on bad days only, made by librdkafka's mock cluster.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use learnlog_kafka::connection::Connection;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::names::TopicNames;
use learnlog_ledger::event_log::{EventLog, LogError};
use learnlog_testkit::names::unique_ledger_name;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::ledger::{DEADLINE, ENTRIES_LOGS, LOG};
use crate::records::{Producer, failure, is_unavailable, open, write};

struct Mock {
    cluster: MockCluster<'static, DefaultProducerContext>,
    log: Arc<dyn EventLog>,
}

impl Mock {
    fn new() -> Self {
        let cluster = MockCluster::new(1).unwrap();
        let names = TopicNames::new(&unique_ledger_name()).unwrap();
        cluster.create_topic(&names.entries(), 2, 1).unwrap();
        let connection = Connection::new(cluster.bootstrap_servers(), BTreeMap::new()).unwrap();
        let log = Arc::new(KafkaLog::new(&connection, names, ENTRIES_LOGS).unwrap());
        Self { cluster, log }
    }

    /// Takes longer over a record than the brokers over the next fetch.
    fn slow_visitor(&self) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(2) {
            drop(self.log.bounds(LOG));
        }
    }

    /// The next requests of that kind fail so.
    fn fail(&self, requests: RDKafkaApiKey, errors: &[RDKafkaRespErr]) {
        self.cluster.request_errors(requests, errors);
    }
}

#[test]
fn an_offset_made_up_after_a_duplicate_is_handed_on_as_it_is() {
    use RDKafkaRespErr::RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER as DUPLICATE;
    let mock = Mock::new();
    let mut producer = Producer::open(&*mock.log);
    producer.produce("a").unwrap();
    mock.fail(RDKafkaApiKey::Produce, &[DUPLICATE]);
    let delivered = producer.produce("b").unwrap();
    assert!(delivered.offset < 0, "{delivered:?}");
}

#[test]
fn an_answer_that_may_pass_is_retried_and_the_record_lands_once() {
    use RDKafkaRespErr::{
        RD_KAFKA_RESP_ERR__TRANSPORT as DISCONNECTED,
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS as TOO_FEW,
        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION as NOT_LEADER,
    };
    let mock = Mock::new();
    let mut producer = Producer::open(&*mock.log);
    mock.fail(RDKafkaApiKey::Produce, &[TOO_FEW, NOT_LEADER, DISCONNECTED]);
    assert_eq!(producer.produce("a").unwrap().offset, 0);
    assert_eq!(mock.log.bounds(LOG).unwrap().high, 1);
}

#[test]
fn a_record_that_the_broker_finds_too_large_is_told_as_such() {
    let mock = Mock::new();
    let mut producer = Producer::open(&*mock.log);
    mock.fail(RDKafkaApiKey::Produce, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE]);
    let error = producer.produce("a").unwrap_err();
    assert!(matches!(error, LogError::TooLarge), "{error:?}");
}

#[test]
fn a_producer_that_lost_its_sequence_is_fatal_for_good() {
    use RDKafkaRespErr::RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER as OUT_OF_ORDER;
    let mock = Mock::new();
    let mut producer = Producer::open(&*mock.log);
    producer.produce("a").unwrap();
    mock.fail(RDKafkaApiKey::Produce, &[OUT_OF_ORDER]);
    for value in ["b", "c"] {
        let error = producer.produce(value).unwrap_err();
        assert!(matches!(error, LogError::Fatal(_)), "{value}: {error:?}");
    }
}

#[test]
fn bounds_that_the_leader_does_not_tell_now_may_be_asked_again() {
    use RDKafkaRespErr::RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE as NOT_NOW;
    let mock = Mock::new();
    write(&*mock.log, &["a"]);
    mock.fail(RDKafkaApiKey::ListOffsets, &[NOT_NOW, NOT_NOW]);
    let error = mock.log.bounds(LOG).unwrap_err();
    assert!(is_unavailable(&error), "{error:?}");
    assert_eq!(mock.log.bounds(LOG).unwrap().high, 1);
}

#[test]
fn a_reader_that_lost_its_place_within_the_bounds_has_ended() {
    use RDKafkaRespErr::RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE as OUT_OF_RANGE;
    let mock = Mock::new();
    write(&*mock.log, &["a", "b"]);
    mock.fail(RDKafkaApiKey::Fetch, &[OUT_OF_RANGE]);
    let mut reader = open(&*mock.log, 0);
    for _ in 0..3 {
        let error = failure(&mut *reader);
        assert!(is_unavailable(&error), "{error:?}");
    }
}

#[test]
fn an_end_that_comes_while_records_are_shown_is_not_forgotten() {
    use RDKafkaRespErr::{
        RD_KAFKA_RESP_ERR_NO_ERROR as FINE, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE as OUT_OF_RANGE,
    };
    let mock = Mock::new();
    write(&*mock.log, &["a", "b"]);
    mock.fail(RDKafkaApiKey::Fetch, &[FINE, OUT_OF_RANGE]);
    let mut reader = open(&*mock.log, 0);
    let mut shown = 0;
    while shown == 0 {
        shown += reader.poll(100, DEADLINE, &mut |_| mock.slow_visitor()).unwrap();
    }
    let error = failure(&mut *reader);
    assert!(is_unavailable(&error), "{error:?}");
}
