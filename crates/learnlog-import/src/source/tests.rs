//! Reading CSV, good and bad.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod days;
mod files;
mod records;

use std::path::Path;

use crate::mapping::Mapping;
use crate::source::Source;
use crate::source::table::Table;

/// One file read as the table `t`, with `a` as its key.
fn read(name: &str, bytes: &[u8]) -> Source {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    read_folder(folder.path()).unwrap()
}

fn read_folder(folder: &Path) -> Result<Source, super::SourceError> {
    let text = "source = \"s\"\n[tables.t]\nfile = \"t.csv\"\nkey = [\"a\"]\n";
    Source::read(&Mapping::parse(text).unwrap(), folder)
}

/// Good rows as "line: fields", and the problems.
fn shown(source: &Source) -> (Vec<String>, Vec<String>) {
    let table: &Table = source.table("t").unwrap();
    let fields = |row: &super::table::StoredRow| {
        (0..table.header.len()).map(|index| row.field(index).to_owned()).collect::<Vec<_>>()
    };
    let good = table.rows.iter().map(|row| format!("{}: {}", row.line, fields(row).join("|")));
    (good.collect(), table.bad.iter().map(ToString::to_string).collect())
}
