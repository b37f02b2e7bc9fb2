//! Calendar arithmetic, by examples and against a calendar of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;

use super::*;
use crate::fixture::day;
use crate::fixture::defines::{days, months, years};

#[track_caller]
fn check(base: &str, period: Period, k: i32, then: &str) {
    assert_eq!(period.after(day(base), k), day(then), "{base} + {k} x {period:?}");
}

#[test]
fn k_times_a_period_is_one_step() {
    check("2024-01-31", months(1), 1, "2024-02-29");
    check("2023-01-31", months(1), 1, "2023-02-28");
    // Iterated, it would be the 28th or 29th from the second step on.
    check("2023-01-31", months(1), 2, "2023-03-31");
    check("2023-01-31", months(1), 3, "2023-04-30");
    check("2024-02-29", years(1), 1, "2025-02-28");
    check("2024-02-29", years(1), 4, "2028-02-29");
    check("2024-02-29", Period { years: 1, months: 1, days: 0 }, 1, "2025-03-29");
    check("2023-12-31", Period { years: 0, months: 14, days: 0 }, 1, "2025-02-28");
    check("2096-02-29", years(4), 1, "2100-02-28");
    check("2024-02-28", days(1), 2, "2024-03-01");
    check("2024-03-30", days(1), 2, "2024-04-01");
    check("2024-01-31", months(1), 0, "2024-01-31");
    // Backwards from an anchor in the future.
    check("2024-03-31", months(1), -1, "2024-02-29");
    check("2030-01-01", years(3), -2, "2024-01-01");
}

#[test]
fn before_is_clamped_too() {
    for (base, period, then) in [
        ("2024-03-31", months(1), "2024-02-29"),
        ("2014-05-03", months(1), "2014-04-03"),
        ("2024-02-29", years(1), "2023-02-28"),
        ("2024-03-01", days(1), "2024-02-29"),
        ("2024-03-01", days(0), "2024-03-01"),
    ] {
        assert_eq!(period.before(day(base)), day(then), "{base} - {period:?}");
    }
}

#[test]
fn the_calendar_ends() {
    check("9999-06-01", years(1), 1, "9999-12-31");
    check(
        "2024-01-01",
        Period { years: u32::MAX, months: u32::MAX, days: 0 },
        i32::MAX,
        "9999-12-31",
    );
    check("2024-01-01", days(u32::MAX), i32::MAX, "9999-12-31");
    check("2024-01-01", days(3_000_000), 1, "9999-12-31");
    check("2024-01-01", days(u32::MAX), i32::MIN, "0001-01-01");
    assert_eq!(years(1).before(day("0001-06-01")), Day::MIN);
    assert_eq!(years(u32::MAX).before(day("2024-01-01")), Day::MIN);
    assert_eq!(years(5_000).before(day("2024-01-01")), Day::MIN);
}

#[test]
fn units_and_lengths() {
    assert_eq!(days(0).unit(), Unit::None);
    assert_eq!(years(1).unit(), Unit::Months);
    assert_eq!(days(1).unit(), Unit::Days);
    assert_eq!(Period { years: 1, months: 0, days: 1 }.unit(), Unit::Mixed);
    assert!(months(11).is_shorter_than(years(1)));
    assert!(!months(12).is_shorter_than(years(1)));
    assert!(!years(1).is_shorter_than(months(12)));
    assert!(days(0).is_shorter_than(days(1)));
    assert!(!days(366).is_shorter_than(days(366)));
}

/// Days of a month by the rule of the Gregorian calendar.
fn length(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

proptest! {
    #[test]
    fn months_count_as_by_hand(
        (year, month) in (1_000..5_000_i32, 1..=12_i32),
        dom in 1..=31_i32,
        (years, months, k) in (0..20_u32, 0..60_u32, -20..20_i32),
    ) {
        let dom = dom.min(length(year, month));
        let ahead = year * 12 + month - 1 + k * (12 * years + months).cast_signed();
        let (to_year, to_month) = (ahead / 12, ahead % 12 + 1);
        let expected = Day::new(to_year, to_month, dom.min(length(to_year, to_month))).unwrap();
        let base = Day::new(year, month, dom).unwrap();
        prop_assert_eq!(Period { years, months, days: 0 }.after(base, k), expected);
    }
}
