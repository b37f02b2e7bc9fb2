//! What is told of a learner's learning: assignments, enrollments, activity, results, credits.

use learnlog_domain::activity::command::{RecordLaunch, RecordProgress};
use learnlog_domain::assignment::command::Assign;
use learnlog_domain::assignment::event::{AssignmentSource, Target};
use learnlog_domain::basis_points::BasisPoints;
use learnlog_domain::command::LearnerAction;
use learnlog_domain::completion::command::{CreditPriorLearning, RecordOutcome};
use learnlog_domain::completion::event::{Completion, Success};
use learnlog_domain::enrollment::command::{Enroll, EnrollTarget, Withdraw};
use learnlog_domain::id::{
    AssignmentId, AssignmentSourceId, AttemptId, CertificationId, ComponentId, CourseId, CreditId,
    EnrollmentId, OfferingId,
};
use learnlog_proto::{api, events};

use super::at::At;
use super::draft::LearnerAsk;
use super::field::{self, LONG_TEXT_LIMIT_BYTES};
use crate::authentication::principal::SUBJECT_LIMIT_BYTES;
use crate::error::ApiError;

/// The learner is to be obliged.
pub fn assign(at: At<'_>, input: &api::Assign) -> Result<LearnerAsk, ApiError> {
    use api::assign::Target as Input;
    let expected = "course_id or certification_id";
    let target = match field::required(at.field("target"), &input.target, expected)? {
        Input::CourseId(id) => Target::Course(field::id(at.field("course_id"), id, CourseId::new)?),
        Input::CertificationId(id) => {
            let at = at.field("certification_id");
            Target::Certification(field::id(at, id, CertificationId::new)?)
        }
    };
    let at_source = at.field("source");
    let source = source(field::choice(at_source, input.source, "who or what obliges")?)
        .ok_or_else(|| field::missing(at_source, "who or what obliges"))?;
    let id = at.field("assignment_id");
    let source_id = at.field("source_id");
    Ok(LearnerAsk::Plain(LearnerAction::Assign(Assign {
        assignment_id: field::id(id, &input.assignment_id, AssignmentId::new)?,
        target,
        source,
        source_id: field::optional_id(source_id, &input.source_id, AssignmentSourceId::new)?,
        due_on: field::optional_day(at.field("due_on"), &input.due_on)?,
    })))
}

/// The learner is to be enrolled.
pub fn enroll(at: At<'_>, input: &api::Enroll) -> Result<LearnerAsk, ApiError> {
    use api::enroll::Target as Input;
    let target =
        match field::required(at.field("target"), &input.target, "course_id or offering_id")? {
            Input::CourseId(id) => {
                EnrollTarget::Course(field::id(at.field("course_id"), id, CourseId::new)?)
            }
            Input::OfferingId(id) => {
                EnrollTarget::Offering(field::id(at.field("offering_id"), id, OfferingId::new)?)
            }
        };
    let at = at.field("enrollment_id");
    let enrollment_id = field::id(at, &input.enrollment_id, EnrollmentId::new)?;
    Ok(LearnerAsk::Plain(LearnerAction::Enroll(Enroll { enrollment_id, target })))
}

/// An enrollment is to end.
pub fn withdraw(at: At<'_>, input: &api::Withdraw) -> Result<LearnerAsk, ApiError> {
    let at = at.field("enrollment_id");
    let enrollment_id = field::id(at, &input.enrollment_id, EnrollmentId::new)?;
    Ok(LearnerAsk::Plain(LearnerAction::Withdraw(Withdraw { enrollment_id })))
}

/// A player's fact.
pub fn launch(at: At<'_>, input: &api::RecordLaunch) -> Result<LearnerAsk, ApiError> {
    Ok(LearnerAsk::Plain(LearnerAction::RecordLaunch(RecordLaunch {
        enrollment_id: enrollment(at, &input.enrollment_id)?,
        course_id: course(at, &input.course_id)?,
        component_id: component(at, &input.component_id)?,
    })))
}

/// A player's fact.
pub fn progress(at: At<'_>, input: &api::RecordProgress) -> Result<LearnerAsk, ApiError> {
    Ok(LearnerAsk::Plain(LearnerAction::RecordProgress(RecordProgress {
        enrollment_id: enrollment(at, &input.enrollment_id)?,
        course_id: course(at, &input.course_id)?,
        component_id: component(at, &input.component_id)?,
        progress: basis_points(at.field("progress_basis_points"), input.progress_basis_points)?,
    })))
}

/// A player's or assessor's fact.
pub fn outcome(at: At<'_>, input: api::RecordOutcome) -> Result<LearnerAsk, ApiError> {
    let (at_completion, at_success) = (at.field("completion"), at.field("success"));
    let completion = field::choice(at_completion, input.completion, COMPLETION)?;
    let success = field::choice(at_success, input.success, SUCCESS)?;
    field::code(at.field("grade"), &input.grade)?;
    let attempt = at.field("attempt_id");
    Ok(LearnerAsk::Plain(LearnerAction::RecordOutcome(RecordOutcome {
        enrollment_id: enrollment(at, &input.enrollment_id)?,
        course_id: course(at, &input.course_id)?,
        attempt_id: field::optional_id(attempt, &input.attempt_id, AttemptId::new)?,
        completion: self::completion(completion)
            .ok_or_else(|| field::missing(at_completion, COMPLETION))?,
        success: self::success(success).ok_or_else(|| field::missing(at_success, SUCCESS))?,
        grade: Some(input.grade).filter(|grade| !grade.is_empty()),
        score: basis_points(at.field("score_basis_points"), input.score_basis_points)?,
    })))
}

/// What was learned elsewhere or earlier is to be credited.
pub fn credit(at: At<'_>, input: api::CreditPriorLearning) -> Result<LearnerAsk, ApiError> {
    field::text(at.field("assessor"), &input.assessor, SUBJECT_LIMIT_BYTES)?;
    field::text(at.field("evidence"), &input.evidence, LONG_TEXT_LIMIT_BYTES)?;
    let credit = CreditPriorLearning {
        credit_id: field::id(at.field("credit_id"), &input.credit_id, CreditId::new)?,
        enrollment_id: enrollment(at, &input.enrollment_id)?,
        course_id: course(at, &input.course_id)?,
        component_id: component(at, &input.component_id)?,
        assessor: Some(input.assessor).filter(|assessor| !assessor.is_empty()),
        evidence: None,
    };
    let evidence = Some(input.evidence).filter(|evidence| !evidence.is_empty());
    Ok(LearnerAsk::CreditPriorLearning(credit, evidence))
}

const COMPLETION: &str = "complete, incomplete or unknown";
const SUCCESS: &str = "passed, failed or unknown";

fn enrollment(at: At<'_>, text: &str) -> Result<Option<EnrollmentId>, ApiError> {
    field::optional_id(at.field("enrollment_id"), text, EnrollmentId::new)
}

fn course(at: At<'_>, text: &str) -> Result<Option<CourseId>, ApiError> {
    field::optional_id(at.field("course_id"), text, CourseId::new)
}

fn component(at: At<'_>, text: &str) -> Result<Option<ComponentId>, ApiError> {
    field::optional_id(at.field("component_id"), text, ComponentId::new)
}

fn basis_points(at: At<'_>, value: Option<u32>) -> Result<Option<BasisPoints>, ApiError> {
    let limit = u32::from(BasisPoints::MAX_BASIS_POINTS);
    value
        .map(|value| BasisPoints::new(value).map_err(|_| field::out_of_range(at, value, 0, limit)))
        .transpose()
}

fn source(source: events::AssignmentSource) -> Option<AssignmentSource> {
    Some(match source {
        events::AssignmentSource::Unspecified => return None,
        events::AssignmentSource::Person => AssignmentSource::Person,
        events::AssignmentSource::OrgUnit => AssignmentSource::OrgUnit,
        events::AssignmentSource::Job => AssignmentSource::Job,
        events::AssignmentSource::ManagerTree => AssignmentSource::ManagerTree,
        events::AssignmentSource::Audience => AssignmentSource::Audience,
    })
}

fn completion(completion: events::Completion) -> Option<Completion> {
    Some(match completion {
        events::Completion::Unspecified => return None,
        events::Completion::Unknown => Completion::Unknown,
        events::Completion::Incomplete => Completion::Incomplete,
        events::Completion::Complete => Completion::Complete,
    })
}

fn success(success: events::Success) -> Option<Success> {
    Some(match success {
        events::Success::Unspecified => return None,
        events::Success::Unknown => Success::Unknown,
        events::Success::Failed => Success::Failed,
        events::Success::Passed => Success::Passed,
    })
}
