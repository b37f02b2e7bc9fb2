//! A topic that is deleted, made anew, or cut short.

use learnlog_ledger::event_log::{Bounds, LogError};
use learnlog_testkit::eventually::eventually;
use learnlog_testkit::stack::Stack;

use crate::ledger::{DEADLINE, LOG, TestLedger};
use crate::records::{Producer, failure, is_missing, is_unavailable, open, read_to_end, write};

#[test]
fn a_deleted_topic_is_missing_for_open_readers_and_producers_too() {
    let ledger = TestLedger::new(Stack::shared());
    let log = ledger.log();
    write(&*log, &["a"]);
    let (mut reader, mut producer) = (open(&*log, 0), Producer::open(&*log));
    read_to_end(&mut *reader);
    producer.produce("b").unwrap();
    ledger.delete_topic();
    eventually(DEADLINE, "the deletion to be known", || match log.bounds(LOG) {
        Err(error) if is_missing(&error) => Ok(()),
        other => Err(other),
    });
    let error = producer.produce("c").unwrap_err();
    assert!(is_missing(&error) || is_unavailable(&error), "{error:?}");
    let error = failure(&mut *reader);
    assert!(is_missing(&error), "{error:?}");
}

#[test]
fn a_topic_made_anew_shows_an_old_reader_nothing() {
    let ledger = TestLedger::new(Stack::shared());
    let log = ledger.log();
    write(&*log, &["a", "b"]);
    let mut reader = open(&*log, 0);
    read_to_end(&mut *reader);
    ledger.delete_topic();
    let error = failure(&mut *reader);
    assert!(is_missing(&error), "{error:?}");
    ledger.make_topic();
    write(&*log, &["x", "y", "z"]);
    assert!(is_missing(&failure(&mut *reader)), "an ended reader does not begin again");
    assert_eq!(read_to_end(&mut *open(&*log, 2)), [(2, "z".to_owned())]);
}

#[test]
fn an_offset_of_the_old_topic_is_gone_in_a_shorter_new_one() {
    let ledger = TestLedger::new(Stack::shared());
    let log = ledger.log();
    write(&*log, &["a", "b"]);
    ledger.delete_topic();
    ledger.make_topic();
    eventually(DEADLINE, "the new topic to be known", || match log.bounds(LOG) {
        Ok(Bounds { low: 0, high: 0 }) => Ok(()),
        other => Err(other),
    });
    let error = log.open_reader(LOG, 2).err();
    assert!(
        matches!(error, Some(LogError::OffsetGone { offset: 2, low: 0, high: 0 })),
        "{error:?}"
    );
}
