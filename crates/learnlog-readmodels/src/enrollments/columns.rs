//! Enrollments as rows: one vector per column when written, one column after the other when read.

use learnlog_domain::id::{CourseId, EnrollmentId, LearnerId, OfferingId, OrgUnitId};
use learnlog_domain::time::Day;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Date;
use postgres::Row;
use uuid::Uuid;

use super::enrollment::{Activity, Enrollment, StandingOutcome};
use super::working::Key;
use crate::civil;
use crate::columns::Columns;
use crate::stored::Stored;

/// In the order of the statement that writes them.
pub(super) struct EnrollmentColumns<'a> {
    pub courses: Vec<Uuid>,
    pub offerings: Vec<Option<Uuid>>,
    pub course_versions: Vec<i32>,
    pub enrolled_on: Vec<Option<Date>>,
    pub org_units: Vec<Option<Uuid>>,
    pub statuses: Vec<i16>,
    pub withdrawn: Vec<bool>,
    pub withdrawn_on: Vec<Option<Date>>,
    pub active: Vec<bool>,
    pub first_active_on: Vec<Option<Date>>,
    pub last_active_on: Vec<Option<Date>>,
    pub outcome_counts: Vec<Option<bool>>,
    pub completions: Vec<Option<i16>>,
    pub successes: Vec<Option<i16>>,
    pub grades: Vec<Option<&'a str>>,
    pub scores: Vec<Option<i32>>,
    pub outcome_on: Vec<Option<Date>>,
    pub conflicts: Vec<bool>,
    pub sequences: Vec<i64>,
}

impl<'a> EnrollmentColumns<'a> {
    /// One element per row in each.
    pub fn of(rows: &[&'a Enrollment]) -> Self {
        let of = |row: fn(&Enrollment) -> Option<Day>| -> Vec<Option<Date>> {
            rows.iter().map(|enrollment| row(enrollment).map(civil::stored)).collect()
        };
        let outcomes: Vec<Option<&StandingOutcome>> =
            rows.iter().map(|row| row.outcome.as_ref()).collect();
        let outcome = |one: fn(&StandingOutcome) -> i16| -> Vec<Option<i16>> {
            outcomes.iter().map(|outcome| outcome.map(one)).collect()
        };
        Self {
            courses: rows.iter().map(|row| row.course_id.uuid()).collect(),
            offerings: rows.iter().map(|row| row.offering_id.map(|id| id.uuid())).collect(),
            course_versions: rows.iter().map(|row| row.course_version.cast_signed()).collect(),
            enrolled_on: of(|row| row.enrolled_on),
            org_units: rows.iter().map(|row| row.org_unit_id.map(|id| id.uuid())).collect(),
            statuses: rows.iter().map(|row| row.status() as i16).collect(),
            withdrawn: rows.iter().map(|row| row.withdrawn).collect(),
            withdrawn_on: of(|row| row.withdrawn_on),
            active: rows.iter().map(|row| row.activity.is_some()).collect(),
            first_active_on: of(|row| row.activity.and_then(|activity| activity.first)),
            last_active_on: of(|row| row.activity.and_then(|activity| activity.last)),
            outcome_counts: outcomes.iter().map(|one| one.map(|one| one.counts)).collect(),
            completions: outcome(|one| one.completion.number()),
            successes: outcome(|one| one.success.number()),
            grades: outcomes.iter().map(|one| one.and_then(|one| one.grade.as_deref())).collect(),
            scores: outcomes
                .iter()
                .map(|one| one.and_then(|one| one.score_basis_points).map(u32::cast_signed))
                .collect(),
            outcome_on: of(|row| row.outcome.as_ref().and_then(|outcome| outcome.on)),
            conflicts: rows.iter().map(|row| row.conflict).collect(),
            sequences: rows.iter().map(|row| row.sequence.cast_signed()).collect(),
        }
    }
}

/// In the order of the statements that read them.
pub(super) fn read(row: &Row) -> Result<(Key, Enrollment), DatabaseError> {
    let mut columns = Columns::of(row);
    let key = (columns.id(LearnerId::new)?, columns.id(EnrollmentId::new)?);
    let mut enrollment = Enrollment {
        course_id: columns.id(CourseId::new)?,
        offering_id: columns.id_or_null(OfferingId::new)?,
        course_version: columns.number()?,
        enrolled_on: columns.day_or_null()?,
        org_unit_id: columns.id_or_null(OrgUnitId::new)?,
        withdrawn: columns.next()?,
        withdrawn_on: columns.day_or_null()?,
        activity: None,
        outcome: None,
        conflict: false,
        sequence: 0,
    };
    let active: bool = columns.next()?;
    let activity = Activity { first: columns.day_or_null()?, last: columns.day_or_null()? };
    enrollment.activity = active.then_some(activity);
    enrollment.outcome = read_outcome(&mut columns)?;
    enrollment.conflict = columns.next()?;
    enrollment.sequence = columns.count()?;
    Ok((key, enrollment))
}

fn read_outcome(columns: &mut Columns<'_>) -> Result<Option<StandingOutcome>, DatabaseError> {
    let counts: Option<bool> = columns.next()?;
    let (completion, success) = (columns.stored_or_null()?, columns.stored_or_null()?);
    let grade = columns.next()?;
    let score: Option<i32> = columns.next()?;
    let on = columns.day_or_null()?;
    let Some(counts) = counts else { return Ok(None) };
    let (completion, success) = completion.zip(success).ok_or(DatabaseError::Damaged)?;
    let score_basis_points = score.map(i32::cast_unsigned);
    Ok(Some(StandingOutcome { counts, completion, success, grade, score_basis_points, on }))
}
