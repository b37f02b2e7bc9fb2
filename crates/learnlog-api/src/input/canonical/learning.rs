//! Canonical encodings of what is asked about learning. Numbers are those of `commands.proto`, for good.

use learnlog_keys::canonical::Fields;
use learnlog_proto::api;

use super::{choice, day, id};

/// Assign.
pub fn assign(assign: &api::Assign) -> Fields {
    use api::assign::Target;
    let mut fields = Fields::new();
    fields.bytes(1, &id(&assign.learner_id)).bytes(2, &id(&assign.assignment_id));
    match &assign.target {
        Some(Target::CourseId(course)) => drop(fields.bytes(3, &id(course))),
        Some(Target::CertificationId(certification)) => drop(fields.bytes(4, &id(certification))),
        None => {}
    }
    fields
        .unsigned(5, choice(assign.source))
        .bytes(6, &id(&assign.source_id))
        .message(7, day(&assign.due_on).as_ref());
    fields
}

/// Enroll.
pub fn enroll(enroll: &api::Enroll) -> Fields {
    use api::enroll::Target;
    let mut fields = Fields::new();
    fields.bytes(1, &id(&enroll.learner_id)).bytes(2, &id(&enroll.enrollment_id));
    match &enroll.target {
        Some(Target::CourseId(course)) => drop(fields.bytes(3, &id(course))),
        Some(Target::OfferingId(offering)) => drop(fields.bytes(4, &id(offering))),
        None => {}
    }
    fields
}

/// Withdraw.
pub fn withdraw(withdraw: &api::Withdraw) -> Fields {
    let mut fields = Fields::new();
    fields.bytes(1, &id(&withdraw.learner_id)).bytes(2, &id(&withdraw.enrollment_id));
    fields
}

/// RecordLaunch.
pub fn launch(launch: &api::RecordLaunch) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&launch.learner_id))
        .bytes(2, &id(&launch.enrollment_id))
        .bytes(3, &id(&launch.course_id))
        .bytes(4, &id(&launch.component_id));
    fields
}

/// RecordProgress.
pub fn progress(progress: &api::RecordProgress) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&progress.learner_id))
        .bytes(2, &id(&progress.enrollment_id))
        .bytes(3, &id(&progress.course_id))
        .bytes(4, &id(&progress.component_id))
        .unsigned(5, progress.progress_basis_points.map(u64::from));
    fields
}

/// RecordOutcome.
pub fn outcome(outcome: &api::RecordOutcome) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&outcome.learner_id))
        .bytes(2, &id(&outcome.enrollment_id))
        .bytes(3, &id(&outcome.course_id))
        .bytes(4, &id(&outcome.attempt_id))
        .unsigned(5, choice(outcome.completion))
        .unsigned(6, choice(outcome.success))
        .text(7, &outcome.grade)
        .unsigned(8, outcome.score_basis_points.map(u64::from));
    fields
}

/// CreditPriorLearning.
pub fn credit(credit: &api::CreditPriorLearning) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&credit.learner_id))
        .bytes(2, &id(&credit.credit_id))
        .bytes(3, &id(&credit.enrollment_id))
        .bytes(4, &id(&credit.course_id))
        .bytes(5, &id(&credit.component_id))
        .text(6, &credit.assessor)
        .text(7, &credit.evidence);
    fields
}
