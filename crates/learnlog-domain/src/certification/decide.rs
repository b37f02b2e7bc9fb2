//! Which certificates follow from what is decided? Invariant: a completion of a course that the
//! next cycle requires, and that cannot satisfy one, says so: it counts for its course, so it is
//! not marked as not counted.

use crate::catalog::Catalog;
use crate::certification::event::{CertificationEvent, CycleSatisfied, NotRenewed};
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

/// What follows from a completion of a course for all certifications, by certification.
pub fn consequences(
    learner: &LearnerState,
    catalog: &Catalog,
    course_id: CourseId,
    added: &Added,
) -> Vec<CertificationEvent> {
    let concerned = catalog.requiring(course_id);
    concerned.flat_map(|id| cycles(learner, catalog, id, added)).collect()
}

/// The cycles of one certification that are satisfied with what is added, in order; and, if an added
/// completion satisfies none, why.
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
    events.extend(held.and_then(|held| not_renewed(&view, certification_id, &held, &events)));
    events
}

fn not_renewed(
    view: &View<'_>,
    certification_id: CertificationId,
    held: &HeldCycle,
    events: &[CertificationEvent],
) -> Option<CertificationEvent> {
    let Added::Completion { course_id, day, .. } = view.added else { return None };
    let number = held.number.checked_add(1)?;
    let is_used = events.iter().any(|event| match event {
        CertificationEvent::Certified(CycleSatisfied { cycle, .. })
        | CertificationEvent::Recertified(CycleSatisfied { cycle, .. }) => {
            cycle.opens_on.is_none_or(|opens_on| opens_on <= *day) && *day <= cycle.valid_from
        }
        CertificationEvent::NotRenewed(_) => false,
    });
    if is_used || !view.defined.definition.required_in(number).contains(course_id) {
        return None;
    }
    let (opens_on, reason) = view.not_renewed(held, *day)?;
    let completed_on = *day;
    let not_renewed = NotRenewed { certification_id, completed_on, opens_on, reason };
    Some(CertificationEvent::NotRenewed(not_renewed))
}
