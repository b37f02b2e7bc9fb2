//! The source: CSV files as tables of rows that can be joined. Invariant: bounded in memory by
//! named limits, and a bad row is kept apart with its reason, never dropped. What rows mean is left
//! to the plan.

mod day;
pub mod open;
mod quotes;
mod records;
pub mod row;
pub mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use crate::mapping::Mapping;
use crate::source::open::{OpenError, Opened};
use crate::source::table::Table;

/// Rows of all files together: they are held in memory, to be joined and put in order.
pub const SOURCE_MAX_ROWS: usize = 2_000_000;

/// Text of all files together, likewise.
pub const SOURCE_MAX_BYTES: usize = 1024 * 1024 * 1024;

/// Why the source cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A file is not there, or cannot be read.
    #[error("table {table} cannot be read")]
    Open {
        /// Name in the mapping.
        table: String,
        /// Why.
        #[source]
        source: OpenError,
    },
    /// No header.
    #[error("{file} has no header: its first row must name the columns")]
    NoHeader {
        /// The file.
        file: String,
    },
    /// Past a limit.
    #[error(
        "the files hold more than {SOURCE_MAX_ROWS} rows or {SOURCE_MAX_BYTES} bytes of text: \
         split them by learner into several folders and import each; ids and repeated rows will \
         agree"
    )]
    TooLarge,
}

/// All tables of a mapping.
#[derive(Debug)]
pub struct Source {
    tables: BTreeMap<String, Table>,
}

/// What may still be read.
#[derive(Debug)]
pub struct Budget {
    rows: usize,
    bytes: usize,
}

impl Budget {
    fn take(&mut self, bytes: usize) -> Result<(), SourceError> {
        self.rows = self.rows.checked_sub(1).ok_or(SourceError::TooLarge)?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(SourceError::TooLarge)?;
        Ok(())
    }
}

impl Source {
    /// Reads every file that `mapping` names from `folder`.
    pub fn read(mapping: &Mapping, folder: &Path) -> Result<Self, SourceError> {
        Self::read_with(mapping, |file| open::open(folder, file))
    }

    /// Reads every file that `mapping` names, as `open` opens it.
    pub fn read_with(
        mapping: &Mapping,
        mut open: impl FnMut(&str) -> Result<Opened, OpenError>,
    ) -> Result<Self, SourceError> {
        let mut budget = Budget { rows: SOURCE_MAX_ROWS, bytes: SOURCE_MAX_BYTES };
        let mut tables = BTreeMap::new();
        for (name, rule) in &mapping.tables {
            let opened = open(&rule.file)
                .map_err(|source| SourceError::Open { table: name.clone(), source })?;
            tables.insert(name.clone(), Table::read(rule, opened, &mut budget)?);
        }
        Ok(Self { tables })
    }

    /// The table of that name; None if the mapping has none.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// All tables, by name.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }
}
