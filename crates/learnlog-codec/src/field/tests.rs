//! The edges of single fields.

use learnlog_domain::id::EntryId;

use super::*;

#[test]
fn an_instant_is_in_whole_microseconds() {
    let at = |seconds, nanos| prost_types::Timestamp { seconds, nanos };
    let cases = [
        (at(0, 0), Some(0)),
        (at(1, 1_000), Some(1_000_001)),
        (at(-1, 999_999_000), Some(-1)),
        (at(-62_135_596_800, 0), Some(-62_135_596_800_000_000)),
        (at(9_223_372_036_854, 775_807_000), Some(i64::MAX)),
        (at(-9_223_372_036_855, 224_192_000), Some(i64::MIN)),
        (at(9_223_372_036_854, 775_808_000), None),
        (at(-9_223_372_036_855, 224_191_000), None),
        (at(i64::MAX, 999_999_000), None),
        (at(0, 1), None),
        (at(0, -1_000), None),
        (at(0, 1_000_000_000), None),
    ];
    for (value, expected) in cases {
        let read = timestamp("at", Some(value)).ok().map(Timestamp::micros);
        assert_eq!(read, expected, "{value:?}");
        if let Some(micros) = expected {
            assert_eq!(instant(Timestamp::from_micros(micros)), value);
        }
    }
    assert!(matches!(timestamp("at", None), Err(InterpretError::Missing { field: "at" })));
}

#[test]
fn a_day_lies_in_the_years_1_to_9999() {
    let cases = [
        (1, 1, 1, true),
        (9999, 12, 31, true),
        (2024, 2, 29, true),
        (2023, 2, 29, false),
        (0, 12, 31, false),
        (10_000, 1, 1, false),
        (2024, 0, 1, false),
        (2024, 13, 1, false),
        (2024, 1, 0, false),
        (-1, 1, 1, false),
        (i32::MAX, i32::MAX, i32::MAX, false),
    ];
    for (year, month, number, valid) in cases {
        let value = Date { year, month, day: number };
        match day("on", Some(value)) {
            Ok(read) => assert!(valid && date(read) == value, "{value:?}"),
            Err(error) => {
                assert!(!valid, "{value:?}");
                assert!(matches!(error, InterpretError::Day { field: "on", .. }), "{error:?}");
            }
        }
    }
}

#[test]
fn an_id_is_16_bytes_and_not_nil() {
    let read = |bytes: &[u8]| id("id", bytes, EntryId::new);
    assert_eq!(read(&[1; 16]).unwrap().as_bytes(), &[1; 16]);
    assert!(matches!(read(&[]), Err(InterpretError::Missing { field: "id" })));
    assert!(matches!(read(&[0; 16]), Err(InterpretError::Nil { field: "id", .. })));
    for wrong in [1, 15, 17] {
        let error = read(&vec![1; wrong]).unwrap_err();
        let expected = format!("id has {wrong} bytes instead of 16");
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(optional_id("id", &[], EntryId::new).unwrap(), None);
    assert!(optional_uuid("id", &[0; 16]).is_err());
}

#[test]
fn ascending_means_each_once() {
    let check = |items: &[u8]| ascending("items", items, |item| item).is_ok();
    assert!(check(&[]) && check(&[1]) && check(&[1, 2, 9]));
    assert!(!check(&[1, 1]) && !check(&[2, 1]) && !check(&[1, 3, 2]));
}
