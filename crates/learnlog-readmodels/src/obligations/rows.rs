//! The rows of obligations. Invariant: only what differs from the rows as they were is written.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::id::LearnerId;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Date;
use postgres::{Client, Statement, Transaction};
use uuid::Uuid;

use super::columns::{AssignmentColumns, CycleColumns, SpanColumns, read_assignment, read_cycle};
use super::target::TargetState;
use super::working::{Key, Needs, Worked, Working};
use crate::civil;
use crate::columns::Columns;

/// The statements of one session.
pub(super) struct Rows {
    load_assignments: Statement,
    load_completed: Statement,
    load_cycles: Statement,
    upsert_assignments: Statement,
    upsert_completed: Statement,
    insert_cycles: Statement,
    upsert_spans: Statement,
}

impl Rows {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        let mut prepare = |statement| {
            client.prepare(statement).map_err(DatabaseError::failed("prepare the obligations"))
        };
        Ok(Self {
            load_assignments: prepare(include_str!("load_assignments.sql"))?,
            load_completed: prepare(include_str!("load_completed.sql"))?,
            load_cycles: prepare(include_str!("load_cycles.sql"))?,
            upsert_assignments: prepare(include_str!("upsert_assignments.sql"))?,
            upsert_completed: prepare(include_str!("upsert_completed.sql"))?,
            insert_cycles: prepare(include_str!("insert_cycles.sql"))?,
            upsert_spans: prepare(include_str!("upsert_spans.sql"))?,
        })
    }

    /// Everything about these learners and targets.
    pub fn load(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        needs: &Needs,
        working: &mut Working,
    ) -> Result<(), DatabaseError> {
        let Needs { courses, certifications } = needs;
        let mut query = |statement, keys: &BTreeSet<Key>| {
            if keys.is_empty() {
                return Ok(vec![]);
            }
            let learners: Vec<Uuid> = keys.iter().map(|(learner, _)| learner.uuid()).collect();
            let targets: Vec<Uuid> = keys.iter().map(|(_, target)| *target).collect();
            transaction
                .query(statement, &[&log, &learners, &targets])
                .map_err(DatabaseError::failed("load obligations"))
        };
        let mut read: BTreeMap<Key, TargetState> = BTreeMap::new();
        for row in query(&self.load_assignments, &(courses | certifications))? {
            let (key, id, assignment) = read_assignment(&row)?;
            read.entry(key).or_default().assignments.insert(id, assignment);
        }
        for row in query(&self.load_completed, courses)? {
            let mut columns = Columns::of(&row);
            let key = (columns.id(LearnerId::new)?, columns.next()?);
            read.entry(key).or_default().completed_on = Some(columns.day()?);
        }
        for row in query(&self.load_cycles, certifications)? {
            let (key, cycle, sequence) = read_cycle(&row)?;
            read.entry(key).or_default().cycles.insert(cycle.number, (cycle, sequence));
        }
        let worked = |before: TargetState| Worked { now: before.clone(), before };
        working.extend(read.into_iter().map(|(key, before)| (key, worked(before))));
        Ok(())
    }

    pub fn write(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        working: &Working,
    ) -> Result<(), DatabaseError> {
        self.write_assignments(transaction, log, working)?;
        self.write_completed(transaction, log, working)?;
        self.write_cycles(transaction, log, working)?;
        self.write_spans(transaction, log, working)
    }

    fn write_assignments(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        working: &Working,
    ) -> Result<(), DatabaseError> {
        let mut changed = AssignmentColumns::default();
        for (key, worked) in working {
            for (id, assignment) in &worked.now.assignments {
                let satisfied_on = worked.now.satisfied_on(assignment);
                let before = &worked.before;
                let stands = before.assignments.contains_key(id)
                    && before.satisfied_on(assignment) == satisfied_on;
                if !stands {
                    changed.push(key, *id, assignment, satisfied_on);
                }
            }
        }
        if changed.learners.is_empty() {
            return Ok(());
        }
        transaction
            .execute(
                &self.upsert_assignments,
                &[
                    &log,
                    &changed.learners,
                    &changed.targets,
                    &changed.ids,
                    &changed.target_kinds,
                    &changed.sources,
                    &changed.source_ids,
                    &changed.assigned_on,
                    &changed.owed_from,
                    &changed.due_on,
                    &changed.satisfied_on,
                    &changed.sequences,
                ],
            )
            .map_err(DatabaseError::failed("write assignments"))?;
        Ok(())
    }

    fn write_completed(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        working: &Working,
    ) -> Result<(), DatabaseError> {
        let changed: Vec<(&Key, Date)> = working
            .iter()
            .filter(|(_, worked)| worked.now.completed_on != worked.before.completed_on)
            .filter_map(|(key, worked)| Some((key, civil::stored(worked.now.completed_on?))))
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let learners: Vec<Uuid> = changed.iter().map(|((learner, _), _)| learner.uuid()).collect();
        let courses: Vec<Uuid> = changed.iter().map(|((_, course), _)| *course).collect();
        let days: Vec<Date> = changed.iter().map(|(_, day)| *day).collect();
        transaction
            .execute(&self.upsert_completed, &[&log, &learners, &courses, &days])
            .map_err(DatabaseError::failed("write completed courses"))?;
        Ok(())
    }

    fn write_cycles(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        working: &Working,
    ) -> Result<(), DatabaseError> {
        let mut added = CycleColumns::default();
        for (key, worked) in working {
            for (number, (cycle, sequence)) in &worked.now.cycles {
                if !worked.before.cycles.contains_key(number) {
                    added.push(key, cycle, *sequence);
                }
            }
        }
        if added.learners.is_empty() {
            return Ok(());
        }
        transaction
            .execute(
                &self.insert_cycles,
                &[
                    &log,
                    &added.learners,
                    &added.certifications,
                    &added.numbers,
                    &added.definition_versions,
                    &added.opens_on,
                    &added.due_on,
                    &added.valid_from,
                    &added.valid_through,
                    &added.grace_through,
                    &added.baseline_through,
                    &added.base,
                    &added.k,
                    &added.next_opens_on,
                    &added.sequences,
                ],
            )
            .map_err(DatabaseError::failed("write certification cycles"))?;
        Ok(())
    }

    fn write_spans(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        working: &Working,
    ) -> Result<(), DatabaseError> {
        let mut changed = SpanColumns::default();
        for (key, worked) in working {
            let (before, now) = (worked.before.spans(), worked.now.spans());
            now.difference(&before).for_each(|span| changed.push(key, span));
        }
        if changed.learners.is_empty() {
            return Ok(());
        }
        transaction
            .execute(
                &self.upsert_spans,
                &[
                    &log,
                    &changed.learners,
                    &changed.targets,
                    &changed.causes,
                    &changed.cycles,
                    &changed.target_kinds,
                    &changed.owed_from,
                    &changed.due_on,
                    &changed.met_on,
                ],
            )
            .map_err(DatabaseError::failed("write spans of owing"))?;
        Ok(())
    }
}
