//! What a producer holds back, under an operator's own properties.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use learnlog_kafka::connection::Connection;
use learnlog_ledger::event_log::{EventLog, LogError, NewRecord};
use learnlog_testkit::stack::Stack;

use crate::ledger::{DEADLINE, TestLedger};
use crate::records::{Producer, record};

fn log_with(stack: &Stack, properties: &[(&str, &str)]) -> Arc<dyn EventLog> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let properties: BTreeMap<_, _> = properties.iter().map(owned).collect();
    let servers = stack.bootstrap_servers().to_owned();
    TestLedger::new(stack).log_over(&Connection::new(servers, properties).unwrap())
}

/// Hands a record over, waiting where there is no room.
fn hand_over(producer: &mut Producer, tag: u64, record: &NewRecord) {
    let begun = Instant::now();
    while let Err(error) = producer.producer.produce(tag, record.clone()) {
        assert!(matches!(error, LogError::QueueFull), "record {tag}: {error:?}");
        assert!(begun.elapsed() < DEADLINE, "no room comes for record {tag}");
        std::thread::yield_now();
    }
}

#[test]
fn a_queue_as_small_as_an_operator_likes_loses_nothing() {
    let stack = Stack::shared();
    for records in ["1", "100"] {
        let log = log_with(stack, &[("queue.buffering.max.messages", records)]);
        let mut producer = Producer::open(&*log);
        for tag in 0..1_000 {
            hand_over(&mut producer, tag, &record("value"));
        }
        for tag in 0..1_000 {
            let report = producer.reports.recv_timeout(DEADLINE).unwrap();
            let delivered = report.result.unwrap();
            assert_eq!((report.tag, delivered.offset), (tag, i64::try_from(tag).unwrap()));
        }
    }
}

/// Half a million in hexadecimal, which librdkafka takes as well.
const HALF_A_MILLION: &str = "0x7a120";

#[test]
fn a_record_is_too_large_when_it_is_offered_or_not_at_all() {
    let stack = Stack::shared();
    let log = log_with(stack, &[("message.max.bytes", HALF_A_MILLION)]);
    let mut producer = Producer::open(&*log);
    let mut refused = 0;
    for bytes in (499_800..500_050).step_by(10) {
        let headers = vec![("content-type", Bytes::from_static(b"x")); 3];
        let value = Bytes::from(vec![7; bytes]);
        let record = NewRecord { key: Bytes::from_static(b"key"), headers, value };
        match producer.producer.produce(1, record) {
            Err(LogError::TooLarge) => refused += 1,
            Err(error) => panic!("{bytes} bytes: {error:?}"),
            Ok(()) => {
                let report = producer.reports.recv_timeout(DEADLINE).unwrap();
                assert!(report.result.is_ok(), "{bytes} bytes: {report:?}");
            }
        }
    }
    assert!((1..25).contains(&refused), "{refused} of 25 were refused");
}
