//! The ends of a log: what is there, what is gone, what never was.

use super::Subject;
use super::reader::{failure, failure_of, open, read};
use super::writer::{Writer, record};
use crate::event_log::{Bounds, LogError};

/// Low is the first record that is left, high the offset of the next one.
pub fn bounds_follow_what_is_written_and_deleted(subject: &dyn Subject) {
    let [log, other] = subject.logs();
    let bounds = |log| subject.event_log().bounds(log).expect("bounds");
    assert_eq!(bounds(log), Bounds { low: 0, high: 0 });
    Writer::open(subject, log).write(&["a", "b", "c"]);
    assert_eq!(bounds(log), Bounds { low: 0, high: 3 });
    subject.delete_before(log, 2);
    assert_eq!(bounds(log), Bounds { low: 2, high: 3 });
    subject.delete_before(log, 3);
    assert_eq!(bounds(log), Bounds { low: 3, high: 3 });
    assert_eq!(bounds(other), Bounds { low: 0, high: 0 });
}

/// A reader never begins somewhere else than it was told.
pub fn an_offset_below_the_first_is_gone_for_good(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    Writer::open(subject, log).write(&["a", "b", "c"]);
    subject.delete_before(log, 2);
    for offset in [0, 1] {
        assert_gone(&failure(subject, log, offset), offset, Bounds { low: 2, high: 3 });
    }
    assert_eq!(read(&mut *open(subject, log, 2), 1, 100)[0].offset, 2);
}

/// Nor does it wait for a log to grow up to it: there was one once, and it is gone.
pub fn an_offset_beyond_the_next_is_gone_for_good(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    Writer::open(subject, log).write(&["a", "b", "c"]);
    for offset in [4, u64::MAX] {
        assert_gone(&failure(subject, log, offset), offset, Bounds { low: 0, high: 3 });
    }
}

/// What is deleted before it was read is missed loudly, again and again.
pub fn a_reader_that_is_overtaken_by_deletion_says_so(subject: &dyn Subject) {
    const RECORDS: u64 = 40;
    let [log, _] = subject.logs();
    let mut writer = Writer::open(subject, log);
    // More than a reader may have fetched ahead.
    let large = record(vec![7; subject.record_limit_bytes() / 2]);
    for tag in 0..RECORDS {
        writer.produce(tag, &large);
    }
    writer.delivered(RECORDS as usize);
    let mut reader = open(subject, log, 0);
    let mut next = read(&mut *reader, 1, 1)[0].offset + 1;
    subject.delete_before(log, RECORDS);
    let bounds = Bounds { low: RECORDS, high: RECORDS };
    for _ in 0..3 {
        let error = failure_of(&mut *reader, &mut next);
        assert!(next < RECORDS, "everything had been fetched ahead");
        assert_gone(&error, next, bounds);
    }
}

/// A log that does not exist is told as such, not waited for and not made.
pub fn a_missing_log_is_missing_for_everyone(subject: &dyn Subject) {
    let log = subject.missing_log();
    let event_log = subject.event_log();
    let missing = |error: &LogError| matches!(error, LogError::Missing { .. });
    let bounds = event_log.bounds(log);
    assert!(bounds.as_ref().is_err_and(missing), "{bounds:?}");
    let error = failure(subject, log, 0);
    assert!(missing(&error), "{error:?}");
    let error = event_log.open_producer(log, Box::new(drop)).err();
    assert!(error.as_ref().is_some_and(missing), "{error:?}");
}

fn assert_gone(error: &LogError, offset: u64, bounds: Bounds) {
    let LogError::OffsetGone { offset: gone, low, high } = error else {
        panic!("it says {error:?} of offset {offset}");
    };
    assert_eq!((*gone, Bounds { low: *low, high: *high }), (offset, bounds));
}
