//! What facts about assignments do to the state.

use crate::assignment::event::{AssignmentEvent, Target};
use crate::assignment::state::AssignmentState;
use crate::certification::state::Obligation;
use crate::state::LearnerState;

/// Folds one fact.
pub fn evolve(learner: &mut LearnerState, event: &AssignmentEvent) {
    let AssignmentEvent::Assigned(assigned) = event;
    if learner.assignments.get(&assigned.assignment_id).is_some() {
        return;
    }
    let state = AssignmentState {
        target: assigned.target,
        source: assigned.source,
        source_id: assigned.source_id,
        due_on: assigned.due_on,
    };
    learner.assignments.insert(assigned.assignment_id, state);
    if let Target::Certification(id) = assigned.target {
        let certification = learner.certifications.entry(id);
        let more = Obligation::new(assigned.effective, assigned.due_on);
        certification.obligation = Some(more.joined_with(certification.obligation));
    }
}
