//! Days from texts: nothing is guessed.

use learnlog_domain::time::Day;

use crate::mapping::days::DateFormat;
use crate::problem::fault::Fault;
use crate::source::day;

fn on(year: i32, month: i32, day: i32) -> Day {
    Day::new(year, month, day).unwrap()
}

#[test]
fn each_format_reads_its_own_form_and_no_other() {
    let leap_day = on(2024, 2, 29);
    let formats = [
        DateFormat::Iso,
        DateFormat::Compact,
        DateFormat::Us,
        DateFormat::British,
        DateFormat::Dotted,
    ];
    for format in formats {
        assert_eq!(day::of_date(format.example(), format), Ok(leap_day), "{format:?}");
        for bad in
            ["", "x", "24-02-29", "2024-2-29x", "2024-02", "2024-02-29T00:00", "２０２４-02-29"]
        {
            let fault = day::of_date(bad, format).unwrap_err();
            assert!(matches!(fault, Fault::NotADate { .. }), "{format:?} {bad:?}");
        }
    }
    assert_eq!(day::of_date("2/9/2024", DateFormat::Us), Ok(on(2024, 2, 9)));
    assert_eq!(day::of_date("2/9/2024", DateFormat::British), Ok(on(2024, 9, 2)));
}

#[test]
fn february_30_is_not_in_the_calendar() {
    for (text, format) in [
        ("2024-02-30", DateFormat::Iso),
        ("02/29/2023", DateFormat::Us),
        ("0000-01-01", DateFormat::Iso),
        ("31.04.2024", DateFormat::Dotted),
        ("20241301", DateFormat::Compact),
    ] {
        let fault = day::of_date(text, format).unwrap_err();
        assert_eq!(fault, Fault::NotInCalendar(text.to_owned()));
    }
}

#[test]
fn offsets_count_from_their_anchor_and_stay_in_the_calendar() {
    let start = on(2013, 10, 1);
    assert_eq!(day::of_offset(start, "0"), Ok(start));
    assert_eq!(day::of_offset(start, "-1"), Ok(on(2013, 9, 30)));
    assert_eq!(day::of_offset(start, "268"), Ok(on(2014, 6, 26)));
    for far in ["4000000", "-4000000", "9223372036854775807"] {
        let fault = day::of_offset(start, far).unwrap_err();
        assert!(matches!(fault, Fault::OutsideCalendar { .. }), "{far}: {fault:?}");
    }
    for bad in ["1.5", "one", "1 ", "99999999999999999999"] {
        assert_eq!(day::of_offset(start, bad), Err(Fault::NotDays(bad.to_owned())));
    }
}

#[test]
fn codes_are_a_year_and_a_known_suffix() {
    let suffixes = [("B".to_owned(), "02-01".to_owned().try_into().unwrap())].into();
    assert_eq!(day::of_code("2014B", &suffixes), Ok(on(2014, 2, 1)));
    for bad in ["2014", "2014J", "14B", "20é4B", "", "0000B", "+201B"] {
        let fault = day::of_code(bad, &suffixes).unwrap_err();
        assert!(matches!(fault, Fault::NotACode { .. }), "{bad}");
    }
}
