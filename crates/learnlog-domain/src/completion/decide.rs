//! Does a reported result count, and what follows from it?

use crate::catalog::Catalog;
use crate::catalog::course::CompletionRule;
use crate::certification::decide::{Added, consequences};
use crate::completion::command::{CreditPriorLearning, RecordOutcome};
use crate::completion::event::{
    Completion, CompletionEvent, OutcomeRecorded, PriorLearningCredited, Success,
};
use crate::completion::rejection::{CreditPriorLearningRejection, RecordOutcomeRejection};
use crate::completion::state::{CreditState, Report};
use crate::decision::Decision;
use crate::enrollment::locate::{Located, locate};
use crate::event::Event;
use crate::not_counted::NotCounted;
use crate::state::LearnerState;
use crate::time::EffectiveDay;

/// Records an outcome. A report that is heard again of the same attempt is unchanged; one without
/// an attempt is told from its repetition by its command id alone.
pub fn record_outcome(
    learner: &LearnerState,
    catalog: &Catalog,
    effective: EffectiveDay,
    command: &RecordOutcome,
) -> Result<Decision, RecordOutcomeRejection> {
    if learner.person.is_none() {
        return Err(RecordOutcomeRejection::PersonUnknown);
    }
    let located = locate(learner, catalog, command.enrollment_id, command.course_id)
        .map_err(RecordOutcomeRejection::Course)?;
    let mut outcome = OutcomeRecorded {
        enrollment_id: command.enrollment_id,
        course_id: located.course_id,
        offering_id: located.enrollment.and_then(|enrollment| enrollment.offering_id),
        course_version: located.course_version,
        attempt_id: command.attempt_id,
        completion: command.completion,
        success: command.success,
        grade: command.grade.clone(),
        score: command.score,
        effective,
        not_counted: None,
        conflicts_with_withdrawal: false,
    };
    if let Some(id) = outcome.attempt_id {
        let report = Report::of(&outcome);
        if learner.completions.attempts.all(&id).any(|heard| *heard == report) {
            return Ok(Decision::no_difference());
        }
    }
    outcome.not_counted = not_counted(&located, &outcome);
    let withdrawn = located.enrollment.is_some_and(|enrollment| enrollment.withdrawn.is_some());
    outcome.conflicts_with_withdrawal = withdrawn && outcome.is_result();
    let certified = match (outcome.not_counted, effective.known()) {
        (None, Some(day)) => {
            let replaced = located.enrollment.and_then(|enrollment| enrollment.completed);
            let replaced = replaced.and_then(|effective| effective.known());
            let added = Added::Completion { course_id: located.course_id, day, replaced };
            consequences(learner, catalog, located.course_id, &added)
        }
        (Some(_), _) | (None, None) => vec![],
    };
    let event = Event::Completion(CompletionEvent::OutcomeRecorded(outcome));
    Ok(Decision::with_consequences(event, certified.into_iter().map(Event::Certification)))
}

/// The first reason that applies. Withdrawal and the end of the offering are none: a result counts
/// after them. A completion that stands is named before the rule, because nothing that comes later
/// can change it, whatever it says.
fn not_counted(located: &Located<'_>, outcome: &OutcomeRecorded) -> Option<NotCounted> {
    if located.no_enrollment.is_some() {
        return located.no_enrollment;
    }
    let completed =
        located.enrollment.is_some_and(|enrollment| enrollment.is_completed_by(outcome.effective));
    if completed {
        return Some(NotCounted::AlreadyCompleted);
    }
    let met = outcome.completion == Completion::Complete
        && match located.course.completion_rule {
            CompletionRule::Complete => outcome.success != Success::Failed,
            CompletionRule::Passed => outcome.success == Success::Passed,
        };
    (!met).then_some(NotCounted::RuleNotMet)
}

/// Credits prior learning, which counts even before the enrollment. Of a whole course it is a
/// completion.
pub fn credit_prior_learning(
    learner: &LearnerState,
    catalog: &Catalog,
    effective: EffectiveDay,
    command: &CreditPriorLearning,
) -> Result<Decision, CreditPriorLearningRejection> {
    if learner.person.is_none() {
        return Err(CreditPriorLearningRejection::PersonUnknown);
    }
    let located = locate(learner, catalog, command.enrollment_id, command.course_id)
        .map_err(CreditPriorLearningRejection::Course)?;
    if let Some(id) = command.component_id
        && !located.course.has_component(id)
    {
        return Err(CreditPriorLearningRejection::ComponentUnknown(id));
    }
    let credited = PriorLearningCredited {
        credit_id: command.credit_id,
        enrollment_id: command.enrollment_id,
        course_id: located.course_id,
        component_id: command.component_id,
        course_version: located.course_version,
        assessor: command.assessor.clone(),
        evidence: command.evidence.clone(),
        effective,
        not_counted: located.no_enrollment,
    };
    if let Some(credit) = learner.completions.credits.get(&command.credit_id) {
        return if *credit == CreditState::of(&credited) {
            Ok(Decision::no_difference())
        } else {
            Err(CreditPriorLearningRejection::CreditExists(command.credit_id))
        };
    }
    let whole = credited.component_id.is_none() && credited.not_counted.is_none();
    let certified = match effective.known() {
        Some(day) if whole => {
            let course_id = located.course_id;
            let added = Added::Completion { course_id, day, replaced: None };
            consequences(learner, catalog, course_id, &added)
        }
        Some(_) | None => vec![],
    };
    let event = Event::Completion(CompletionEvent::PriorLearningCredited(credited));
    Ok(Decision::with_consequences(event, certified.into_iter().map(Event::Certification)))
}
