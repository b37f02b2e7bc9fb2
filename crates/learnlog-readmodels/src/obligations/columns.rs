//! Obligations as rows: one vector per column when written, one column after the other when read.

use learnlog_domain::certification::event::Cycle;
use learnlog_domain::id::{AssignmentId, AssignmentSourceId, LearnerId};
use learnlog_domain::time::Day;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Date;
use postgres::Row;
use uuid::Uuid;

use super::target::{Assignment, Span};
use super::working::Key;
use crate::civil;
use crate::columns::Columns;
use crate::stored::{self, Stored};

/// In the order of the statement that writes them.
#[derive(Default)]
pub(super) struct AssignmentColumns {
    pub learners: Vec<Uuid>,
    pub targets: Vec<Uuid>,
    pub ids: Vec<Uuid>,
    pub target_kinds: Vec<i16>,
    pub sources: Vec<i16>,
    pub source_ids: Vec<Option<Uuid>>,
    pub assigned_on: Vec<Option<Date>>,
    pub owed_from: Vec<Date>,
    pub due_on: Vec<Option<Date>>,
    pub satisfied_on: Vec<Option<Date>>,
    pub sequences: Vec<i64>,
}

/// In the order of the statement that writes them.
#[derive(Default)]
pub(super) struct CycleColumns {
    pub learners: Vec<Uuid>,
    pub certifications: Vec<Uuid>,
    pub numbers: Vec<i32>,
    pub definition_versions: Vec<i32>,
    pub opens_on: Vec<Option<Date>>,
    pub due_on: Vec<Option<Date>>,
    pub valid_from: Vec<Date>,
    pub valid_through: Vec<Date>,
    pub grace_through: Vec<Option<Date>>,
    pub baseline_through: Vec<Date>,
    pub base: Vec<Date>,
    pub k: Vec<i32>,
    pub next_opens_on: Vec<Date>,
    pub sequences: Vec<i64>,
}

/// In the order of the statement that writes them.
#[derive(Default)]
pub(super) struct SpanColumns {
    pub learners: Vec<Uuid>,
    pub targets: Vec<Uuid>,
    pub causes: Vec<Uuid>,
    pub cycles: Vec<i32>,
    pub target_kinds: Vec<i16>,
    pub owed_from: Vec<Date>,
    pub due_on: Vec<Date>,
    pub met_on: Vec<Option<Date>>,
}

impl AssignmentColumns {
    /// Adds a row.
    pub fn push(
        &mut self,
        key: &Key,
        id: AssignmentId,
        assignment: &Assignment,
        satisfied_on: Option<Day>,
    ) {
        self.learners.push(key.0.uuid());
        self.targets.push(key.1);
        self.ids.push(id.uuid());
        self.target_kinds.push(stored::target(assignment.target).0);
        self.sources.push(assignment.source.number());
        self.source_ids.push(assignment.source_id.map(|id| id.uuid()));
        self.assigned_on.push(assignment.assigned_on.map(civil::stored));
        self.owed_from.push(civil::stored(assignment.owed_from));
        self.due_on.push(assignment.due_on.map(civil::stored));
        self.satisfied_on.push(satisfied_on.map(civil::stored));
        self.sequences.push(assignment.sequence.cast_signed());
    }
}

impl CycleColumns {
    /// Adds a row.
    pub fn push(&mut self, key: &Key, cycle: &Cycle, sequence: u64) {
        self.learners.push(key.0.uuid());
        self.certifications.push(key.1);
        self.numbers.push(cycle.number.cast_signed());
        self.definition_versions.push(cycle.definition_version.cast_signed());
        self.opens_on.push(cycle.opens_on.map(civil::stored));
        self.due_on.push(cycle.due_on.map(civil::stored));
        self.valid_from.push(civil::stored(cycle.valid_from));
        self.valid_through.push(civil::stored(cycle.valid_through));
        self.grace_through.push(cycle.grace_through.map(civil::stored));
        self.baseline_through.push(civil::stored(cycle.baseline_through));
        self.base.push(civil::stored(cycle.base));
        self.k.push(cycle.k);
        self.next_opens_on.push(civil::stored(cycle.next_opens_on));
        self.sequences.push(sequence.cast_signed());
    }
}

impl SpanColumns {
    /// Adds a row.
    pub fn push(&mut self, key: &Key, span: &Span) {
        self.learners.push(key.0.uuid());
        self.targets.push(key.1);
        self.causes.push(span.cause_id);
        self.cycles.push(span.cycle.cast_signed());
        self.target_kinds.push(stored::target(span.target).0);
        self.owed_from.push(civil::stored(span.owed_from));
        self.due_on.push(civil::stored(span.due_on));
        self.met_on.push(span.met_on.map(civil::stored));
    }
}

/// In the order of the statement that reads them.
pub(super) fn read_assignment(row: &Row) -> Result<(Key, AssignmentId, Assignment), DatabaseError> {
    let mut columns = Columns::of(row);
    let key = (columns.id(LearnerId::new)?, columns.next()?);
    let id = columns.id(AssignmentId::new)?;
    let assignment = Assignment {
        target: stored::target_from(columns.next()?, key.1).ok_or(DatabaseError::Damaged)?,
        source: columns.stored()?,
        source_id: columns.id_or_null(AssignmentSourceId::new)?,
        assigned_on: columns.day_or_null()?,
        owed_from: columns.day()?,
        due_on: columns.day_or_null()?,
        sequence: columns.count()?,
    };
    Ok((key, id, assignment))
}

/// In the order of the statement that reads them.
pub(super) fn read_cycle(row: &Row) -> Result<(Key, Cycle, u64), DatabaseError> {
    let mut columns = Columns::of(row);
    let key = (columns.id(LearnerId::new)?, columns.next()?);
    let cycle = Cycle {
        number: columns.number()?,
        definition_version: columns.number()?,
        opens_on: columns.day_or_null()?,
        due_on: columns.day_or_null()?,
        valid_from: columns.day()?,
        valid_through: columns.day()?,
        grace_through: columns.day_or_null()?,
        baseline_through: columns.day()?,
        base: columns.day()?,
        k: columns.next()?,
        next_opens_on: columns.day()?,
    };
    Ok((key, cycle, columns.count()?))
}
