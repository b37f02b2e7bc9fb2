//! Reading up to a number, or up to an error.

use std::time::Instant;

use learnlog_codec::entry::LogNumber;

use super::{DEADLINE, Subject, WAIT};
use crate::event_log::{LogError, LogReader};

/// A record as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub offset: u64,
    pub value: Option<Vec<u8>>,
    pub append_time_micros: Option<i64>,
}

pub(super) fn open(subject: &dyn Subject, log: LogNumber, offset: u64) -> Box<dyn LogReader> {
    subject.event_log().open_reader(log, offset).expect("a reader")
}

/// One poll.
pub(super) fn poll(reader: &mut dyn LogReader, max: usize) -> Result<Vec<Read>, LogError> {
    let mut read = Vec::new();
    let count = reader.poll(max, WAIT, &mut |record| {
        read.push(Read {
            offset: record.offset,
            value: record.value.map(<[u8]>::to_vec),
            append_time_micros: record.append_time_micros,
        });
    })?;
    assert_eq!(count, read.len(), "poll returns how many it showed");
    Ok(read)
}

/// Polls until `count` records were shown, never more than `max` at once.
pub(super) fn read(reader: &mut dyn LogReader, count: usize, max: usize) -> Vec<Read> {
    let begun = Instant::now();
    let mut read = Vec::new();
    while read.len() < count {
        assert!(begun.elapsed() < DEADLINE, "{} of {count} records came", read.len());
        let more = poll(reader, max).expect("the log can be read");
        assert!(more.len() <= max, "{} records at once, {max} asked for", more.len());
        read.extend(more);
    }
    read
}

/// Opens at an offset where nothing can be read, and polls until that fails.
pub(super) fn failure(subject: &dyn Subject, log: LogNumber, offset: u64) -> LogError {
    match subject.event_log().open_reader(log, offset) {
        Ok(mut reader) => {
            let mut next = offset;
            let error = failure_of(&mut *reader, &mut next);
            assert_eq!(next, offset, "something was read there");
            error
        }
        Err(error) => error,
    }
}

/// Polls until that fails; `next` follows what is shown before.
pub(super) fn failure_of(reader: &mut dyn LogReader, next: &mut u64) -> LogError {
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < DEADLINE, "the reader goes on as if nothing were gone");
        match poll(reader, 100) {
            Ok(records) => {
                for record in records {
                    assert_eq!(record.offset, *next, "a record is skipped");
                    *next += 1;
                }
            }
            Err(error) => return error,
        }
    }
}
