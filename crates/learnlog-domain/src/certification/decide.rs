//! Which certificates follow from what is decided?
//!
//! A completion before the window counts for its course, so it is not marked as not counted; it
//! satisfies no cycle, which shows by the absence of a consequence.

use crate::catalog::Catalog;
use crate::certification::event::{CertificationEvent, CycleSatisfied};
use crate::certification::state::{HeldCycle, Obligation};
use crate::certification::view::View;
use crate::id::{CertificationId, CourseId};
use crate::state::LearnerState;
use crate::time::Day;

/// Most cycles of one certification that one entry may satisfy, in cycles. Where an old history
/// would satisfy more at once, the next completion or assignment goes on from there.
pub const MAX_CYCLES_PER_ENTRY: usize = 100;

/// What the decision at hand adds to the state.
#[derive(Debug, Clone, Copy)]
pub enum Added {
    /// A completion that counts.
    Completion {
        /// Of which course.
        course_id: CourseId,
        /// On which day.
        day: Day,
        /// The day of the completion of the same enrollment that it takes the place of.
        replaced: Option<Day>,
    },
    /// An assignment to the certification.
    Obligation(Obligation),
}

/// All cycles of all certifications that a completion of a course satisfies, by certification.
pub fn consequences(
    learner: &LearnerState,
    catalog: &Catalog,
    course_id: CourseId,
    added: &Added,
) -> Vec<CertificationEvent> {
    let concerned = catalog.requiring(course_id);
    concerned.flat_map(|id| cycles(learner, catalog, id, added)).collect()
}

/// The cycles of one certification that are satisfied with what is added, in order.
pub fn cycles(
    learner: &LearnerState,
    catalog: &Catalog,
    certification_id: CertificationId,
    added: &Added,
) -> Vec<CertificationEvent> {
    let Some(defined) = catalog.certification(certification_id) else { return vec![] };
    let state = learner.certifications.get(&certification_id);
    let mut obligation = state.and_then(|state| state.obligation);
    if let Added::Obligation(more) = added {
        obligation = Some(more.joined_with(obligation));
    }
    let view = View { learner, added, defined };
    let mut held = state.and_then(|state| state.held);
    let mut events = vec![];
    while events.len() < MAX_CYCLES_PER_ENTRY {
        let cycle = match (&held, &obligation) {
            (Some(held), _) => view.next(held),
            (None, Some(obligation)) => view.first(obligation),
            (None, None) => None,
        };
        let Some(cycle) = cycle else { break };
        held = Some(HeldCycle::from(&cycle));
        let satisfied = CycleSatisfied { certification_id, cycle };
        events.push(match cycle.number {
            1 => CertificationEvent::Certified(satisfied),
            _ => CertificationEvent::Recertified(satisfied),
        });
    }
    events
}
