//! What holds on which day.

use super::*;

fn of(day: i32) -> Day {
    Day::new(2026, 1, day).unwrap()
}

fn changed(changes: &[(i32, Option<char>)]) -> Timeline<char> {
    let mut timeline = Timeline::default();
    changes.iter().for_each(|(day, value)| timeline.set(of(*day), *value));
    timeline
}

#[test]
fn each_change_holds_until_the_next() {
    let timeline = changed(&[(10, Some('b')), (5, Some('a')), (20, None)]);
    let found: Vec<_> = [4, 5, 9, 10, 19, 20, 31].map(|day| timeline.on(of(day)).copied()).into();
    let expected = [None, Some('a'), Some('a'), Some('b'), Some('b'), None, None];
    assert_eq!(found, expected);
    assert_eq!(timeline.first(), Some(&'a'));
    let stretches: Vec<_> = timeline.stretches().collect();
    assert_eq!(
        stretches,
        [
            (of(5), Some(of(9)), Some(&'a')),
            (of(10), Some(of(19)), Some(&'b')),
            (of(20), None, None)
        ]
    );
}

#[test]
fn of_two_changes_for_one_day_the_later_recorded_holds() {
    let timeline = changed(&[(5, Some('a')), (5, Some('b'))]);
    assert_eq!(timeline.on(of(5)), Some(&'b'));
    assert_eq!(timeline.days().count(), 1);
}

#[test]
fn nothing_holds_where_nothing_was_said() {
    let timeline = changed(&[]);
    assert_eq!((timeline.on(of(1)), timeline.first()), (None, None));
    assert_eq!(timeline.stretches().count(), 0);
}

#[test]
fn a_change_of_an_unknown_day_stands_last() {
    let recorded_at = Timestamp::from_micros(1_767_571_200_000_000); // 2026-01-05
    let unknown = EffectiveDay::Unknown { first: None, last: None };
    let earlier = changed(&[(2, Some('a'))]);
    assert_eq!(earlier.from(unknown, recorded_at), of(5));
    let later = changed(&[(2, Some('a')), (9, Some('b'))]);
    assert_eq!(later.from(unknown, recorded_at), of(9));
    assert_eq!(later.from(EffectiveDay::Known(of(3)), recorded_at), of(3));
}
