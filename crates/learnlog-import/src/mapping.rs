//! The mapping: a small TOML file that says which columns of which files mean which facts
//! (docs/import.md). Invariant: unknown names are refused, never ignored. Looking at the data is
//! left to the plan.

pub mod days;
pub mod error;
pub mod reference;
pub mod rules;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use crate::mapping::days::DayRule;
pub use crate::mapping::error::MappingError;
use crate::mapping::rules::definitions::{CourseRule, JobRule, OfferingRule, OrgUnitRule};
use crate::mapping::rules::learning::{
    CreditRule, EnrollmentRule, OutcomeRule, ProgressRule, WithdrawalRule,
};
use crate::mapping::rules::people::PersonRule;
use crate::plan::anomalies::check::Check;

/// Largest mapping file.
const MAPPING_MAX_BYTES: u64 = 1024 * 1024;

/// Longest name of a source system, as the protocol limits it.
const SOURCE_MAX_CHARS: usize = 64;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The source system: part of every id and named by every entry.
    pub source: String,
    /// The files, by the name that the rest of the mapping uses.
    pub tables: BTreeMap<String, TableRule>,
    /// What to look out for.
    #[serde(default)]
    pub checks: BTreeSet<Check>,
    /// Definitions, in the order in which they are submitted.
    #[serde(default)]
    pub org_units: Vec<OrgUnitRule>,
    /// Jobs.
    #[serde(default)]
    pub jobs: Vec<JobRule>,
    /// Courses and their components.
    #[serde(default)]
    pub courses: Vec<CourseRule>,
    /// Runs of courses.
    #[serde(default)]
    pub offerings: Vec<OfferingRule>,
    /// Learners and what changes about them.
    #[serde(default)]
    pub people: Vec<PersonRule>,
    /// Who learns what.
    #[serde(default)]
    pub enrollments: Vec<EnrollmentRule>,
    /// Ends of enrollments.
    #[serde(default)]
    pub withdrawals: Vec<WithdrawalRule>,
    /// Things done.
    #[serde(default)]
    pub progress: Vec<ProgressRule>,
    /// Results.
    #[serde(default)]
    pub outcomes: Vec<OutcomeRule>,
    /// Credits from prior learning.
    #[serde(default)]
    pub credits: Vec<CreditRule>,
}

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableRule {
    /// Its name in the folder, without `.gz`.
    pub file: String,
    /// One character of ASCII; a comma unless told.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// Columns that tell its rows apart; needed where other tables join it.
    #[serde(default)]
    pub key: Vec<String>,
    /// Other tables, and the own columns that hold their key.
    #[serde(default)]
    pub join: BTreeMap<String, Vec<String>>,
    /// Days made of columns, by name.
    #[serde(default)]
    pub days: BTreeMap<String, DayRule>,
}

fn comma() -> char {
    ','
}

impl Mapping {
    /// Reads and checks a mapping file.
    pub fn read(path: &Path) -> Result<Self, MappingError> {
        let unreadable = |source| MappingError::Unreadable { path: path.to_owned(), source };
        if std::fs::metadata(path).map_err(unreadable)?.len() > MAPPING_MAX_BYTES {
            return Err(MappingError::TooLarge { limit_bytes: MAPPING_MAX_BYTES });
        }
        Self::parse(&std::fs::read_to_string(path).map_err(unreadable)?)
    }

    /// Parses and checks the text of a mapping.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text).map_err(MappingError::Syntax)?;
        let source = &mapping.source;
        let legal = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
        if source.is_empty() || source.len() > SOURCE_MAX_CHARS || !source.chars().all(legal) {
            return Err(MappingError::Source(source.clone()));
        }
        for (name, table) in &mapping.tables {
            mapping.check_table(name, table)?;
        }
        Ok(mapping)
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Result<&TableRule, MappingError> {
        self.tables.get(name).ok_or_else(|| MappingError::NoTable(name.to_owned()))
    }

    fn check_table(&self, name: &str, table: &TableRule) -> Result<(), MappingError> {
        let plain = |char: char| !matches!(char, '/' | '\\' | '\0');
        if table.file.is_empty() || table.file.starts_with('.') || !table.file.chars().all(plain) {
            return Err(MappingError::FileName { table: name.to_owned() });
        }
        if !table.delimiter.is_ascii() || "\"\r\n".contains(table.delimiter) {
            return Err(MappingError::Delimiter { table: name.to_owned() });
        }
        for (other, columns) in &table.join {
            if columns.is_empty() || self.table(other)?.key.len() != columns.len() {
                return Err(MappingError::JoinKey { table: name.to_owned(), other: other.clone() });
            }
        }
        for (day, rule) in &table.days {
            rule.form().map_err(|reason| MappingError::Day {
                table: name.to_owned(),
                day: day.clone(),
                reason,
            })?;
        }
        Ok(())
    }
}
