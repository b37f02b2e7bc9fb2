//! May this be assigned, and is it reached already?

use crate::assignment::command::Assign;
use crate::assignment::event::{Assigned, AssignmentEvent, Target};
use crate::assignment::rejection::AssignRejection;
use crate::assignment::state::AssignmentState;
use crate::catalog::Catalog;
use crate::certification::decide::{Added, cycles};
use crate::certification::state::Obligation;
use crate::decision::Decision;
use crate::event::Event;
use crate::state::LearnerState;
use crate::time::EffectiveDay;

/// Obliges a learner. Where the target is a certification whose requirements are met already, the
/// certificate is a consequence.
pub fn assign(
    learner: &LearnerState,
    catalog: &Catalog,
    effective: EffectiveDay,
    command: &Assign,
) -> Result<Decision, AssignRejection> {
    let Assign { assignment_id, target, source, source_id, due_on } = command.clone();
    if learner.person.is_none() {
        return Err(AssignRejection::PersonUnknown);
    }
    match target {
        Target::Course(id) if catalog.course(id).is_none() => {
            return Err(AssignRejection::CourseUnknown(id));
        }
        Target::Certification(id) if catalog.certification(id).is_none() => {
            return Err(AssignRejection::CertificationUnknown(id));
        }
        Target::Course(_) | Target::Certification(_) => {}
    }
    if let Some(assignment) = learner.assignments.get(&assignment_id) {
        let same = *assignment == AssignmentState { target, source, source_id, due_on };
        return if same {
            Ok(Decision::no_difference())
        } else {
            Err(AssignRejection::AssignmentExists(assignment_id))
        };
    }
    let certified = match target {
        Target::Course(_) => vec![],
        Target::Certification(id) => {
            let added = Added::Obligation(Obligation::new(effective, due_on));
            cycles(learner, catalog, id, &added)
        }
    };
    let assigned = Assigned { assignment_id, target, source, source_id, due_on, effective };
    let event = Event::Assignment(AssignmentEvent::Assigned(assigned));
    Ok(Decision::with_consequences(event, certified.into_iter().map(Event::Certification)))
}
