//! A plan in the making: rows go in, drafts and problems come out. Invariant: each row that a rule
//! looks at is counted once, as what it came to.

use std::sync::Arc;

use learnlog_domain::time::Day;

use crate::mapping::Mapping;
use crate::mapping::rules::{Clause, Repeat};
use crate::plan::bad_rows::BadRows;
use crate::plan::draft::{Draft, Drafts, Origin, Place};
use crate::plan::fact::Body;
use crate::plan::fact::kind::Kind;
use crate::plan::fact::learning::{Act, Learning};
use crate::plan::names::{IdKind, NameId, Names};
use crate::plan::tally::Tally;
use crate::plan::{PLAN_MAX_FACTS, Plan, PlanError, anomalies, order};
use crate::problem::fault::Fault;
use crate::problem::{Problem, Trouble, quoted};
use crate::source::Source;
use crate::source::row::Row;

/// A plan in the making.
pub(super) struct Planner<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) source: &'a Source,
    pub(super) names: Names,
    pub(super) drafts: Drafts,
    bad: BadRows,
    pub(super) tally: Tally,
}

/// What the rules of all kinds have in common.
pub(super) struct Rows<'a> {
    pub(super) kind: Kind,
    pub(super) table: &'a str,
    pub(super) when: &'a [Clause],
    pub(super) repeat: Repeat,
    /// The column that a fact of this rule is chiefly made of.
    pub(super) column: String,
}

/// What a row came to.
pub(super) enum Made {
    /// A fact.
    Draft(Draft),
    /// Part of a fact of another row.
    Part,
    /// What another row has said.
    Same,
    /// Something to be looked at with other rows; it is counted then.
    Later,
    /// Nothing: the rule leaves it out.
    Nothing,
}

impl<'a> Planner<'a> {
    /// Nothing is planned yet.
    pub(super) fn new(mapping: &'a Mapping, source: &'a Source) -> Self {
        Self {
            mapping,
            source,
            names: Names::default(),
            drafts: Drafts::default(),
            bad: BadRows::default(),
            tally: Tally::default(),
        }
    }

    pub(super) fn report_bad_rows(&mut self) {
        for table in self.source.tables() {
            for problem in &table.bad {
                self.bad.add(None, &table.file, problem.row, problem.clone());
            }
        }
    }

    pub(super) fn origin(&self, rows: &Rows<'a>) -> Arc<Origin> {
        let file = self
            .source
            .table(rows.table)
            .map_or_else(|| rows.table.into(), |table| table.file.clone());
        Arc::new(Origin { file, column: rows.column.clone() })
    }

    /// Makes of each row of a rule's table what `make` makes of it.
    pub(super) fn each_row(
        &mut self,
        rows: &Rows<'a>,
        mut make: impl FnMut(&mut Self, &Row<'a>) -> Result<Made, Trouble>,
    ) -> Result<(), PlanError> {
        let origin = self.origin(rows);
        self.count_unreadable(rows);
        for row in Row::all(self.mapping, self.source, rows.table)? {
            if self.drafts.len() >= PLAN_MAX_FACTS {
                return Err(PlanError::TooLarge);
            }
            self.tally.of(rows.kind).rows += 1;
            let made = match applies(rows.when, &row) {
                Ok(true) => make(self, &row),
                Ok(false) => Ok(Made::Nothing),
                Err(trouble) => Err(trouble),
            };
            let place = Place { origin: origin.clone(), row: row.line() };
            match made {
                Ok(Made::Draft(draft)) => self.draft(rows, &row, place, draft),
                Ok(Made::Part) => self.tally.of(rows.kind).facts += 1,
                Ok(Made::Same) => self.drafts.same(rows.kind, place),
                Ok(Made::Later) => {}
                Ok(Made::Nothing) => self.tally.of(rows.kind).not_applicable += 1,
                Err(Trouble::Row(problem)) => self.bad(rows.kind, &place, problem),
                Err(Trouble::Mapping(error)) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Takes a fact, or counts its row as bad.
    pub(super) fn draft(&mut self, rows: &Rows<'a>, row: &Row<'a>, place: Place, draft: Draft) {
        let Draft { learner, day, body, .. } = &draft;
        if let Err(problem) = self.admit(row, (rows.kind, &rows.column), *learner, *day, body) {
            return self.bad(rows.kind, &place, problem);
        }
        if let Some(name) = defines(body) {
            self.names.define(name);
        }
        if let Err((key, first)) = self.drafts.add(place.clone(), rows.repeat, draft) {
            self.key_taken(rows.kind, &place, first, &key);
        }
    }

    pub(super) fn key_taken(&mut self, kind: Kind, place: &Place, first: u32, key: &str) {
        let (file, column) = (place.origin.file.clone(), place.origin.column.clone());
        let fault = Fault::KeyTaken { row: first, key: quoted(key) };
        self.bad(kind, place, Problem { file, row: place.row, column, fault });
    }

    /// Counts a row as bad.
    pub(super) fn bad(&mut self, kind: Kind, place: &Place, problem: Problem) {
        self.tally.of(kind).bad += 1;
        self.bad.add(Some(kind), &place.origin.file, place.row, problem);
    }

    /// The rows of a rule's table that could not even be read.
    fn count_unreadable(&mut self, rows: &Rows<'a>) {
        let Some(table) = self.source.table(rows.table) else { return };
        for problem in &table.bad {
            self.bad.add(Some(rows.kind), &table.file, problem.row, problem.clone());
        }
        let counts = self.tally.of(rows.kind);
        counts.rows += table.bad.len();
        counts.bad += table.bad.len();
    }

    /// The name of something that another row must have defined, if this mapping defines such
    /// things at all.
    pub(super) fn defined(
        &mut self,
        row: &Row<'a>,
        column: &str,
        kind: IdKind,
        key: &str,
    ) -> Result<NameId, Trouble> {
        let defines = match kind {
            IdKind::OrgUnit => !self.mapping.org_units.is_empty(),
            IdKind::Job => !self.mapping.jobs.is_empty(),
            IdKind::Course => !self.mapping.courses.is_empty(),
            IdKind::Offering => !self.mapping.offerings.is_empty(),
            IdKind::Component => self.mapping.courses.iter().any(|rule| rule.components.is_some()),
            IdKind::Learner => !self.mapping.people.is_empty(),
            IdKind::Enrollment => !self.mapping.enrollments.is_empty(),
            IdKind::Credit | IdKind::Attempt | IdKind::Command => false,
        };
        let name = self.names.get(kind, key);
        if defines && !self.names.is_defined(name) {
            let fault = Fault::Undefined { kind: kind.as_str(), key: quoted(key) };
            return Err(row.problem(column, fault).into());
        }
        Ok(name)
    }

    pub(super) fn finish(mut self, last_day: Day) -> Result<Plan, PlanError> {
        let (mut facts, same) = self.drafts.into_parts();
        for (kind, _) in &same {
            self.tally.of(*kind).same += 1;
        }
        for fact in &facts {
            self.tally.of(fact.kind()).facts += 1;
        }
        let definitions = order::sort(&mut facts);
        let anomalies = anomalies::find(&self.mapping.checks, &facts, last_day);
        Ok(Plan {
            source: self.mapping.source.clone(),
            facts,
            definitions,
            names: self.names,
            bad: self.bad,
            same,
            checks: self.mapping.checks.clone(),
            anomalies,
            tally: self.tally,
        })
    }
}

/// Whether a rule takes a row: no clause, or any of them. Errors: a value that no clause knows.
fn applies(clauses: &[Clause], row: &Row<'_>) -> Result<bool, Trouble> {
    let mut taken = clauses.is_empty();
    for clause in clauses {
        let value = row.value(&clause.column)?;
        if let Some(known) = clause.known.as_ref().filter(|known| !contains(known, value)) {
            let fault = Fault::UnknownValue { value: quoted(value), known: known.join(", ") };
            return Err(row.problem(clause.column.as_str(), fault).into());
        }
        taken |= clause.is.as_ref().is_some_and(|values| contains(values, value));
        taken |= clause.present && !value.is_empty();
    }
    Ok(taken)
}

fn contains(values: &[String], value: &str) -> bool {
    values.iter().any(|known| known == value)
}

/// What other facts may refer to once this one is planned.
fn defines(body: &Body) -> Option<NameId> {
    match body {
        Body::Definition(definition) => Some(definition.name()),
        Body::Learning(Learning { enrollment, act: Act::Enroll(_) }) => *enrollment,
        Body::Learning(_) | Body::Person(_) => None,
    }
}
