//! The rows of enrollments, of their learners' org units, and of the counts.

use std::collections::BTreeSet;

use learnlog_domain::id::{LearnerId, OrgUnitId};
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Date;
use postgres::{Client, Row, Statement, Transaction};
use uuid::Uuid;

use super::columns::{self, EnrollmentColumns};
use super::counts::Counts;
use super::enrollment::Enrollment;
use super::working::{Key, Worked, Working};
use crate::civil;
use crate::columns::Columns;
use crate::timeline::{Change, Stretch};

/// The statements of one session.
pub(super) struct Rows {
    load_enrollments: Statement,
    load_enrollments_of: Statement,
    load_org_units: Statement,
    upsert_enrollments: Statement,
    replace_org_units: Statement,
    add_counts: Statement,
    delete_zero_counts: Statement,
}

impl Rows {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        let mut prepare = |statement| {
            client.prepare(statement).map_err(DatabaseError::failed("prepare the enrollments"))
        };
        Ok(Self {
            load_enrollments: prepare(include_str!("load_enrollments.sql"))?,
            load_enrollments_of: prepare(include_str!("load_enrollments_of.sql"))?,
            load_org_units: prepare(include_str!("load_org_units.sql"))?,
            upsert_enrollments: prepare(include_str!("upsert_enrollments.sql"))?,
            replace_org_units: prepare(include_str!("replace_org_units.sql"))?,
            add_counts: prepare(include_str!("add_counts.sql"))?,
            delete_zero_counts: prepare(include_str!("delete_zero_counts.sql"))?,
        })
    }

    /// These enrollments, as far as they are there.
    pub fn load_enrollments(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        keys: &BTreeSet<Key>,
        working: &mut Working,
    ) -> Result<(), DatabaseError> {
        if keys.is_empty() {
            return Ok(());
        }
        let learners: Vec<Uuid> = keys.iter().map(|(learner, _)| learner.uuid()).collect();
        let ids: Vec<Uuid> = keys.iter().map(|(_, enrollment)| enrollment.uuid()).collect();
        let rows = transaction
            .query(&self.load_enrollments, &[&log, &learners, &ids])
            .map_err(DatabaseError::failed("load enrollments"))?;
        rows.iter().try_for_each(|row| read_enrollment(row, working))
    }

    /// All enrollments of these learners.
    pub fn load_enrollments_of(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        learners: &BTreeSet<LearnerId>,
        working: &mut Working,
    ) -> Result<(), DatabaseError> {
        if learners.is_empty() {
            return Ok(());
        }
        let learners: Vec<Uuid> = learners.iter().map(|learner| learner.uuid()).collect();
        let rows = transaction
            .query(&self.load_enrollments_of, &[&log, &learners])
            .map_err(DatabaseError::failed("load enrollments of learners"))?;
        rows.iter().try_for_each(|row| read_enrollment(row, working))
    }

    /// The org units of these learners.
    pub fn load_org_units(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        learners: &BTreeSet<LearnerId>,
        working: &mut Working,
    ) -> Result<(), DatabaseError> {
        if learners.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = learners.iter().map(|learner| learner.uuid()).collect();
        let rows = transaction
            .query(&self.load_org_units, &[&log, &ids])
            .map_err(DatabaseError::failed("load org units"))?;
        for learner in learners {
            working.org_units.entry(*learner).or_default();
        }
        for row in &rows {
            let mut columns = Columns::of(row);
            let learner = columns.id(LearnerId::new)?;
            let from = columns.day()?;
            let provisional = columns.next()?;
            let change = Change { value: columns.id_or_null(OrgUnitId::new)?, provisional };
            working.org_units.entry(learner).or_default().insert(from, change);
        }
        Ok(())
    }

    /// The rows that changed, by key.
    pub fn write_enrollments(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        working: &Working,
    ) -> Result<(), DatabaseError> {
        let changed: Vec<(&Key, &Enrollment)> = working
            .enrollments
            .iter()
            .filter(|(_, worked)| worked.is_changed())
            .map(|(key, worked)| (key, &worked.now))
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let learners: Vec<Uuid> = changed.iter().map(|((learner, _), _)| learner.uuid()).collect();
        let ids: Vec<Uuid> = changed.iter().map(|((_, id), _)| id.uuid()).collect();
        let rows: Vec<&Enrollment> = changed.iter().map(|(_, row)| *row).collect();
        let columns = EnrollmentColumns::of(&rows);
        transaction
            .execute(
                &self.upsert_enrollments,
                &[
                    &log,
                    &learners,
                    &ids,
                    &columns.courses,
                    &columns.offerings,
                    &columns.course_versions,
                    &columns.enrolled_on,
                    &columns.org_units,
                    &columns.statuses,
                    &columns.withdrawn,
                    &columns.withdrawn_on,
                    &columns.active,
                    &columns.first_active_on,
                    &columns.last_active_on,
                    &columns.outcome_counts,
                    &columns.completions,
                    &columns.successes,
                    &columns.grades,
                    &columns.scores,
                    &columns.outcome_on,
                    &columns.conflicts,
                    &columns.sequences,
                ],
            )
            .map_err(DatabaseError::failed("write enrollments"))?;
        Ok(())
    }

    /// The org units of these learners, all days.
    pub fn write_org_units(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        working: &Working,
        moved: &BTreeSet<LearnerId>,
    ) -> Result<(), DatabaseError> {
        if moved.is_empty() {
            return Ok(());
        }
        let learners: Vec<Uuid> = moved.iter().map(|learner| learner.uuid()).collect();
        let of = |learner: &LearnerId| Some((learner.uuid(), working.org_units.get(learner)?));
        let rows: Vec<(Uuid, Stretch<'_, OrgUnitId>)> = moved
            .iter()
            .filter_map(of)
            .flat_map(|(learner, units)| units.stretches().map(move |stretch| (learner, stretch)))
            .collect();
        let of: Vec<Uuid> = rows.iter().map(|(learner, _)| *learner).collect();
        let from: Vec<Date> = rows.iter().map(|(_, row)| civil::stored(row.from)).collect();
        let provisional: Vec<bool> = rows.iter().map(|(_, row)| row.change.provisional).collect();
        let units: Vec<Option<Uuid>> =
            rows.iter().map(|(_, row)| row.change.value.map(|unit| unit.uuid())).collect();
        transaction
            .execute(&self.replace_org_units, &[&log, &learners, &of, &from, &provisional, &units])
            .map_err(DatabaseError::failed("write org units"))?;
        Ok(())
    }

    /// Adds to the counts; rows that become all zero are deleted, so that the rows do not tell how
    /// entries were cut into batches.
    pub fn write_counts(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        counts: &Counts,
    ) -> Result<(), DatabaseError> {
        let failed = DatabaseError::failed("write counts");
        let changes: Vec<_> = counts.changes().collect();
        if changes.is_empty() {
            return Ok(());
        }
        let courses: Vec<Uuid> = changes.iter().map(|(key, _)| key.0.uuid()).collect();
        let offerings: Vec<Option<Uuid>> =
            changes.iter().map(|(key, _)| key.1.map(|id| id.uuid())).collect();
        let org_units: Vec<Option<Uuid>> =
            changes.iter().map(|(key, _)| key.2.map(|id| id.uuid())).collect();
        let [a, b, c, d, e, f, g] = std::array::from_fn(|status| -> Vec<i64> {
            changes.iter().map(|(_, deltas)| deltas.get(status).copied().unwrap_or(0)).collect()
        });
        let shrinks = changes.iter().any(|(_, deltas)| deltas.iter().sum::<i64>() < 0);
        let mut write = || {
            transaction.execute(
                &self.add_counts,
                &[&log, &courses, &offerings, &org_units, &a, &b, &c, &d, &e, &f, &g],
            )?;
            if shrinks {
                transaction.execute(&self.delete_zero_counts, &[&log])?;
            }
            Ok(())
        };
        write().map_err(failed)
    }
}

fn read_enrollment(row: &Row, working: &mut Working) -> Result<(), DatabaseError> {
    let (key, enrollment) = columns::read(row)?;
    working.enrollments.insert(key, Worked::read(enrollment));
    Ok(())
}
