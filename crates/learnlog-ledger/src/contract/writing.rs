//! Producing: order, offsets, and one report per record.

use std::collections::BTreeMap;

use super::Subject;
use super::reader::{open, read};
use super::writer::{Writer, offset_of, record};
use crate::event_log::LogError;

const MANY: u64 = 3_000;

/// What one producer writes lies in that order, one offset after the other, and each report names
/// its own.
pub fn offsets_are_contiguous_and_order_is_kept(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    let mut writer = Writer::open(subject, log);
    for tag in 0..MANY {
        writer.produce(tag, &record(format!("value {tag}")));
    }
    let delivered = writer.delivered(MANY as usize);
    for (number, (tag, delivered)) in (0..).zip(delivered) {
        assert_eq!((tag, offset_of(delivered)), (number, number));
    }
    writer.assert_no_more_reports();
    let records = read(&mut *open(subject, log, 0), MANY as usize, 100);
    for (number, record) in (0..).zip(records) {
        assert_eq!(record.offset, number);
        assert_eq!(record.value, Some(format!("value {number}").into_bytes()));
    }
}

/// A purge answers for everything that was handed over: either it landed or its report says that it
/// may not have.
pub fn every_record_is_reported_once_though_purged(subject: &dyn Subject) {
    reported_once(subject, Writer::purge);
}

/// So does dropping the producer.
pub fn every_record_is_reported_once_though_the_producer_is_dropped(subject: &dyn Subject) {
    reported_once(subject, Writer::close);
}

fn reported_once(subject: &dyn Subject, end: fn(&mut Writer)) {
    let [log, _] = subject.logs();
    let mut writer = Writer::open(subject, log);
    for tag in 0..MANY {
        writer.produce(tag, &record(format!("value {tag}")));
    }
    end(&mut writer);
    let mut reports = BTreeMap::new();
    for report in writer.reports(MANY as usize) {
        assert!(reports.insert(report.tag, report.result).is_none(), "{} twice", report.tag);
    }
    assert!(reports.keys().copied().eq(0..MANY), "a tag is missing");
    writer.assert_no_more_reports();
    // A record that was reported as delivered is where its report says.
    let good: Vec<_> = reports.into_iter().filter_map(|(tag, it)| Some((tag, it.ok()?))).collect();
    let Some((_, last)) = good.last() else { return };
    let records = read(&mut *open(subject, log, 0), offset_of(*last) as usize + 1, 100);
    for (tag, delivered) in good {
        let found = &records[offset_of(delivered) as usize];
        assert_eq!(found.value, Some(format!("value {tag}").into_bytes()));
    }
}

/// Two producers share a log without losing, doubling or reordering anything of either.
pub fn two_producers_interleave_and_each_keeps_its_order(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    let mut writers = [Writer::open(subject, log), Writer::open(subject, log)];
    for tag in 0..MANY {
        for (name, writer) in ["a", "b"].iter().zip(&mut writers) {
            writer.produce(tag, &record(format!("{name}{tag}")));
        }
    }
    let records = read(&mut *open(subject, log, 0), 2 * MANY as usize, 100);
    assert!(records.iter().map(|record| record.offset).eq(0..2 * MANY));
    for (name, writer) in ["a", "b"].iter().zip(&writers) {
        let delivered = writer.delivered(MANY as usize);
        let mut last = None;
        for (tag, delivered) in delivered {
            let offset = offset_of(delivered);
            assert!(last < Some(offset), "the order of {name} is not kept at {tag}");
            last = Some(offset);
            let value = format!("{name}{tag}").into_bytes();
            assert_eq!(records[offset as usize].value, Some(value));
        }
    }
}

/// Nothing of a record that is too large is handed over, and nothing is broken by it.
pub fn a_record_that_is_too_large_is_refused_and_the_next_is_not(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    let mut writer = Writer::open(subject, log);
    let large = record(vec![7; subject.record_limit_bytes() / 2]);
    let too_large = record(vec![7; subject.record_limit_bytes() * 2]);
    let refused = writer.try_produce(1, too_large);
    assert!(matches!(refused, Err(LogError::TooLarge)), "{refused:?}");
    writer.produce(2, &large);
    let delivered = writer.delivered(1);
    assert_eq!(delivered[0].0, 2, "only what was taken is reported");
    writer.assert_no_more_reports();
    let records = read(&mut *open(subject, log, 0), 1, 10);
    assert_eq!(records[0].value.as_deref(), Some(&*large.value));
}

/// The log's own time: the same for the writer and every reader.
pub fn append_times_never_go_back_and_are_read_as_reported(subject: &dyn Subject) {
    let [log, _] = subject.logs();
    let mut writer = Writer::open(subject, log);
    for tag in 0..10 {
        writer.produce(tag, &record("value"));
    }
    let delivered = writer.delivered(10);
    let records = read(&mut *open(subject, log, 0), 10, 100);
    for ((_, delivered), record) in delivered.iter().zip(&records) {
        assert!(delivered.append_time_micros.is_some(), "it says when it appended");
        assert_eq!(delivered.append_time_micros, record.append_time_micros);
    }
    assert!(records.is_sorted_by_key(|record| record.append_time_micros));
}
