//! GetTranscript: everything recorded about one learner, as the wire says it.

use jiff::tz::TimeZone;
use learnlog_codec::entry::LedgerPosition;
use learnlog_domain::id::LearnerId;
use learnlog_domain::time::Day;
use learnlog_proto::api;
use learnlog_readmodels::queries::transcript::{
    CycleStatus, Transcript, TranscriptAssignment, TranscriptCycle, TranscriptEnrollment,
    TranscriptFact,
};

use super::overdue::today;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::input::at::At;
use crate::input::field;
use crate::input::position::{position, to_proto};
use crate::say;

/// What is asked.
#[derive(Debug)]
pub struct Question {
    /// About whom.
    pub learner_id: LearnerId,
    /// As of which day.
    pub effective_on: Day,
    /// What must be visible.
    pub at_least: Option<LedgerPosition>,
}

/// Reads a request in a ledger with `logs` logs. Errors: the INVALID_ARGUMENT reasons.
pub fn read(input: &api::GetTranscriptRequest, logs: u32) -> Result<Question, ApiError> {
    let at_least = position(At::root("at_least"), &input.at_least, logs)?;
    let learner_id = field::id(At::root("learner_id"), &input.learner_id, LearnerId::new)?;
    let day = field::optional_day(At::root("effective_on"), &input.effective_on)?;
    let effective_on = day.map_or_else(|| today(&TimeZone::UTC), Ok)?;
    Ok(Question { learner_id, effective_on, at_least })
}

/// LEARNER_NOT_FOUND.
pub fn not_found(learner_id: LearnerId, position: &LedgerPosition) -> ApiError {
    let mut error = ApiError::new(Reason::LearnerNotFound, "no learner with that id is known")
        .with("learner_id", learner_id);
    for (log, sequence) in &position.0 {
        error = error.with(&format!("position_of_log_{}", log.0), sequence);
    }
    error
}

/// The transcript with the learner's name in plain text.
pub fn response(
    transcript: Transcript,
    position: &LedgerPosition,
    display_name: String,
) -> api::GetTranscriptResponse {
    let effective_on = transcript.effective_on;
    api::GetTranscriptResponse {
        position: Some(to_proto(position)),
        learner_id: transcript.learner_id.to_string(),
        display_name,
        org_unit_title: transcript.org_unit.map(|unit| unit.title).unwrap_or_default(),
        job_title: transcript.job.map(|job| job.title).unwrap_or_default(),
        enrollments: transcript.enrollments.into_iter().map(enrollment).collect(),
        assignments: transcript
            .assignments
            .into_iter()
            .map(|one| assignment(one, effective_on))
            .collect(),
        cycles: transcript.cycles.into_iter().map(|cycle| as_of(cycle, effective_on)).collect(),
        facts: transcript.facts.into_iter().map(fact).collect(),
        truncated: transcript.truncated,
        effective_on: Some(say::date(effective_on)),
    }
}

fn enrollment(enrollment: TranscriptEnrollment) -> api::TranscriptEnrollment {
    let (offering_id, offering_title) = enrollment
        .offering
        .map(|offering| (offering.id.to_string(), offering.title))
        .unwrap_or_default();
    api::TranscriptEnrollment {
        enrollment_id: enrollment.enrollment_id.to_string(),
        course_id: enrollment.course.id.to_string(),
        course_title: enrollment.course.title,
        offering_id,
        offering_title,
        status: say::status(enrollment.status) as i32,
        enrolled_on: enrollment.enrolled_on.map(say::date),
        ended_on: enrollment.ended_on.map(say::date),
        completion: say::completion(enrollment.completion) as i32,
        success: say::success(enrollment.success) as i32,
        grade: enrollment.grade,
        score_basis_points: enrollment.score_basis_points,
        conflict: enrollment.conflict,
    }
}

fn assignment(assignment: TranscriptAssignment, effective_on: Day) -> api::TranscriptAssignment {
    let satisfied_on = assignment.satisfied_on.filter(|day| *day <= effective_on);
    api::TranscriptAssignment {
        assignment_id: assignment.assignment_id.to_string(),
        target_id: say::target_id(assignment.target),
        target_title: assignment.target_title,
        source: say::source(assignment.source) as i32,
        assigned_on: assignment.assigned_on.map(say::date),
        due_on: assignment.due_on.map(say::date),
        satisfied_on: satisfied_on.map(say::date),
    }
}

fn as_of(cycle: TranscriptCycle, effective_on: Day) -> api::TranscriptCycle {
    let status = match cycle.status(effective_on) {
        CycleStatus::Renewed => api::CycleStatus::Renewed,
        CycleStatus::Overdue => api::CycleStatus::Overdue,
        CycleStatus::Expired => api::CycleStatus::Expired,
        CycleStatus::WindowOpen => api::CycleStatus::WindowOpen,
        CycleStatus::Valid => api::CycleStatus::Valid,
    };
    api::TranscriptCycle {
        certification_id: cycle.certification.id.to_string(),
        certification_title: cycle.certification.title,
        number: cycle.number,
        valid_from: Some(say::date(cycle.valid_from)),
        valid_through: Some(say::date(cycle.valid_through)),
        next_opens_on: Some(say::date(cycle.next_opens_on)),
        renewal_due_on: cycle.renewal_due_on.map(say::date),
        renewed_on: cycle.renewed_on.filter(|day| *day <= effective_on).map(say::date),
        status: status.into(),
    }
}

fn fact(fact: TranscriptFact) -> api::TranscriptFact {
    api::TranscriptFact {
        log: fact.log,
        sequence: fact.sequence,
        index: fact.index,
        recorded_at: Some(say::instant(fact.recorded_at)),
        effective_on: fact.effective_on.map(say::date),
        event_type: fact.event_type,
        course_title: fact.course_title,
        not_counted: say::not_counted(fact.not_counted) as i32,
        rejection: fact.rejection.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
