//! What is wrong, and with which rows. Invariant: a line per row and kind of fact, however many
//! rules stumble over it; the same problem of the same row is told once, a missing column once
//! for all rows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::plan::fact::kind::Kind;
use crate::problem::Problem;
use crate::problem::fault::Fault;

/// A row that cannot be imported as a fact of some kind.
#[derive(Debug)]
pub struct BadRow {
    /// None: no rule reads this file by itself.
    pub kind: Option<Kind>,
    /// The file in which it lies.
    pub file: Arc<str>,
    /// The line on which it starts.
    pub row: u32,
    /// Index of what is wrong with it.
    problem: usize,
}

/// All bad rows.
#[derive(Debug, Default)]
pub struct BadRows {
    problems: Vec<Problem>,
    rows: Vec<BadRow>,
    by_row: HashMap<(Arc<str>, u32), Vec<usize>>,
    missing_columns: HashMap<(Arc<str>, String), usize>,
}

impl BadRows {
    /// A row is bad, for one of the kinds that are made of it.
    pub fn add(&mut self, kind: Option<Kind>, file: &Arc<str>, row: u32, problem: Problem) {
        let others = self.by_row.entry((file.clone(), row)).or_default();
        let index = match Fault::missing_column(&problem) {
            Some(missing) => {
                let column = (missing.file.clone(), missing.column.clone());
                *self.missing_columns.entry(column).or_insert_with(|| {
                    self.problems.push(missing.clone());
                    self.problems.len() - 1
                })
            }
            None => {
                let known = others.iter().map(|other| self.rows[*other].problem);
                let mut known = known.filter(|known| self.problems[*known] == problem);
                known.next().unwrap_or_else(|| {
                    self.problems.push(problem);
                    self.problems.len() - 1
                })
            }
        };
        let rows = &mut self.rows;
        let same = others.iter().find(|other| [None, kind].contains(&rows[**other].kind));
        match same {
            Some(other) => rows[*other].kind = kind,
            None => {
                others.push(rows.len());
                rows.push(BadRow { kind, file: file.clone(), row, problem: index });
            }
        }
    }

    /// What is wrong.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Every bad row once per kind, with what is wrong.
    pub fn rows(&self) -> impl Iterator<Item = (&BadRow, &Problem)> {
        self.rows.iter().map(|row| (row, &self.problems[row.problem]))
    }

    /// How many rows are bad, by file.
    pub fn by_file(&self) -> BTreeMap<&str, usize> {
        let mut files = BTreeMap::new();
        for (file, _) in self.by_row.keys() {
            *files.entry(&**file).or_default() += 1;
        }
        files
    }
}
