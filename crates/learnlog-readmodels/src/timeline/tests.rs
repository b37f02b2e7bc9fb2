//! What holds on which day.

use super::*;

fn of(day: i32) -> Day {
    Day::new(2026, 1, day).unwrap()
}

fn known(day: i32) -> EffectiveDay {
    EffectiveDay::Known(of(day))
}

const UNKNOWN: EffectiveDay = EffectiveDay::Unknown { first: None, last: None };

/// Where changes of an unknown day are put.
const OTHERWISE: i32 = 15;

fn changed(changes: &[(EffectiveDay, Option<char>)]) -> Timeline<char> {
    let mut timeline = Timeline::default();
    changes.iter().for_each(|(day, value)| timeline.record(*day, of(OTHERWISE), *value));
    timeline
}

/// Day and value of each change.
fn shown(changes: &[(EffectiveDay, char)]) -> String {
    let changes: Vec<_> = changes.iter().map(|(day, value)| (*day, Some(*value))).collect();
    let timeline = changed(&changes);
    let shown = timeline.stretches().map(|stretch| {
        let value = stretch.change.value.unwrap();
        format!("{}{value}", stretch.from.date().day())
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn each_change_holds_until_the_next() {
    let timeline = changed(&[(known(10), Some('b')), (known(5), Some('a')), (known(20), None)]);
    let found: Vec<_> = [4, 5, 9, 10, 19, 20, 31].map(|day| timeline.on(of(day)).copied()).into();
    let expected = [None, Some('a'), Some('a'), Some('b'), Some('b'), None, None];
    assert_eq!(found, expected);
    assert_eq!(timeline.first(), Some(&'a'));
    let ends: Vec<_> = timeline.stretches().map(|stretch| stretch.to).collect();
    assert_eq!(ends, [Some(of(9)), Some(of(19)), None]);
}

#[test]
fn of_two_changes_for_one_day_the_later_recorded_holds() {
    assert_eq!(shown(&[(known(5), 'a'), (known(5), 'b')]), "5b");
}

#[test]
fn nothing_holds_where_nothing_was_said() {
    let timeline = changed(&[]);
    assert_eq!((timeline.on(of(1)), timeline.first()), (None, None));
    assert_eq!(timeline.stretches().count(), 0);
}

#[test]
fn a_change_of_an_unknown_day_stands_last() {
    assert_eq!(shown(&[(known(2), 'a'), (UNKNOWN, 'b')]), "2a 15b");
    assert_eq!(shown(&[(known(20), 'a'), (UNKNOWN, 'b')]), "20b");
    assert_eq!(shown(&[(UNKNOWN, 'a'), (UNKNOWN, 'b')]), "15b");
}

#[test]
fn a_change_of_a_known_day_stands_instead_of_an_unknown_one() {
    assert_eq!(shown(&[(known(2), 'a'), (UNKNOWN, 'b'), (known(9), 'c')]), "2a 9c");
    assert_eq!(shown(&[(known(2), 'a'), (UNKNOWN, 'b'), (known(20), 'c')]), "2a 15b 20c");
    assert_eq!(shown(&[(UNKNOWN, 'a'), (known(9), 'b')]), "9b");
}

#[test]
fn history_leaves_what_stands_alone() {
    assert_eq!(shown(&[(known(5), 'a'), (UNKNOWN, 'b'), (known(2), 'c')]), "2c 5a 15b");
    assert_eq!(shown(&[(known(20), 'a'), (UNKNOWN, 'b'), (known(17), 'c')]), "17c 20b");
}
