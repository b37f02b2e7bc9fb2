//! Civil days, zones and the ends of time.

#![allow(clippy::unwrap_used)]

use learnlog_domain::time::{Day, Occurred};
use learnlog_proto::api::occurred_input::When;
use learnlog_proto::google::r#type::Date;
use learnlog_proto::{api, ledger};

use super::{At, occurred};
use crate::error::reason::Reason;

fn read(when: Option<When>) -> Result<Occurred, (Reason, String)> {
    occurred(At::root("occurred"), &api::OccurredInput { when })
        .map_err(|error| (error.reason(), error.field().unwrap_or_default().to_owned()))
}

fn instant(seconds: i64, nanos: i32, zone: &str) -> Option<When> {
    let instant = Some(prost_types::Timestamp { seconds, nanos });
    Some(When::Instant(api::InstantInput { instant, zone: zone.to_owned() }))
}

fn date(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

/// The civil day that an instant was in a zone.
fn day(seconds: i64, zone: &str) -> Day {
    match read(instant(seconds, 0, zone)).unwrap() {
        Occurred::Instant { day, .. } => day,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_civil_day_is_that_of_the_zone() {
    // 2026-03-29T00:30:00Z: half an hour before Europe's clocks go forward.
    let before_spring = 1_774_744_200;
    assert_eq!(day(before_spring, "Europe/Zurich"), Day::new(2026, 3, 29).unwrap());
    assert_eq!(day(before_spring, "America/New_York"), Day::new(2026, 3, 28).unwrap());
    assert_eq!(day(before_spring, "UTC"), Day::new(2026, 3, 29).unwrap());
    // 2026-01-01T10:30:00Z: the next day already, 14 hours east.
    assert_eq!(day(1_767_263_400, "Pacific/Kiritimati"), Day::new(2026, 1, 2).unwrap());
    assert_eq!(day(1_767_263_400, "Pacific/Pago_Pago"), Day::new(2025, 12, 31).unwrap());
    // 2024-02-29T23:30:00Z.
    assert_eq!(day(1_709_249_400, "UTC"), Day::new(2024, 2, 29).unwrap());
    assert_eq!(day(1_709_249_400, "Asia/Kolkata"), Day::new(2024, 3, 1).unwrap());
}

#[test]
fn an_instant_keeps_microseconds_and_the_name_of_its_zone() {
    let found = read(instant(-1, 999_999_999, "europe/zurich")).unwrap();
    let Occurred::Instant { at, zone, .. } = found else { panic!("{found:?}") };
    assert_eq!(at.micros(), -1);
    assert_eq!(zone, "Europe/Zurich");
}

#[test]
fn what_is_no_instant_is_refused() {
    let cases = [
        (instant(0, 0, ""), Reason::FieldMissing, "occurred.instant.zone"),
        (instant(0, 0, "CEST"), Reason::ZoneUnknown, "occurred.instant.zone"),
        (instant(0, 0, "Etc/Unknown"), Reason::ZoneUnknown, "occurred.instant.zone"),
        (instant(0, 0, "+02:00"), Reason::ZoneUnknown, "occurred.instant.zone"),
        (instant(0, -1, "UTC"), Reason::InstantInvalid, "occurred.instant.instant"),
        (instant(0, 1_000_000_000, "UTC"), Reason::InstantInvalid, "occurred.instant.instant"),
        // Milliseconds taken for seconds.
        (instant(1_774_744_200_000, 0, "UTC"), Reason::InstantInvalid, "occurred.instant.instant"),
        (instant(-62_135_596_801, 0, "UTC"), Reason::InstantInvalid, "occurred.instant.instant"),
        // In the years 1 to 9999 in UTC, not in the zone.
        (
            instant(-62_135_596_800, 0, "America/New_York"),
            Reason::InstantInvalid,
            "occurred.instant.instant",
        ),
        (
            instant(253_402_300_799, 0, "Asia/Tokyo"),
            Reason::InstantInvalid,
            "occurred.instant.instant",
        ),
        (None, Reason::FieldMissing, "occurred"),
    ];
    for (when, reason, field) in cases {
        let case = format!("{when:?}");
        assert_eq!(read(when), Err((reason, field.to_owned())), "{case}");
    }
    let absent = api::InstantInput { instant: None, zone: "UTC".to_owned() };
    let found = read(Some(When::Instant(absent)));
    assert_eq!(found, Err((Reason::FieldMissing, "occurred.instant.instant".to_owned())));
}

#[test]
fn days_are_those_of_the_calendar() {
    let good = [(1, 1, 1), (9_999, 12, 31), (2024, 2, 29), (2000, 2, 29)];
    for (year, month, day) in good {
        let expected = Occurred::Day(Day::new(year, month, day).unwrap());
        assert_eq!(read(Some(When::Day(date(year, month, day)))), Ok(expected));
    }
    let bad = [
        (0, 1, 1),
        (10_000, 1, 1),
        (-1, 1, 1),
        (2026, 2, 30),
        (2026, 2, 29),
        (1900, 2, 29),
        (2026, 0, 1),
        (2026, 13, 1),
        (2026, 1, 0),
        (2026, 1, 32),
        (2026, 257, 1),
        (65_536 + 2026, 1, 1),
        (i32::MIN, i32::MIN, i32::MAX),
    ];
    for (year, month, day) in bad {
        let found = read(Some(When::Day(date(year, month, day))));
        let expected = Err((Reason::DateInvalid, "occurred.day".to_owned()));
        assert_eq!(found, expected, "{year}-{month}-{day}");
    }
}

#[test]
fn an_unknown_day_may_have_bounds() {
    let unknown = |first, last| {
        let bounds = ledger::UnknownDay { first_possible: first, last_possible: last };
        read(Some(When::Unknown(bounds)))
    };
    assert_eq!(unknown(None, None), Ok(Occurred::Unknown { first: None, last: None }));
    let day = Day::new(2026, 1, 1).unwrap();
    let same = Some(date(2026, 1, 1));
    let expected = Occurred::Unknown { first: Some(day), last: Some(day) };
    assert_eq!(unknown(same, same), Ok(expected));
    let found = unknown(Some(date(2026, 1, 2)), same);
    assert_eq!(found, Err((Reason::DateInvalid, "occurred.unknown.last_possible".to_owned())));
    let found = unknown(Some(date(2026, 2, 30)), None);
    assert_eq!(found, Err((Reason::DateInvalid, "occurred.unknown.first_possible".to_owned())));
}
