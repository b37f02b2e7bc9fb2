//! A row and everything that it can be joined to. Invariant: a value that cannot be had is a
//! problem of this row, with the place where it lies, even if that is in another file.

mod days;

use crate::mapping::reference::{Part, Reference, Template};
use crate::mapping::{Mapping, MappingError, TableRule};
use crate::plan::names::join_key;
use crate::problem::fault::Fault;
use crate::problem::{Problem, Trouble, quoted};
use crate::source::Source;
use crate::source::table::Table;

/// Longest natural key, so that it fits with its kind into a name of the protocol.
pub const KEY_MAX_BYTES: usize = 400;

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    source: &'a Source,
    mapping: &'a Mapping,
    name: &'a str,
    rule: &'a TableRule,
    table: &'a Table,
    index: usize,
}

impl<'a> Row<'a> {
    /// All good rows of the table `name`.
    pub fn all(
        mapping: &'a Mapping,
        source: &'a Source,
        name: &str,
    ) -> Result<impl Iterator<Item = Self>, MappingError> {
        let missing = || MappingError::NoTable(name.to_owned());
        let (name, rule) = mapping.tables.get_key_value(name).ok_or_else(missing)?;
        let table = source.table(name).ok_or_else(missing)?;
        let row = move |index| Self { source, mapping, name, rule, table, index };
        Ok((0..table.rows.len()).map(row))
    }

    /// The table's name in the mapping.
    pub fn table_name(&self) -> &'a str {
        self.name
    }

    /// The line on which it starts.
    pub fn line(&self) -> u32 {
        self.table.rows[self.index].line
    }

    /// A problem of this row.
    pub fn problem(&self, column: &str, fault: Fault) -> Problem {
        Problem {
            file: self.table.file.clone(),
            row: self.line(),
            column: column.to_owned(),
            fault,
        }
    }

    /// The value of a column, which may be empty.
    pub fn value(&self, reference: &Reference) -> Result<&'a str, Trouble> {
        let (row, column) = self.follow(reference)?;
        let index = row.table.column(column).map_err(|problem| self.because(reference, problem))?;
        Ok(row.table.rows[row.index].field(index))
    }

    /// The values of a key's columns as one name. Errors: one is empty, or all are too long.
    pub fn key(&self, columns: &[Reference]) -> Result<String, Trouble> {
        let mut values = Vec::with_capacity(columns.len());
        for column in columns {
            let value = self.value(column)?;
            if value.is_empty() {
                return Err(self.problem(column.as_str(), Fault::Empty).into());
            }
            values.push(value);
        }
        let key = join_key(values.into_iter());
        if key.len() > KEY_MAX_BYTES {
            let fault = Fault::KeyTooLong { bytes: key.len(), limit: KEY_MAX_BYTES };
            return Err(self.problem(columns.last().map_or("", Reference::as_str), fault).into());
        }
        Ok(key)
    }

    /// A key that a row may lack: None where it names no columns or all of them are empty.
    pub fn optional_key(&self, columns: &[Reference]) -> Result<Option<String>, Trouble> {
        for column in columns {
            if !self.value(column)?.is_empty() {
                return self.key(columns).map(Some);
            }
        }
        Ok(None)
    }

    /// A text with its columns filled in; None where nothing but the template's own words would be
    /// left.
    pub fn text(&self, template: &Template) -> Result<Option<String>, Trouble> {
        let mut text = String::new();
        let mut anything = template.parts().iter().all(|part| matches!(part, Part::Literal(_)));
        for part in template.parts() {
            let piece = match part {
                Part::Literal(literal) => literal,
                Part::Column(reference) => self.value(reference)?,
            };
            anything |= matches!(part, Part::Column(_)) && !piece.is_empty();
            text.push_str(piece);
        }
        Ok(anything.then_some(text))
    }

    /// Walks the joins of a reference; gives the row at their end and the name that is left.
    fn follow<'r>(&self, reference: &'r Reference) -> Result<(Self, &'r str), Trouble> {
        let mut row = *self;
        let mut rest = reference.as_str();
        while let Some((step, after)) = rest.split_once('.') {
            let Some((other, columns)) = row.rule.join.get_key_value(step) else { break };
            row = row.joined(other, columns).map_err(|problem| self.because(reference, problem))?;
            rest = after;
        }
        Ok((row, rest))
    }

    fn joined(&self, other: &'a str, columns: &[String]) -> Result<Self, Problem> {
        let mut values = Vec::with_capacity(columns.len());
        for column in columns {
            values.push(self.table.rows[self.index].field(self.table.column(column)?));
        }
        let column = columns.first().map_or("", String::as_str);
        let (Some(rule), Some(table)) = (self.mapping.tables.get(other), self.source.table(other))
        else {
            return Err(self.problem(column, Fault::Empty));
        };
        for column in &rule.key {
            table.column(column)?;
        }
        let key = join_key(values.into_iter());
        let Some(index) = table.find(&key) else {
            let fault = Fault::NotInFile { key: quoted(&key), file: table.file.clone() };
            return Err(self.problem(column, fault));
        };
        Ok(Self { name: other, rule, table, index, ..*self })
    }

    /// A problem that was met on the way to a value of this row.
    fn because(&self, reference: &Reference, problem: Problem) -> Problem {
        if problem.file == self.table.file && (problem.row == self.line() || problem.row == 1) {
            return problem;
        }
        self.problem(reference.as_str(), Fault::Elsewhere(Box::new(problem)))
    }
}
