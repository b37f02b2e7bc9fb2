//! Other programs write to the topic: transactions, tombstones, made-up times. Every reader sees
//! the same.

use learnlog_ledger::event_log::Bounds;
use learnlog_testkit::eventually::eventually;
use learnlog_testkit::stack::Stack;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};

use crate::ledger::{DEADLINE, LOG, TestLedger};
use crate::records::{open, read_to_end, write};

fn transactional(ledger: &TestLedger) -> BaseProducer {
    let producer: BaseProducer =
        ledger.client().set("transactional.id", ledger.topic()).create().unwrap();
    producer.init_transactions(DEADLINE).unwrap();
    producer.begin_transaction().unwrap();
    producer
}

fn send(producer: &BaseProducer, ledger: &TestLedger, payload: Option<&str>) {
    let topic = ledger.topic();
    let record = BaseRecord::to(&topic).key("key").partition(0);
    let sent = match payload {
        Some(payload) => producer.send(record.payload(payload)),
        None => producer.send::<str, str>(record),
    };
    sent.map_err(|(error, _)| error).unwrap();
    producer.flush(DEADLINE).unwrap();
}

#[test]
fn messages_of_an_open_transaction_are_within_bounds_and_shown() {
    let ledger = TestLedger::new(Stack::shared());
    let log = ledger.log();
    write(&*log, &["a"]);
    let producer = transactional(&ledger);
    send(&producer, &ledger, Some("open"));
    assert_eq!(log.bounds(LOG).unwrap(), Bounds { low: 0, high: 2 });
    let expected = [(0, "a".to_owned()), (1, "open".to_owned())];
    assert_eq!(read_to_end(&mut *open(&*log, 0)), expected);
    write(&*log, &["b"]);
    assert_eq!(read_to_end(&mut *open(&*log, 2)), [(2, "b".to_owned())]);
    producer.abort_transaction(DEADLINE).unwrap();
}

#[test]
fn aborted_messages_are_shown_and_the_marker_is_a_hole() {
    let ledger = TestLedger::new(Stack::shared());
    let log = ledger.log();
    write(&*log, &["a"]);
    let producer = transactional(&ledger);
    send(&producer, &ledger, Some("aborted"));
    producer.abort_transaction(DEADLINE).unwrap();
    // Offset 2 is the marker, which no reader shows; the end of the log is told nevertheless.
    eventually(DEADLINE, "the marker to be written", || match log.bounds(LOG).unwrap() {
        Bounds { low: 0, high: 3 } => Ok(()),
        other => Err(other),
    });
    let mut reader = open(&*log, 0);
    let expected = [(0, "a".to_owned()), (1, "aborted".to_owned())];
    assert_eq!(read_to_end(&mut *reader), expected);
    write(&*log, &["b"]);
    assert_eq!(read_to_end(&mut *reader), [(3, "b".to_owned())]);
}

#[test]
fn a_tombstone_is_shown_as_such() {
    let ledger = TestLedger::new(Stack::shared());
    let log = ledger.log();
    let producer: BaseProducer = ledger.client().create().unwrap();
    send(&producer, &ledger, None);
    send(&producer, &ledger, Some(""));
    let expected = [(0, "∅".to_owned()), (1, String::new())];
    assert_eq!(read_to_end(&mut *open(&*log, 0)), expected);
}

#[test]
fn a_time_that_a_producer_made_up_is_not_believed() {
    let ledger = TestLedger::new(Stack::shared());
    let producer: BaseProducer = ledger.client().create().unwrap();
    let topic = ledger.topic();
    let send = || {
        let record = BaseRecord::to(&topic).key("key").payload("x").partition(0).timestamp(1);
        producer.send(record).map_err(|(error, _)| error).unwrap();
        producer.flush(DEADLINE).unwrap();
    };
    send();
    ledger.alter_topic(&[("message.timestamp.type", "CreateTime")]);
    send();
    let mut times = Vec::new();
    let mut reader = open(&*ledger.log(), 0);
    for _ in 0..2 {
        let read = reader.poll(1, DEADLINE, &mut |record| times.push(record.append_time_micros));
        assert_eq!(read.unwrap(), 1);
    }
    assert!(times[0].is_some_and(|micros| micros > 1_000), "{times:?}");
    assert_eq!(times[1], None, "a topic that was changed by hand keeps what the producer says");
}
