//! What facts about enrollments do to the state.

use crate::enrollment::event::EnrollmentEvent;
use crate::enrollment::state::EnrollmentState;
use crate::state::LearnerState;

/// Folds one fact.
pub fn evolve(learner: &mut LearnerState, event: &EnrollmentEvent) {
    let enrollments = &mut learner.enrollments;
    match event {
        EnrollmentEvent::Enrolled(enrolled) => {
            let id = enrolled.enrollment_id;
            if enrollments.by_id.get(&id).is_some() {
                return;
            }
            let state = EnrollmentState {
                course_id: enrolled.course_id,
                offering_id: enrolled.offering_id,
                course_version: enrolled.course_version,
                enrolled: enrolled.effective,
                withdrawn: None,
                completed: None,
                has_result: false,
            };
            enrollments.open.insert((state.course_id, state.offering_id, id), ());
            enrollments.by_id.insert(id, state);
        }
        EnrollmentEvent::Withdrawn(withdrawn) => {
            let id = withdrawn.enrollment_id;
            if let Some(enrollment) = enrollments.by_id.get_mut(&id) {
                enrollment.withdrawn = Some(withdrawn.effective);
                enrollments.open.remove(&(enrollment.course_id, enrollment.offering_id, id));
            }
        }
    }
}
