//! Kafka stands still, dies, and comes back.

use std::sync::mpsc::channel;

use learnlog_ledger::event_log::{Bounds, Delivered, LogError};
use learnlog_testkit::eventually::eventually;
use learnlog_testkit::stack::Stack;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::ledger::{DEADLINE, LOG, TestLedger};
use crate::records::{Producer, failure, is_unavailable, open, poll, read_to_end, record, write};

#[test]
fn a_kafka_that_stands_still_is_unavailable_and_then_goes_on() {
    let stack = Stack::private();
    let ledger = TestLedger::new(&stack);
    let log = ledger.log();
    write(&*log, &["a"]);
    let (mut reader, mut producer) = (open(&*log, 0), Producer::open(&*log));
    producer.produce("b").unwrap();
    // What the reader fetched ahead may end before the second record.
    let mut before = Vec::new();
    eventually(DEADLINE, "both records", || {
        before.extend(poll(&mut *reader).unwrap());
        if before.len() == 2 { Ok(()) } else { Err(before.len()) }
    });

    stack.kafka().pause();
    let error = log.bounds(LOG).unwrap_err();
    assert!(is_unavailable(&error), "{error:?}");
    let error = producer.produce("in the queue").unwrap_err();
    assert!(is_unavailable(&error), "{error:?}");
    let error = failure(&mut *reader);
    assert!(is_unavailable(&error), "{error:?}");

    stack.kafka().resume();
    eventually(DEADLINE, "the bounds to be told again", || log.bounds(LOG));
    // The record whose outcome was unknown may have landed; the same reader shows whatever has.
    let mut next = eventually(DEADLINE, "a new producer", || Producer::try_open(&*log));
    let offset = eventually(DEADLINE, "a new producer to write", || next.produce("c")).offset;
    let mut shown = Vec::new();
    eventually(DEADLINE, "the old reader to go on", || {
        shown.extend(poll(&mut *reader).unwrap_or_default());
        let last = shown.last().cloned();
        if last == Some((offset.unsigned_abs(), "c".to_owned())) { Ok(()) } else { Err(last) }
    });
    assert!(shown.iter().map(|(offset, _)| *offset).eq(2..=offset.unsigned_abs()), "{shown:?}");
}

/// Given up on demand; a record that merely timed out would say so.
fn is_purged(result: &Result<Delivered, LogError>) -> bool {
    let Err(LogError::Unavailable { source, .. }) = result else { return false };
    let code = source.downcast_ref::<KafkaError>().and_then(KafkaError::rdkafka_error_code);
    matches!(code, Some(RDKafkaErrorCode::PurgeQueue | RDKafkaErrorCode::PurgeInflight))
}

#[test]
fn nothing_hangs_on_a_kafka_that_stands_still() {
    let stack = Stack::private();
    let ledger = TestLedger::new(&stack);
    let log = ledger.log();
    let (reader, mut producer) = (open(&*log, 0), Producer::open(&*log));
    producer.produce("a").unwrap();

    stack.kafka().pause();
    for tag in 0..10 {
        producer.producer.produce(tag, record("never sent")).unwrap();
    }
    let (done, ended) = channel();
    std::thread::spawn(move || {
        producer.producer.purge();
        let reports: Vec<_> = producer.reports.iter().take(10).collect();
        drop((producer, reader, log));
        drop(done.send(reports));
    });
    let mut reports = ended.recv_timeout(DEADLINE).expect("purging and dropping come to an end");
    reports.sort_by_key(|report| report.tag);
    assert!(reports.iter().map(|report| report.tag).eq(0..10), "every record is reported");
    assert!(reports.iter().all(|report| is_purged(&report.result)), "{reports:?}");
    stack.kafka().resume();
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let stack = Stack::private();
    let ledger = TestLedger::new(&stack);
    let log = ledger.log();
    write(&*log, &["a", "b", "c"]);
    let mut reader = open(&*log, 0);
    read_to_end(&mut *reader);

    stack.kafka().kill();
    let error = log.bounds(LOG).unwrap_err();
    assert!(is_unavailable(&error), "{error:?}");
    let error = failure(&mut *reader);
    assert!(is_unavailable(&error), "{error:?}");
    stack.kafka().restart();

    let bounds = eventually(DEADLINE, "the bounds to be told again", || log.bounds(LOG));
    assert_eq!(bounds, Bounds { low: 0, high: 3 });
    // The broker may still be told that it leads.
    let mut next = eventually(DEADLINE, "a new producer", || Producer::try_open(&*log));
    assert_eq!(next.produce("d").unwrap().offset, 3);
    let later = eventually(DEADLINE, "the old reader to go on", || match poll(&mut *reader) {
        Ok(shown) if !shown.is_empty() => Ok(shown),
        other => Err(other),
    });
    assert_eq!(later, [(3, "d".to_owned())]);
}
