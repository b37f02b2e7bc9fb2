//! Days there and back, and days that are not known.

use learnlog_postgres::value::Date;

use super::*;

fn of(year: i32, month: i32, day: i32) -> Day {
    Day::new(year, month, day).unwrap()
}

#[test]
fn days_are_stored_as_the_server_counts_them() {
    for (known, days) in [
        (of(2000, 1, 1), 0),
        (of(1999, 12, 31), -1),
        (of(2000, 2, 29), 59),
        (of(2026, 11, 22), 9_822),
        (Day::MIN, -730_119),
        (Day::MAX, 2_921_939),
    ] {
        assert_eq!(stored(known), Date(days), "{known}");
        assert_eq!(day(Date(days)), Some(known));
    }
}

#[test]
fn what_is_no_day_of_ours_is_none() {
    for days in [-730_120, 2_921_940, i32::MIN, i32::MAX] {
        assert_eq!(day(Date(days)), None, "{days}");
    }
}

#[test]
fn an_unknown_day_is_certain_by_its_last_possible_or_when_it_was_recorded() {
    let recorded_at = Timestamp::from_micros(1_767_571_199_999_999);
    let unknown = |first, last| EffectiveDay::Unknown { first, last };
    let (first, last) = (of(2025, 3, 1), of(2025, 3, 9));
    for (effective, expected) in [
        (EffectiveDay::Known(first), first),
        (unknown(Some(first), Some(last)), last),
        (unknown(Some(first), None), of(2026, 1, 4)),
        (unknown(None, None), of(2026, 1, 4)),
    ] {
        assert_eq!(certain(effective, recorded_at), expected, "{effective:?}");
    }
    let before_1970 = Timestamp::from_micros(-1);
    assert_eq!(certain(unknown(None, None), before_1970), of(1969, 12, 31));
}

#[test]
fn an_unknown_day_may_be_as_early_as_its_first_possible() {
    let first = of(2025, 3, 1);
    let unknown = |first| EffectiveDay::Unknown { first, last: None };
    assert_eq!(earliest(EffectiveDay::Known(first)), first);
    assert_eq!(earliest(unknown(Some(first))), first);
    assert_eq!(earliest(unknown(None)), Day::MIN);
}

#[test]
fn nothing_is_before_the_first_day() {
    assert_eq!(yesterday(of(2024, 3, 1)), Some(of(2024, 2, 29)));
    assert_eq!(yesterday(Day::MIN), None);
}
