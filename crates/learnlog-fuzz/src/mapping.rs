//! Mapping files. Invariant: what is accepted names only plain files and known tables, and can be used on files that
//! have the columns it speaks of, or is refused by name.

use std::collections::BTreeMap;

use learnlog_import::mapping::Mapping;

use crate::import;

/// Columns of the made-up files.
const COLUMNS_LIMIT: usize = 64;

/// Characters of a column's name.
const COLUMN_LIMIT_CHARACTERS: usize = 40;

/// What the rows hold, in turns: keys that repeat, days, numbers, nothing.
const VALUES: &[&str] = &["1", "2", "2024-02-29", "", "29/02/2024", "2013J", "Pass", "100", "x y"];

/// Rows of each file.
const ROWS: usize = 7;

/// What must hold of every mapping.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(mapping) = Mapping::parse(text) else { return };
    let again = Mapping::parse(text).expect("it was parsed before");
    assert_eq!(format!("{again:?}"), format!("{mapping:?}"));
    assert!((1..=64).contains(&mapping.source.len()));
    for table in mapping.tables.values() {
        assert!(!table.file.contains(['/', '\\', '\0']) && !table.file.starts_with('.'));
        assert!(table.delimiter.is_ascii() && !"\"\r\n".contains(table.delimiter));
        assert!(table.join.keys().all(|other| mapping.table(other).is_ok()));
    }
    let columns = columns(text);
    let texts: BTreeMap<&str, Vec<u8>> = mapping
        .tables
        .values()
        .map(|table| (&*table.file, file(&columns, table.delimiter)))
        .collect();
    let files = texts.iter().map(|(name, text)| (*name, text.as_slice())).collect();
    let Ok(source) = import::read(&mapping, &files, false) else { return };
    import::plan(&mapping, &source);
}

/// Whatever stands in quotes or braces may be a column.
fn columns(text: &str) -> Vec<&str> {
    let mut columns: Vec<&str> = Vec::new();
    for word in text.split(['"', '\'', '{', '}', '.', '\n']) {
        let is_name = !word.is_empty() && word.chars().count() <= COLUMN_LIMIT_CHARACTERS;
        let is_name = is_name && word.trim() == word && !word.contains(['=', ',', '[', '\r']);
        if is_name && !columns.contains(&word) && columns.len() < COLUMNS_LIMIT {
            columns.push(word);
        }
    }
    columns
}

fn file(columns: &[&str], delimiter: char) -> Vec<u8> {
    let delimiter = delimiter.to_string();
    let mut lines = vec![columns.join(&delimiter)];
    for row in 0..ROWS {
        let value = |column: usize| VALUES[(row / 2 + column * (row % 2)) % VALUES.len()];
        let values: Vec<&str> = (0..columns.len()).map(value).collect();
        lines.push(values.join(&delimiter));
    }
    lines.join("\n").into_bytes()
}
