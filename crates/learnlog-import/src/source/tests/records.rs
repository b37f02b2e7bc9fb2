//! Records against the csv crate, and past every limit.

use std::io::{BufReader, Cursor, Read};

use proptest::prelude::*;

use crate::source::records::{BadRecord, RECORD_MAX_BYTES, Records};

/// Lines with fields, or with what is wrong with the row.
fn records(input: impl Read) -> Vec<(u64, Result<Vec<String>, BadRecord>)> {
    let mut records = Records::new(BufReader::new(input), b',');
    let mut all = Vec::new();
    while let Some(record) = records.next().unwrap() {
        let text = |field: &[u8]| String::from_utf8(field.to_vec()).unwrap();
        let fields = record.content.map(|fields| fields.iter().map(text).collect());
        all.push((record.line, fields));
    }
    all
}

fn good(line: u64, fields: &[&str]) -> (u64, Result<Vec<String>, BadRecord>) {
    (line, Ok(fields.iter().map(ToString::to_string).collect()))
}

#[test]
fn rows_are_named_by_the_line_on_which_they_start() {
    let text = "a,b\r\n\r\n1,\"two\nlines\"\r\n\n3,\"say \"\"x\"\"\"";
    let expected =
        [good(1, &["a", "b"]), good(3, &["1", "two\nlines"]), good(6, &["3", "say \"x\""])];
    assert_eq!(records(Cursor::new(text)), expected);
}

#[test]
fn a_quote_never_closed_says_where_it_opened_and_how_far_it_swallowed() {
    let text = "a,b\n1,2\n3,\"4\n5,6\n7,8\n";
    let swallowed = Err(BadRecord::QuoteNeverClosed { field: 1, last_line: 5 });
    let expected = [good(1, &["a", "b"]), good(2, &["1", "2"]), (3, swallowed)];
    assert_eq!(records(Cursor::new(text)), expected);
}

#[test]
fn text_after_a_closing_quote_is_bad_and_the_next_row_is_not() {
    let text = "\"1,2\n\"3\",4\n5,6\n";
    let bad = Err(BadRecord::TextAfterQuote { field: 0 });
    assert_eq!(records(Cursor::new(text)), [(1, bad), good(3, &["5", "6"])]);
}

#[test]
fn a_line_of_a_gigabyte_is_passed_and_not_held() {
    let start = Cursor::new("1,2\n3,".as_bytes());
    let long = std::io::repeat(b'x').take(1 << 30);
    let input = start.chain(long).chain(Cursor::new("\n5,6\n".as_bytes()));
    let too_long = Err(BadRecord::TooLong { bytes: (1 << 30) + 3 });
    assert_eq!(records(input), [good(1, &["1", "2"]), (2, too_long), good(3, &["5", "6"])]);
    assert!(peak_kibibytes() < 1 << 20, "{} KiB", peak_kibibytes());
}

/// The most memory that this process has ever held, other tests included.
fn peak_kibibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_quoted_field_longer_than_the_limit_is_passed_too() {
    let long = "x\n".repeat(RECORD_MAX_BYTES);
    let text = format!("1,\"{long}\"\n3,4\n");
    let lines = RECORD_MAX_BYTES as u64;
    let too_long = Err(BadRecord::TooLong { bytes: 2 * lines + 5 });
    assert_eq!(records(Cursor::new(text)), [(1, too_long), good(lines + 2, &["3", "4"])]);
}

#[test]
fn a_row_with_too_many_fields_is_passed() {
    let text = format!("{}\n1,2\n", ",".repeat(5_000));
    let too_long = Err(BadRecord::TooLong { bytes: 5_001 });
    assert_eq!(records(Cursor::new(text)), [(1, too_long), good(2, &["1", "2"])]);
}

proptest! {
    #[test]
    fn what_the_csv_crate_writes_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[a\",\r\n é]{0,6}", 2..4), 1..8),
        buffer in 1_usize..16,
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let input = BufReader::with_capacity(buffer, Cursor::new(text));
        let read: Vec<_> = records(input).into_iter().map(|(_, fields)| fields.unwrap()).collect();
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(prop::sample::select(b"a\",\r\n\xff".to_vec()), 0..64)) {
        let mut records = Records::new(Cursor::new(bytes), b',');
        let mut lines = 0;
        while let Some(record) = records.next().unwrap() {
            prop_assert!(record.line >= lines);
            lines = record.line;
        }
    }
}
