//! Which certificates a learner holds, or is to reach.

use crate::certification::event::Cycle;
use crate::id::CertificationId;
use crate::sorted::Sorted;
use crate::time::{Day, EffectiveDay};

/// By id.
pub type Certifications = Sorted<CertificationId, CertificationState>;

/// Where a learner stands with one certification.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CertificationState {
    /// None: nobody asked for it.
    pub obligation: Option<Obligation>,
    /// The newest satisfied cycle.
    pub held: Option<HeldCycle>,
}

/// All assignments to one certification, as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obligation {
    /// The earliest known day on which it was asked for.
    pub asked_on: Option<Day>,
    /// The earliest due day.
    pub due_on: Option<Day>,
}

impl Obligation {
    /// Of one assignment.
    pub fn new(effective: EffectiveDay, due_on: Option<Day>) -> Self {
        Self { asked_on: effective.known(), due_on }
    }

    /// With that of others.
    pub fn joined_with(self, others: Option<Self>) -> Self {
        let earliest = |a: Option<Day>, b: Option<Day>| a.into_iter().chain(b).min();
        let Some(others) = others else { return self };
        Self {
            asked_on: earliest(self.asked_on, others.asked_on),
            due_on: earliest(self.due_on, others.due_on),
        }
    }
}

/// What of a satisfied cycle the next one depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldCycle {
    /// 1, 2, 3 …
    pub number: u32,
    /// C: the completion that satisfied it.
    pub valid_from: Day,
    /// The last good day.
    pub valid_through: Day,
    /// E for the next cycle.
    pub baseline_through: Day,
    /// The first day of the window of the next cycle.
    pub next_opens_on: Day,
}

impl From<&Cycle> for HeldCycle {
    fn from(cycle: &Cycle) -> Self {
        Self {
            number: cycle.number,
            valid_from: cycle.valid_from,
            valid_through: cycle.valid_through,
            baseline_through: cycle.baseline_through,
            next_opens_on: cycle.next_opens_on,
        }
    }
}
