//! Events about results.

use learnlog_domain::basis_points::BasisPoints;
use learnlog_domain::completion::event::{CompletionEvent, OutcomeRecorded, PriorLearningCredited};
use learnlog_domain::event::Event;
use learnlog_domain::id::{AttemptId, ComponentId, CourseId, CreditId, EnrollmentId, OfferingId};
use learnlog_proto::events as wire;
use prost::Message;

use crate::enumeration::Enumeration;
use crate::event::activity::{decode_not_counted, decode_share, encode_not_counted};
use crate::parse::InterpretError;
use crate::{event, field, protected, time};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) const OUTCOME_RECORDED: &str = "completion.outcome_recorded";
pub(crate) const PRIOR_LEARNING_CREDITED: &str = "completion.prior_learning_credited";

pub(crate) fn event_type(event: &CompletionEvent) -> &'static str {
    match event {
        CompletionEvent::OutcomeRecorded(_) => OUTCOME_RECORDED,
        CompletionEvent::PriorLearningCredited(_) => PRIOR_LEARNING_CREDITED,
    }
}

pub(crate) fn encode(event: &CompletionEvent) -> Vec<u8> {
    match event {
        CompletionEvent::OutcomeRecorded(event) => encode_outcome(event).encode_to_vec(),
        CompletionEvent::PriorLearningCredited(event) => encode_credit(event).encode_to_vec(),
    }
}

pub(crate) fn outcome_recorded_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::OutcomeRecorded = event::parse(payload)?;
    let recorded = OutcomeRecorded {
        enrollment_id: field::optional_id("enrollment_id", &wire.enrollment_id, EnrollmentId::new)?,
        course_id: field::id("course_id", &wire.course_id, CourseId::new)?,
        offering_id: field::optional_id("offering_id", &wire.offering_id, OfferingId::new)?,
        course_version: field::counted_from_one("course_version", wire.course_version)?,
        attempt_id: field::optional_id("attempt_id", &wire.attempt_id, AttemptId::new)?,
        completion: Enumeration::decode("completion", wire.completion)?,
        success: Enumeration::decode("success", wire.success)?,
        grade: field::optional_text(wire.grade),
        score: decode_share("score_basis_points", wire.score_basis_points)?,
        effective: time::decode_effective(wire.effective)?,
        not_counted: decode_not_counted(wire.not_counted)?,
        conflicts_with_withdrawal: wire.conflicts_with_withdrawal,
    };
    Ok(Event::Completion(CompletionEvent::OutcomeRecorded(recorded)))
}

pub(crate) fn prior_learning_credited_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::PriorLearningCredited = event::parse(payload)?;
    let credited = PriorLearningCredited {
        credit_id: field::id("credit_id", &wire.credit_id, CreditId::new)?,
        enrollment_id: field::optional_id("enrollment_id", &wire.enrollment_id, EnrollmentId::new)?,
        course_id: field::id("course_id", &wire.course_id, CourseId::new)?,
        component_id: field::optional_id("component_id", &wire.component_id, ComponentId::new)?,
        course_version: field::counted_from_one("course_version", wire.course_version)?,
        assessor: field::optional_text(wire.assessor),
        evidence: protected::decode_optional("evidence", wire.evidence)?,
        effective: time::decode_effective(wire.effective)?,
        not_counted: decode_not_counted(wire.not_counted)?,
    };
    Ok(Event::Completion(CompletionEvent::PriorLearningCredited(credited)))
}

fn encode_outcome(event: &OutcomeRecorded) -> wire::OutcomeRecorded {
    wire::OutcomeRecorded {
        enrollment_id: field::optional_bytes(
            event.enrollment_id.as_ref().map(EnrollmentId::as_bytes),
        ),
        course_id: event.course_id.as_bytes().to_vec(),
        offering_id: field::optional_bytes(event.offering_id.as_ref().map(OfferingId::as_bytes)),
        course_version: event.course_version,
        attempt_id: field::optional_bytes(event.attempt_id.as_ref().map(AttemptId::as_bytes)),
        completion: event.completion.encode(),
        success: event.success.encode(),
        grade: event.grade.clone().unwrap_or_default(),
        score_basis_points: event.score.map(BasisPoints::value),
        effective: time::encode_effective(event.effective),
        not_counted: encode_not_counted(event.not_counted),
        conflicts_with_withdrawal: event.conflicts_with_withdrawal,
    }
}

fn encode_credit(event: &PriorLearningCredited) -> wire::PriorLearningCredited {
    wire::PriorLearningCredited {
        credit_id: event.credit_id.as_bytes().to_vec(),
        enrollment_id: field::optional_bytes(
            event.enrollment_id.as_ref().map(EnrollmentId::as_bytes),
        ),
        course_id: event.course_id.as_bytes().to_vec(),
        component_id: field::optional_bytes(event.component_id.as_ref().map(ComponentId::as_bytes)),
        course_version: event.course_version,
        assessor: event.assessor.clone().unwrap_or_default(),
        evidence: event.evidence.as_ref().map(protected::encode),
        effective: time::encode_effective(event.effective),
        not_counted: encode_not_counted(event.not_counted),
    }
}
