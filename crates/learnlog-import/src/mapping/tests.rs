//! Mappings that cannot be used say why.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::error::Error;

use crate::mapping::Mapping;

/// The whole message, with its causes, of a mapping that is refused.
fn refused(text: &str) -> String {
    let error = Mapping::parse(text).unwrap_err();
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{error}: {cause}")
}

const TABLE: &str = "source = \"s\"\n[tables.t]\nfile = \"t.csv\"\n";

#[test]
fn what_is_wrong_with_a_mapping_is_said() {
    let table = |rest: &str| format!("{TABLE}{rest}");
    for (text, words) in [
        ("".to_owned(), "missing field `source`"),
        ("source = \"a b\"\n[tables]\n".to_owned(), "1 to 64 characters"),
        (table("keys = [\"a\"]"), "unknown field `keys`"),
        (table("delimiter = '\"'"), "tables.t.delimiter must be one ASCII character"),
        (table("join.other = [\"a\"]"), "no [tables.other]"),
        (table("join.t = [\"a\"]"), "as many columns as tables.t.key"),
        (table("days.d = {}"), "tables.t.days.d: say one of"),
        (table("days.d = { column = \"a\" }"), "`column` goes with `format`"),
        (table("days.d = { from = \"a\" }"), "`from` goes with `plus_days` alone"),
        (table("days.d = { code = \"a\" }"), "`code` goes with `suffix` alone"),
        (table("days.d = { unknown = true, column = \"a\" }"), "say one of"),
        (table("days.d = { code = \"a\", suffix = { B = \"02-29\" } }"), "every year"),
        (table("days.d = { column = \"a\", format = \"%Y\" }"), "unknown variant `%Y`"),
        (table("[[jobs]]\ntable = \"t\"\nkey = [\"a\"]\ncode = \"{a\"\ntitle = \"x\""), "braces"),
        (format!("checks = [\"no_such\"]\n{TABLE}"), "unknown variant `no_such`"),
        ("source = \"s\"\n[tables.t]\nfile = \"../t.csv\"".to_owned(), "plain file name"),
        ("source = \"s\"\n[tables.t]\nfile = \"a/t.csv\"".to_owned(), "plain file name"),
    ] {
        let message = refused(&text);
        assert!(message.contains(words), "{text}\n{message}");
    }
}
