//! Rows of a transcript, in the order of its statements' columns.

use learnlog_domain::completion::event::{Completion, Success};
use learnlog_domain::id::{
    AssignmentId, CertificationId, CourseId, EnrollmentId, JobId, LearnerId, OfferingId, OrgUnitId,
};
use learnlog_domain::time::{Day, Timestamp};
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Instant;
use tokio_postgres::Row;

use super::{
    Transcript, TranscriptAssignment, TranscriptCycle, TranscriptEnrollment, TranscriptFact,
};
use crate::columns::Columns;
use crate::enrollments::status::EnrollmentStatus;
use crate::people::person::DISPLAY_NAME;
use crate::queries::answer::{SealedAttribute, Titled};
use crate::stored;

pub(super) fn person(
    row: &Row,
    learner_id: LearnerId,
    effective_on: Day,
) -> Result<Transcript, DatabaseError> {
    let mut columns = Columns::of(row);
    Ok(Transcript {
        learner_id,
        effective_on,
        display_name: SealedAttribute::read_or_null(&mut columns, learner_id, DISPLAY_NAME)?,
        org_unit: Titled::read_or_null(&mut columns, OrgUnitId::new)?,
        job: Titled::read_or_null(&mut columns, JobId::new)?,
        enrollments: Vec::new(),
        assignments: Vec::new(),
        cycles: Vec::new(),
        facts: Vec::new(),
        truncated: false,
    })
}

pub(super) fn enrollment(row: &Row) -> Result<TranscriptEnrollment, DatabaseError> {
    let mut columns = Columns::of(row);
    Ok(TranscriptEnrollment {
        enrollment_id: columns.id(EnrollmentId::new)?,
        course: Titled::read(&mut columns, CourseId::new)?,
        offering: Titled::read_or_null(&mut columns, OfferingId::new)?,
        status: EnrollmentStatus::from_number(columns.next()?).ok_or(DatabaseError::Damaged)?,
        enrolled_on: columns.day_or_null()?,
        ended_on: columns.day_or_null()?,
        completion: columns.stored_or_null()?.unwrap_or(Completion::Unknown),
        success: columns.stored_or_null()?.unwrap_or(Success::Unknown),
        grade: columns.next::<Option<String>>()?.unwrap_or_default(),
        score_basis_points: columns.next::<Option<i32>>()?.map(i32::cast_unsigned),
        conflict: columns.next()?,
    })
}

pub(super) fn assignment(row: &Row) -> Result<TranscriptAssignment, DatabaseError> {
    let mut columns = Columns::of(row);
    let assignment_id = columns.id(AssignmentId::new)?;
    let kind = columns.next()?;
    let target = stored::target_from(kind, columns.next()?).ok_or(DatabaseError::Damaged)?;
    Ok(TranscriptAssignment {
        assignment_id,
        target,
        target_title: columns.next::<Option<String>>()?.unwrap_or_default(),
        source: columns.stored()?,
        assigned_on: columns.day_or_null()?,
        due_on: columns.day_or_null()?,
        satisfied_on: columns.day_or_null()?,
    })
}

pub(super) fn cycle(row: &Row) -> Result<TranscriptCycle, DatabaseError> {
    let mut columns = Columns::of(row);
    Ok(TranscriptCycle {
        certification: Titled::read(&mut columns, CertificationId::new)?,
        number: columns.number()?,
        valid_from: columns.day()?,
        valid_through: columns.day()?,
        next_opens_on: columns.day()?,
        renewal_due_on: columns.day_or_null()?,
        renewed_on: columns.day_or_null()?,
    })
}

pub(super) fn fact(row: &Row, log: i32) -> Result<TranscriptFact, DatabaseError> {
    let mut columns = Columns::of(row);
    Ok(TranscriptFact {
        log: log.cast_unsigned(),
        sequence: columns.count()?,
        index: columns.number()?,
        recorded_at: Timestamp::from_micros(columns.next::<Instant>()?.0),
        effective_on: columns.day_or_null()?,
        event_type: columns.next()?,
        course_title: columns.next::<Option<String>>()?.unwrap_or_default(),
        not_counted: columns.stored_or_null()?,
        rejection: columns.next()?,
    })
}
