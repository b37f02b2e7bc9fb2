//! Which cycle of a certification is satisfied next? Invariant: the next cycle is satisfied on the
//! first day on which all that it requires is met, by all completions reported so far, whatever the
//! order of those reports. Cycles that are satisfied stay as they are: an older completion that is
//! reported after them changes none of their days.

use crate::catalog::certification::Certification;
use crate::catalog::event::Defined;
use crate::certification::decide::Added;
use crate::certification::event::{Cycle, NotRenewedReason};
use crate::certification::state::{HeldCycle, Obligation};
use crate::id::CourseId;
use crate::state::LearnerState;
use crate::time::Day;

/// One certification, and all that is known about one learner with what is about to be added.
pub struct View<'a> {
    /// What is recorded.
    pub learner: &'a LearnerState,
    /// What is about to be.
    pub added: &'a Added,
    /// The version in force.
    pub defined: &'a Defined<Certification>,
}

impl View<'_> {
    /// Cycle 1: completions within the look-back before it was first asked for, or later.
    pub fn first(&self, obligation: &Obligation) -> Option<Cycle> {
        let look_back = self.defined.definition.look_back.zip(obligation.asked_on);
        let from = look_back.map_or(Day::MIN, |(look_back, asked_on)| look_back.before(asked_on));
        let completed_on = self.met_on(1, from)?;
        Some(self.cycle(1, None, obligation.due_on, completed_on))
    }

    /// Cycle n: completions on or after its opening; with early renewal, any after the one that
    /// satisfied cycle n - 1. What does not reach further than the certificate held is no renewal.
    pub fn next(&self, held: &HeldCycle) -> Option<Cycle> {
        let mut tried = self.tried(held).map(|(_, cycle)| cycle);
        tried.find(|cycle| cycle.baseline_through > held.baseline_through)
    }

    /// Why a completion on `day` of a course that the next cycle requires renews nothing; none if it
    /// does, or may yet together with others. With it, the first day on which one can renew.
    pub fn not_renewed(&self, held: &HeldCycle, day: Day) -> Option<(Day, NotRenewedReason)> {
        let opens_on = self.opens_on(held)?;
        if day < opens_on {
            return Some((opens_on, NotRenewedReason::BeforeWindow));
        }
        let mut short = self
            .tried(held)
            .take_while(|(_, cycle)| cycle.baseline_through <= held.baseline_through);
        let is_short = short.any(|(from, cycle)| from <= day && day <= cycle.valid_from);
        is_short.then_some((opens_on, NotRenewedReason::NotLater))
    }

    fn opens_on(&self, held: &HeldCycle) -> Option<Day> {
        let early = self.defined.definition.early_renewal;
        if early { held.valid_from.tomorrow() } else { Some(held.next_opens_on) }
    }

    /// The next cycle as each set of completions would have it, one set after the other; with each,
    /// from which day on its completions are.
    fn tried(&self, held: &HeldCycle) -> impl Iterator<Item = (Day, Cycle)> {
        let number = held.number.checked_add(1);
        let opens_on = self.opens_on(held);
        let mut next_from = opens_on;
        let through = held.valid_through;
        std::iter::from_fn(move || {
            let from = next_from?;
            let completed_on = self.met_on(number?, from)?;
            next_from = completed_on.tomorrow();
            Some((from, self.cycle(number?, opens_on, Some(through), completed_on)))
        })
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
