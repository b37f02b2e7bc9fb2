//! Groups: what goes together, in which order, and within which bounds.

use bytes::Bytes;

use std::time::Instant;

use super::*;
use crate::producer::rounds::Rounds;

const BOUNDS: Bounds = Bounds {
    record_bytes: 1_000,
    group_bytes: 1_000_000,
    waiting_records: 10_000,
    waiting_bytes: 1_000_000,
};

fn record(bytes: usize) -> NewRecord {
    NewRecord { key: Bytes::new(), headers: Vec::new(), value: vec![0; bytes].into() }
}

fn round() -> Round {
    let now = Instant::now();
    Rounds::new(now).join((), now).expect("nothing is under way").1
}

fn going(group: &mut Group) -> Vec<u64> {
    group.begin(round());
    std::iter::from_fn(|| group.next()).map(|(tag, _)| tag).collect()
}

#[test]
fn a_record_that_comes_alone_joins_at_once_and_those_after_it_go_together() {
    let mut group = Group::new(BOUNDS);
    assert_eq!(group.offer(1, record(10)), Offered::Joins);
    assert_eq!(group.offer(2, record(10)), Offered::Waits, "it waits for a round already");
    assert_eq!(going(&mut group), [1, 2]);
    for tag in 3..6 {
        assert_eq!(group.offer(tag, record(10)), Offered::Waits);
    }
    assert_eq!(group.reported(), (None, false), "one of the group is still under way");
    assert!(matches!(group.reported(), (Some(_), true)));
    assert_eq!(group.offer(6, record(10)), Offered::Waits, "it waits for a round already");
    assert_eq!(going(&mut group), [3, 4, 5, 6]);
    for _ in 3..6 {
        assert_eq!(group.reported(), (None, false));
    }
    assert!(matches!(group.reported(), (Some(_), false)), "nothing waits");
    assert_eq!(group.offer(7, record(10)), Offered::Joins);
}

#[test]
fn a_round_without_records_is_left() {
    let mut group = Group::new(BOUNDS);
    group.offer(1, record(10));
    assert_eq!(group.drain().len(), 1);
    group.begin(round());
    assert!(group.next().is_none());
    assert!(group.end().is_some());
    assert_eq!(group.offer(2, record(10)), Offered::Joins);
}

#[test]
fn what_the_client_has_no_room_for_goes_before_all_that_came_later() {
    let mut group = Group::new(BOUNDS);
    for tag in 1..4 {
        group.offer(tag, record(10));
    }
    group.begin(round());
    group.next();
    let Some((tag, record_of_2)) = group.next() else { panic!("2 waits") };
    group.give_back(tag, record_of_2);
    assert!(group.is_under_way(), "1");
    assert!(matches!(group.reported(), (Some(_), true)));
    assert_eq!(going(&mut group), [2, 3]);
}

#[test]
fn bounds_are_kept_and_room_comes_back() {
    // The records of these tests have no key and no header.
    let of = |bytes: usize| record(bytes - RECORD_OVERHEAD_BYTES);
    let bounds = Bounds { waiting_records: 3, waiting_bytes: 2_000, ..BOUNDS };
    let mut group = Group::new(bounds);
    assert_eq!(group.offer(0, of(1_001)), Offered::TooLarge);
    group.offer(1, of(1_000));
    assert_eq!(going(&mut group), [1]);
    assert_eq!(group.offer(2, of(1_000)), Offered::Waits);
    assert_eq!(group.offer(3, of(1_000)), Offered::Waits);
    assert_eq!(group.offer(4, of(100)), Offered::Full, "by bytes");
    assert!(group.reported().1);
    assert_eq!(going(&mut group), [2, 3]);
    for tag in 4..7 {
        assert_eq!(group.offer(tag, of(100)), Offered::Waits);
    }
    assert_eq!(group.offer(7, of(100)), Offered::Full, "by number");
    assert_eq!(group.drain().len(), 3);
    assert_eq!(group.offer(8, of(1_000)), Offered::Waits, "nothing waits after a purge");
}

#[test]
fn a_group_is_no_larger_than_a_request_unless_one_record_is() {
    let mut group = Group::new(Bounds { group_bytes: 1_000, record_bytes: 2_000, ..BOUNDS });
    for (tag, bytes) in [(1, 1_500), (2, 400), (3, 400), (4, 400)] {
        group.offer(tag, record(bytes));
    }
    assert_eq!(going(&mut group), [1]);
    assert!(group.reported().1);
    assert_eq!(going(&mut group), [2, 3]);
}

#[test]
fn no_more_than_a_group_is_under_way() {
    let mut group = Group::new(BOUNDS);
    for tag in 0..GROUP_LIMIT_RECORDS as u64 + 1 {
        group.offer(tag, record(1));
    }
    assert_eq!(going(&mut group).len(), GROUP_LIMIT_RECORDS);
    for _ in 1..GROUP_LIMIT_RECORDS {
        assert_eq!(group.reported(), (None, false));
    }
    assert!(group.reported().1);
    assert_eq!(going(&mut group), [GROUP_LIMIT_RECORDS as u64]);
}
