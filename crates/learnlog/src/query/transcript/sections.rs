//! The parts of a transcript as sheets. Invariant: one row per element of the answer, none left
//! out.

use learnlog_proto::api::{CycleStatus, EnrollmentStatus, GetTranscriptResponse, TranscriptFact};
use learnlog_proto::events::{AssignmentSource, NotCounted};

use crate::output::cell;
use crate::output::sheet::{Column, Sheet, number, text};
use crate::query::transcript::or;

const ENROLLMENT_COLUMNS: &[Column] = &[
    text("course"),
    text("offering"),
    text("status"),
    text("enrolled_on"),
    text("ended_on"),
    text("grade"),
    number("score_percent"),
    text("enrollment_id"),
];

/// Where each enrollment stands.
pub fn enrollments(transcript: &GetTranscriptResponse) -> Sheet {
    let mut sheet = Sheet::titled("Enrollments", ENROLLMENT_COLUMNS);
    for enrollment in &transcript.enrollments {
        let status = EnrollmentStatus::try_from(enrollment.status).unwrap_or_default();
        let status = cell::words(status.as_str_name(), "ENROLLMENT_STATUS_");
        let conflict = if enrollment.conflict { " (conflict: withdrawn)" } else { "" };
        sheet.row([
            enrollment.course_title.clone(),
            enrollment.offering_title.clone(),
            format!("{status}{conflict}"),
            cell::day(enrollment.enrolled_on),
            cell::day(enrollment.ended_on),
            enrollment.grade.clone(),
            cell::percent(enrollment.score_basis_points),
            enrollment.enrollment_id.clone(),
        ]);
    }
    sheet
}

const ASSIGNMENT_COLUMNS: &[Column] = &[
    text("target"),
    text("source"),
    text("assigned_on"),
    text("due_on"),
    text("satisfied_on"),
    text("assignment_id"),
];

/// What the learner is obliged to.
pub fn assignments(transcript: &GetTranscriptResponse) -> Sheet {
    let mut sheet = Sheet::titled("Assignments", ASSIGNMENT_COLUMNS);
    for assignment in &transcript.assignments {
        let source = AssignmentSource::try_from(assignment.source).unwrap_or_default();
        sheet.row([
            assignment.target_title.clone(),
            cell::words(source.as_str_name(), "ASSIGNMENT_SOURCE_"),
            cell::day(assignment.assigned_on),
            cell::day(assignment.due_on),
            cell::day(assignment.satisfied_on),
            assignment.assignment_id.clone(),
        ]);
    }
    sheet
}

const CYCLE_COLUMNS: &[Column] = &[
    text("certification"),
    number("cycle"),
    text("valid_from"),
    text("valid_through"),
    text("next_opens_on"),
    text("certification_id"),
    text("status"),
    text("renewal_due_on"),
    text("renewed_on"),
];

/// Cycles of certificates.
pub fn certifications(transcript: &GetTranscriptResponse) -> Sheet {
    let mut sheet = Sheet::titled("Certifications", CYCLE_COLUMNS);
    for cycle in &transcript.cycles {
        let status = CycleStatus::try_from(cycle.status).unwrap_or_default();
        sheet.row([
            cycle.certification_title.clone(),
            cycle.number.to_string(),
            cell::day(cycle.valid_from),
            cell::day(cycle.valid_through),
            cell::day(cycle.next_opens_on),
            cycle.certification_id.clone(),
            cell::words(status.as_str_name(), "CYCLE_STATUS_"),
            cell::day(cycle.renewal_due_on),
            cell::day(cycle.renewed_on),
        ]);
    }
    sheet
}

const FACT_COLUMNS: &[Column] = &[
    text("position"),
    text("recorded_at"),
    text("effective_on"),
    text("fact"),
    text("course"),
    text("remark"),
];

/// What the ledger recorded, rejections and what does not count included.
pub fn facts(transcript: &GetTranscriptResponse) -> Sheet {
    let mut sheet = Sheet::titled("Facts", FACT_COLUMNS);
    for fact in &transcript.facts {
        sheet.row([
            format!("{}:{}.{}", fact.log, fact.sequence, fact.index),
            cell::instant(fact.recorded_at),
            cell::day(fact.effective_on),
            or(&fact.event_type, "rejected").to_owned(),
            fact.course_title.clone(),
            remark(fact),
        ]);
    }
    sheet
}

fn remark(fact: &TranscriptFact) -> String {
    if !fact.rejection.is_empty() {
        return fact.rejection.clone();
    }
    let not_counted = NotCounted::try_from(fact.not_counted).unwrap_or_default();
    match cell::words(not_counted.as_str_name(), "NOT_COUNTED_") {
        words if words.is_empty() => words,
        words => format!("does not count: {words}"),
    }
}
