//! Which cycles are satisfied by what is known now? Invariant: a cycle is satisfied on the first
//! day on which all that it requires is met, whatever the order in which the completions were
//! reported.
//!
//! A completion before the window counts for its course, so it is not marked as not counted; it
//! satisfies no cycle, which shows by the absence of a consequence.

use crate::catalog::Catalog;
use crate::catalog::certification::Certification;
use crate::catalog::event::Defined;
use crate::certification::event::{CertificationEvent, Cycle, CycleSatisfied};
use crate::certification::state::{HeldCycle, Obligation};
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

struct View<'a> {
    learner: &'a LearnerState,
    added: &'a Added,
    defined: &'a Defined<Certification>,
}

impl View<'_> {
    /// Cycle 1: completions within the look-back before it was first asked for, or later.
    fn first(&self, obligation: &Obligation) -> Option<Cycle> {
        let look_back = self.defined.definition.look_back.zip(obligation.asked_on);
        let from = look_back.map_or(Day::MIN, |(look_back, asked_on)| look_back.before(asked_on));
        let completed_on = self.met_on(1, from)?;
        Some(self.cycle(1, None, obligation.due_on, completed_on))
    }

    /// Cycle n: completions on or after its opening; with early renewal, any after the one that
    /// satisfied cycle n - 1. What does not reach further than the certificate held is no renewal.
    fn next(&self, held: &HeldCycle) -> Option<Cycle> {
        let definition = &self.defined.definition;
        let number = held.number.checked_add(1)?;
        let opens_on =
            if definition.early_renewal { held.valid_from.tomorrow()? } else { held.next_opens_on };
        let mut from = opens_on;
        loop {
            let completed_on = self.met_on(number, from)?;
            let cycle = self.cycle(number, Some(opens_on), Some(held.valid_through), completed_on);
            if cycle.baseline_through > held.baseline_through {
                return Some(cycle);
            }
            from = completed_on.tomorrow()?;
        }
    }

    /// C: the first day on which every required course has been completed since `from`.
    fn met_on(&self, number: u32, from: Day) -> Option<Day> {
        let required = self.defined.definition.required_in(number);
        let mut last = None;
        for course_id in required {
            last = last.max(Some(self.completed_since(*course_id, from)?));
        }
        last
    }

    fn completed_since(&self, course_id: CourseId, from: Day) -> Option<Day> {
        let recorded = &self.learner.completions;
        let (more, mut replaced) = match self.added {
            Added::Completion { course_id: added, day, replaced } if *added == course_id => {
                (Some(*day).filter(|day| *day >= from), *replaced)
            }
            Added::Completion { .. } | Added::Obligation(_) => (None, None),
        };
        let mut days = recorded.of(course_id, from);
        let recorded = days.find(|day| replaced.take_if(|replaced| replaced == day).is_none());
        recorded.into_iter().chain(more).min()
    }

    /// FROM_COMPLETION: C + A, in one step; the window of the next cycle opens on X - W.
    fn cycle(
        &self,
        number: u32,
        opens_on: Option<Day>,
        due_on: Option<Day>,
        completed_on: Day,
    ) -> Cycle {
        let definition = &self.defined.definition;
        let k = 1;
        let valid_through = definition.validity.after(completed_on, k);
        Cycle {
            number,
            definition_version: self.defined.definition_version,
            opens_on,
            due_on,
            valid_from: completed_on,
            valid_through,
            grace_through: None,
            baseline_through: valid_through,
            base: completed_on,
            k,
            next_opens_on: definition.window.before(valid_through),
        }
    }
}
