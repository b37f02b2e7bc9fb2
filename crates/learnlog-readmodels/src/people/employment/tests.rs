//! When somebody was employed.

use learnlog_domain::time::EffectiveDay;

use super::*;

/// A day ("2024-01-31"), and what hire date and employment end became on it: a day, "" for none,
/// "-" where nothing was said.
type Told = (&'static str, &'static str, &'static str);

fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap()).unwrap()
}

fn shown(told: &[Told]) -> String {
    let (mut hired, mut ended) = (Timeline::default(), Timeline::default());
    for (on, hire, end) in told {
        let on = EffectiveDay::Known(day(on));
        for (timeline, value) in [(&mut hired, hire), (&mut ended, end)] {
            let value = match *value {
                "-" => continue,
                "" => None,
                value => Some(PlainValue::Day(day(value))),
            };
            timeline.record(on, Day::MIN, value);
        }
    }
    let all = of(Some(&hired), Some(&ended));
    let all = all.into_iter().map(|(from, to)| match to {
        Some(to) => format!("{from}..{to}"),
        None => format!("{from}.."),
    });
    all.collect::<Vec<_>>().join(" ")
}

/// In every order in which it can be told.
#[track_caller]
fn check(told: &[Told], expected: &str) {
    fn permute(told: &mut Vec<Told>, fixed: usize, expected: &str) {
        if fixed == told.len() {
            assert_eq!(shown(told), expected, "{told:?}");
        }
        for other in fixed..told.len() {
            told.swap(fixed, other);
            permute(told, fixed + 1, expected);
            told.swap(fixed, other);
        }
    }
    permute(&mut told.to_vec(), 0, expected);
}

const HIRED: Told = ("2020-01-15", "2020-02-01", "-");
const LEAVES: Told = ("2023-06-01", "-", "2023-06-30");
const BACK: Told = ("2025-08-20", "-", "");

#[test]
fn who_was_never_hired_was_always_there() {
    check(&[], "0001-01-01..");
    check(&[LEAVES], "0001-01-01..2023-06-30");
    check(&[LEAVES, BACK], "0001-01-01..2023-06-30 2025-08-20..");
}

#[test]
fn who_comes_back_was_not_there_in_between() {
    check(&[HIRED, LEAVES], "2020-02-01..2023-06-30");
    check(&[HIRED, LEAVES, BACK], "2020-02-01..2023-06-30 2025-08-20..");
    let for_a_while = ("2025-08-20", "-", "2025-12-31");
    check(&[HIRED, LEAVES, for_a_while], "2020-02-01..2023-06-30 2025-08-20..2025-12-31");
    let hired_later = ("2025-08-20", "2025-09-01", "");
    check(&[HIRED, LEAVES, hired_later], "2020-02-01..2023-06-30 2025-09-01..");
}

#[test]
fn who_came_back_can_leave_again_and_come_back_again() {
    let leaves = ("2026-01-10", "-", "2026-01-31");
    check(&[HIRED, LEAVES, BACK, leaves], "2020-02-01..2023-06-30 2025-08-20..2026-01-31");
    let back = ("2026-03-01", "-", "");
    check(
        &[HIRED, LEAVES, BACK, leaves, back],
        "2020-02-01..2023-06-30 2025-08-20..2026-01-31 2026-03-01..",
    );
}

#[test]
fn a_hire_date_that_is_told_after_the_return_is_its_first_day() {
    let hired = ("2025-08-25", "2025-09-01", "-");
    check(&[HIRED, LEAVES, BACK, hired], "2020-02-01..2023-06-30 2025-09-01..");
    // The original one again: it stays what it was.
    let original = ("2025-09-10", "2020-02-01", "-");
    check(&[HIRED, LEAVES, BACK, hired, original], "2020-02-01..2023-06-30 2025-09-01..");
}

#[test]
fn until_the_end_has_passed_it_is_corrected() {
    check(&[HIRED, LEAVES, ("2023-06-20", "-", "")], "2020-02-01..");
    check(&[HIRED, LEAVES, ("2023-06-30", "-", "")], "2020-02-01..");
    check(&[HIRED, LEAVES, ("2023-06-30", "-", "2023-12-31")], "2020-02-01..2023-12-31");
    check(&[HIRED, LEAVES, ("2023-07-01", "-", "")], "2020-02-01..2023-06-30 2023-07-01..");
}

#[test]
fn what_is_told_later_without_anybody_being_back_is_a_correction() {
    check(&[HIRED, LEAVES, ("2024-01-01", "-", "2023-06-30")], "2020-02-01..2023-06-30");
    check(&[HIRED, LEAVES, ("2024-01-01", "-", "2023-07-31")], "2020-02-01..2023-07-31");
    check(&[HIRED, LEAVES, ("2024-01-01", "2020-03-01", "-")], "2020-03-01..2023-06-30");
}

#[test]
fn a_return_can_be_taken_back() {
    let not_back = ("2025-08-25", "-", "2023-06-30");
    check(&[HIRED, LEAVES, BACK, not_back], "2020-02-01..2023-06-30");
}
