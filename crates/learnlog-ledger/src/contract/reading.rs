//! Reading: from anywhere, in order, to the end and on.

use std::time::Instant;

use super::reader::{Read, open, poll, read};
use super::writer::Writer;
use super::{DEADLINE, Subject};

fn values(records: &[Read]) -> Vec<&str> {
    let text = |value| std::str::from_utf8(value).expect("what was written");
    records.iter().map(|record| record.value.as_deref().map_or("", text)).collect()
}

/// A reader shows what lies at its offset first, and everything after it.
pub fn a_reader_begins_in_the_middle(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    Writer::open(subject, log).write(&["a", "b", "c", "d"]);
    let records = read(&mut *open(subject, log, 2), 2, 100);
    assert_eq!(values(&records), ["c", "d"]);
    assert_eq!(records[0].offset, 2);
}

/// At the end a poll shows nothing and says so, and what comes later is shown.
pub fn a_reader_at_the_end_sees_what_comes_later(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    let mut writer = Writer::open(subject, log);
    writer.write(&["a"]);
    for offset in [0, 1] {
        let next = subject.event_log().bounds(log).expect("bounds").high;
        let mut reader = open(subject, log, offset);
        read(&mut *reader, (next - offset) as usize, 100);
        let begun = Instant::now();
        while !reader.reached_end() {
            assert!(begun.elapsed() < DEADLINE, "the end is never told");
            assert_eq!(poll(&mut *reader, 100).expect("a poll"), []);
        }
        writer.write(&["later", "and later"]);
        let later = read(&mut *reader, 1, 1);
        assert_eq!((later[0].offset, values(&later)), (next, vec!["later"]));
        assert!(!reader.reached_end(), "another one follows");
        assert_eq!(values(&read(&mut *reader, 1, 1)), ["and later"]);
    }
}

/// The limit of a poll postpones records, and drops none.
pub fn a_poll_shows_no_more_than_asked_for_and_skips_nothing(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    let written: Vec<_> = (0..100).map(|number| number.to_string()).collect();
    Writer::open(subject, log).write(&written.iter().map(String::as_str).collect::<Vec<_>>());
    for max in [1, 7] {
        let records = read(&mut *open(subject, log, 0), 100, max);
        assert_eq!(values(&records), written);
    }
}

/// Each reader has its own place.
pub fn readers_do_not_disturb_each_other(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    Writer::open(subject, log).write(&["a", "b", "c"]);
    let (mut one, mut other) = (open(subject, log, 0), open(subject, log, 0));
    assert_eq!(values(&read(&mut *one, 3, 1)), ["a", "b", "c"]);
    assert_eq!(values(&read(&mut *other, 3, 100)), ["a", "b", "c"]);
}

/// What is written to one log is in no other.
pub fn logs_are_apart(subject: &dyn Subject) {
    let [one, other] = subject.logs();
    Writer::open(subject, one).write(&["a", "b"]);
    assert_eq!(Writer::open(subject, other).write(&["c"]), [0]);
    assert_eq!(values(&read(&mut *open(subject, one, 0), 2, 100)), ["a", "b"]);
    assert_eq!(values(&read(&mut *open(subject, other, 0), 1, 100)), ["c"]);
}
