//! One file in memory. Invariant: rows + bad rows = rows of the file, as far as it could be read,
//! each with the line on which it starts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::mapping::TableRule;
use crate::plan::names::join_key;
use crate::problem::Problem;
use crate::problem::fault::Fault;
use crate::source::open::Opened;
use crate::source::records::{BadRecord, Fields, RECORD_MAX_BYTES, RECORD_MAX_FIELDS, Records};
use crate::source::{Budget, SourceError};

/// A file.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub file: Arc<str>,
    /// Names of the columns, in order.
    pub header: Vec<String>,
    /// Good rows, in order.
    pub rows: Vec<StoredRow>,
    /// Bad rows, in order.
    pub bad: Vec<Problem>,
    /// Where a column stands; None if the header names it twice.
    columns: HashMap<String, Option<usize>>,
    /// By key, where the mapping gives one.
    by_key: HashMap<Box<str>, usize>,
}

/// A good row.
#[derive(Debug)]
pub struct StoredRow {
    /// The line on which it starts.
    pub line: u32,
    text: Box<str>,
    ends: Box<[u32]>,
}

impl StoredRow {
    /// The field at `index`, without surrounding white space.
    pub fn field(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text[start as usize..self.ends[index] as usize].trim()
    }
}

impl Table {
    /// Reads a file to its end, or as far as it can be read.
    pub fn read(
        rule: &TableRule,
        opened: Opened,
        budget: &mut Budget,
    ) -> Result<Self, SourceError> {
        let delimiter = u8::try_from(rule.delimiter).unwrap_or(b',');
        let mut records = Records::new(opened.input, delimiter);
        let header = read_header(&mut records)
            .ok_or_else(|| SourceError::NoHeader { file: opened.name.clone() })?;
        let mut columns = HashMap::new();
        for (index, name) in header.iter().enumerate() {
            let found = columns.entry(name.clone());
            found.and_modify(|known| *known = None).or_insert(Some(index));
        }
        let file: Arc<str> = opened.name.into();
        let (rows, bad, by_key) = (Vec::new(), Vec::new(), HashMap::new());
        let mut table = Self { file, header, rows, bad, columns, by_key };
        table.read_rows(&mut records, budget)?;
        table.index(&rule.key);
        Ok(table)
    }

    /// Rows of the file, good and bad.
    pub fn row_count(&self) -> usize {
        self.rows.len() + self.bad.len()
    }

    /// Where the column stands. Errors: it is missing, or there are several.
    pub fn column(&self, name: &str) -> Result<usize, Problem> {
        let fault = match self.columns.get(name) {
            Some(Some(index)) => return Ok(*index),
            Some(None) => Fault::ColumnRepeated,
            None => Fault::ColumnMissing(self.header.join(", ")),
        };
        Err(Problem { file: self.file.clone(), row: 1, column: name.to_owned(), fault })
    }

    /// The index of the row with that key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    fn read_rows(
        &mut self,
        records: &mut Records<Box<dyn std::io::BufRead>>,
        budget: &mut Budget,
    ) -> Result<(), SourceError> {
        loop {
            let line = records.line();
            let record = match records.next() {
                Ok(None) => return Ok(()),
                Ok(Some(record)) => record,
                Err(error) => {
                    let fault = Fault::Damaged(error.to_string());
                    self.bad.push(self.problem(line, None, fault));
                    return Ok(());
                }
            };
            let (line, taken) = (record.line, record.content.map_err(Bad::Record));
            match taken.and_then(|fields| self.store(line, fields)) {
                Ok(row) => {
                    budget.take(row.text.len())?;
                    self.rows.push(row);
                }
                Err(bad) => {
                    budget.take(0)?;
                    let problem = self.bad_row(line, bad);
                    self.bad.push(problem);
                }
            }
        }
    }

    fn store(&self, line: u64, fields: Fields<'_>) -> Result<StoredRow, Bad> {
        if fields.len() != self.header.len() {
            return Err(Bad::FieldCount(fields.len()));
        }
        let mut text = String::new();
        let mut ends = Vec::with_capacity(fields.len());
        for (index, field) in fields.iter().enumerate() {
            text.push_str(std::str::from_utf8(field).map_err(|_| Bad::NotUtf8(index))?);
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Ok(StoredRow { line: line_number(line), text: text.into(), ends: ends.into() })
    }

    fn bad_row(&self, line: u64, bad: Bad) -> Problem {
        let (field, fault) = match bad {
            Bad::Record(BadRecord::TooLong { bytes }) => {
                let (limit, fields) = (RECORD_MAX_BYTES, RECORD_MAX_FIELDS);
                (None, Fault::TooLong { bytes, limit, fields })
            }
            Bad::Record(BadRecord::QuoteNeverClosed { field, last_line }) => {
                (Some(field), Fault::QuoteNeverClosed { last_line })
            }
            Bad::Record(BadRecord::TextAfterQuote { field }) => {
                (Some(field), Fault::TextAfterQuote)
            }
            Bad::FieldCount(found) => {
                let expected = self.header.len();
                (Some(found), Fault::FieldCount { expected, found })
            }
            Bad::NotUtf8(field) => (Some(field), Fault::NotUtf8),
        };
        self.problem(line, field, fault)
    }

    fn problem(&self, line: u64, field: Option<usize>, fault: Fault) -> Problem {
        let column = field.and_then(|index| self.header.get(index)).cloned().unwrap_or_default();
        Problem { file: self.file.clone(), row: line_number(line), column, fault }
    }

    /// Rows with a key that another row has, and other content, are bad: nobody could say which one
    /// is meant.
    fn index(&mut self, key: &[String]) {
        let Ok(columns) = key.iter().map(|name| self.column(name)).collect::<Result<Vec<_>, _>>()
        else {
            return; // Whoever joins this table will find the column missing.
        };
        if key.is_empty() {
            return;
        }
        for row in std::mem::take(&mut self.rows) {
            let key = join_key(columns.iter().map(|column| row.field(*column)));
            match self.by_key.entry(key.clone().into()) {
                Entry::Vacant(free) => drop(free.insert(self.rows.len())),
                Entry::Occupied(taken) => {
                    let first = &self.rows[*taken.get()];
                    if first.text != row.text || first.ends != row.ends {
                        let fault = Fault::KeyTaken { row: first.line, key };
                        let problem =
                            self.problem(row.line.into(), columns.first().copied(), fault);
                        self.bad.push(problem);
                        continue;
                    }
                }
            }
            self.rows.push(row);
        }
    }
}

/// Why a record is not a row.
enum Bad {
    Record(BadRecord),
    FieldCount(usize),
    NotUtf8(usize),
}

fn line_number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn read_header(records: &mut Records<Box<dyn std::io::BufRead>>) -> Option<Vec<String>> {
    let fields = records.next().ok()??.content.ok()?;
    let name = |field: &[u8]| std::str::from_utf8(field).map(|name| name.trim().to_owned());
    fields.iter().map(name).collect::<Result<_, _>>().ok()
}
