//! What is taken for a day, a position, an id.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_proto::google::r#type::Date;

use super::{day, id, position};
use crate::output::cell;

#[test]
fn a_day_is_written_in_one_way_and_exists() {
    assert_eq!(day("2024-02-29"), Ok(Date { year: 2024, month: 2, day: 29 }));
    let bad =
        ["2023-02-29", "2024-2-9", "20240229", "2024-02-29T10:00", "0000-01-01", "10000-01-01", ""];
    for text in bad {
        assert!(day(text).is_err(), "{text}");
    }
}

#[test]
fn a_position_is_read_as_it_is_printed() {
    for text in ["0:61", "0:61,3:4012", "0:61 3:4012", "3:4012,0:61"] {
        let read = position(text).unwrap();
        let printed = cell::position(Some(&read));
        assert!(["0:61", "0:61 3:4012"].contains(&printed.as_str()), "{text} became {printed}");
        assert_eq!(position(&printed), Ok(read));
    }
    for text in ["", ",", "5", "a:1", "1:b", "1:-1", "0:1,0:2"] {
        assert!(position(text).is_err(), "{text}");
    }
}

#[test]
fn an_id_is_a_uuid_that_names_something() {
    assert!(id("0191e1a0-0000-7000-8000-000000000001").is_ok());
    for text in ["", "x", "00000000-0000-0000-0000-000000000000"] {
        assert!(id(text).is_err(), "{text}");
    }
}
