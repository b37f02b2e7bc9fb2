//! One answer in all formats.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::json;

use super::sheet::{Column, Sheet, number, text};
use super::{Answer, Format, Output};

const COLUMNS: &[Column] = &[text("display_name"), number("days_overdue")];

fn answer() -> Answer {
    let mut sheet = Sheet::new(COLUMNS);
    sheet.row(["Ada, \"Countess\"".to_owned(), "7".to_owned()]);
    sheet.row(["Evil\u{1b}[2J\nname".to_owned(), "1234".to_owned()]);
    let second = Sheet::titled("Second", COLUMNS);
    Answer {
        json: json!({ "items": [1, 2] }),
        heading: Some("A heading".to_owned()),
        sheets: vec![sheet, second],
        notes: vec!["at position 0:1".to_owned()],
    }
}

fn written(format: Format) -> (String, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    Output { format }.write(&answer(), &mut stdout, &mut stderr).unwrap();
    (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn tables_are_aligned_and_names_cannot_steer_the_terminal() {
    let expected = "\
A heading

DISPLAY NAME     DAYS OVERDUE
Ada, \"Countess\"             7
Evil\u{fffd}[2J\u{fffd}name            1234

Second
DISPLAY NAME  DAYS OVERDUE

at position 0:1
";
    assert_eq!(written(Format::Table), (expected.to_owned(), String::new()));
}

#[test]
fn csv_is_the_first_sheet_alone_and_the_rest_goes_to_stderr() {
    let expected =
        "display_name,days_overdue\n\"Ada, \"\"Countess\"\"\",7\n\"Evil\u{1b}[2J\nname\",1234\n";
    assert_eq!(written(Format::Csv), (expected.to_owned(), "at position 0:1\n".to_owned()));
}

#[test]
fn json_is_the_whole_answer() {
    let expected = "{\n  \"items\": [\n    1,\n    2\n  ]\n}\n";
    assert_eq!(written(Format::Json), (expected.to_owned(), String::new()));
}
