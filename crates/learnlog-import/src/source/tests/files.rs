//! Whole files: encodings, archives, damage, rows that are no rows.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{read, read_folder, shown};
use crate::source::SourceError;
use crate::source::open::OpenError;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn plain_and_packed_files_with_and_without_a_mark_say_the_same() {
    let text = b"a,b\n 1 ,2\n".as_slice();
    let marked = [b"\xef\xbb\xbf", text].concat();
    for (name, bytes) in [
        ("t.csv", text.to_vec()),
        ("t.csv", marked.clone()),
        ("t.csv.gz", packed(text)),
        ("t.csv.gz", packed(&marked)),
        // Two archives, one behind the other, are one file.
        ("t.csv.gz", [packed(b"a,b\n"), packed(b"1,2\n")].concat()),
    ] {
        assert_eq!(shown(&read(name, &bytes)), (vec!["2: 1|2".to_owned()], vec![]), "{name}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_bad_where_they_stand() {
    let (good, bad) = shown(&read("t.csv", b"a,b\n1,Zo\xeb\n2,Zo\xc3\xab\n"));
    assert_eq!(good, ["3: 2|Zoë"]);
    let message = "t.csv, row 2, column `b`: the bytes are not UTF-8: save the file as UTF-8";
    assert_eq!(bad, [message]);
}

#[test]
fn rows_with_another_number_of_fields_are_bad() {
    let (good, bad) = shown(&read("t.csv", b"a,b\n1\n2,3\n4,5,6\n"));
    assert_eq!(good, ["3: 2|3"]);
    assert_eq!(
        bad,
        [
            "t.csv, row 2, column `b`: the row has 1 fields, the header has 2",
            "t.csv, row 4: the row has 3 fields, the header has 2",
        ]
    );
}

#[test]
fn rows_before_a_quote_that_is_never_closed_are_good() {
    let (good, bad) = shown(&read("t.csv", b"a,b\n1,2\n3,\"4\n5,6\n"));
    assert_eq!(good, ["2: 1|2"]);
    assert_eq!(
        bad,
        ["t.csv, row 3, column `b`: a quote is opened and never closed: everything up to line 4, \
          the end of the file, was swallowed by it and is not imported"]
    );
}

#[test]
fn a_key_twice_with_other_content_is_bad_and_with_the_same_is_not() {
    let (good, bad) = shown(&read("t.csv", b"a,b\n1,2\n1,2\n1,3\n"));
    assert_eq!(good, ["2: 1|2", "3: 1|2"]);
    let message = "t.csv, row 4, column `a`: row 2 has the same key `1` and other content";
    assert_eq!(bad, [message]);
}

#[test]
fn a_damaged_archive_gives_the_rows_before_the_damage() {
    let rows: String = (0..60_000).map(|row| format!("{row},{}\n", row * 7919 % 65_537)).collect();
    let mut bytes = packed(format!("a,b\n{rows}").as_bytes());
    bytes.truncate(bytes.len() / 2);
    let (good, bad) = shown(&read("t.csv.gz", &bytes));
    assert!(good.len() > 1_000, "{}", good.len());
    assert_eq!(bad.len(), 1, "{bad:?}");
    assert!(bad[0].contains("cannot be read beyond this row"), "{bad:?}");
}

#[test]
fn files_that_cannot_be_opened_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = read_folder(folder.path()).unwrap_err();
    let SourceError::Open { table, source: OpenError::Missing(_) } = missing else {
        panic!("{missing:?}")
    };
    assert_eq!(table, "t");

    std::fs::write(folder.path().join("t.csv"), b"\xff\xfea\0,\0b\0").unwrap();
    let utf16 = read_folder(folder.path()).unwrap_err();
    assert!(matches!(utf16, SourceError::Open { source: OpenError::Utf16(_), .. }), "{utf16:?}");

    std::fs::write(folder.path().join("t.csv.gz"), packed(b"a,b\n")).unwrap();
    let both = read_folder(folder.path()).unwrap_err();
    assert!(matches!(both, SourceError::Open { source: OpenError::Both(_), .. }), "{both:?}");

    std::fs::remove_file(folder.path().join("t.csv.gz")).unwrap();
    std::fs::write(folder.path().join("t.csv"), b"").unwrap();
    let empty = read_folder(folder.path()).unwrap_err();
    assert!(matches!(empty, SourceError::NoHeader { .. }), "{empty:?}");
}
