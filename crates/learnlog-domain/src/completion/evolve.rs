//! What reports about results do to the state.

use crate::completion::event::{CompletionEvent, OutcomeRecorded, PriorLearningCredited};
use crate::completion::state::{CreditState, Report};
use crate::protected::Protected;
use crate::state::LearnerState;

/// Folds one fact.
pub fn evolve(learner: &mut LearnerState, event: &CompletionEvent) {
    match event {
        CompletionEvent::OutcomeRecorded(outcome) => record(learner, outcome),
        CompletionEvent::PriorLearningCredited(credited) => credit(learner, credited),
    }
}

fn record(learner: &mut LearnerState, outcome: &OutcomeRecorded) {
    if let Some(id) = outcome.attempt_id {
        learner.completions.attempts.insert(id, Report::of(outcome));
    }
    let mut moved_from = None;
    let enrollments = &mut learner.enrollments;
    let id = outcome.enrollment_id;
    if let Some((id, enrollment)) = id.and_then(|id| Some((id, enrollments.by_id.get_mut(&id)?))) {
        enrollment.has_result |= outcome.is_result();
        if outcome.not_counted.is_none() {
            moved_from = enrollment.completed.replace(outcome.effective);
            enrollments.open.remove(&(enrollment.course_id, enrollment.offering_id, id));
        }
    }
    if outcome.not_counted.is_none() {
        let days = &mut learner.completions.days;
        if let Some(day) = moved_from.and_then(|effective| effective.known()) {
            days.remove(&(outcome.course_id, day));
        }
        if let Some(day) = outcome.effective.known() {
            days.insert((outcome.course_id, day), ());
        }
    }
}

fn credit(learner: &mut LearnerState, credited: &PriorLearningCredited) {
    let completions = &mut learner.completions;
    if completions.credits.get(&credited.credit_id).is_some() {
        return;
    }
    completions.credits.insert(credited.credit_id, CreditState::of(credited));
    if let (None, None, Some(day)) =
        (credited.component_id, credited.not_counted, credited.effective.known())
    {
        completions.days.insert((credited.course_id, day), ());
    }
}

impl Report {
    /// What of an outcome tells it from other reports.
    pub fn of(outcome: &OutcomeRecorded) -> Self {
        Self {
            course_id: outcome.course_id,
            enrollment_id: outcome.enrollment_id,
            completion: outcome.completion,
            success: outcome.success,
            grade: outcome.grade.as_deref().map(Box::from),
            score: outcome.score,
            effective: outcome.effective,
        }
    }
}

impl CreditState {
    /// What of a credit tells it from others.
    pub fn of(credited: &PriorLearningCredited) -> Self {
        Self {
            course_id: credited.course_id,
            enrollment_id: credited.enrollment_id,
            component_id: credited.component_id,
            assessor: credited.assessor.as_deref().map(Box::from),
            evidence: credited.evidence.as_ref().map(Protected::fingerprint).map(Box::new),
            effective: credited.effective,
        }
    }
}
