//! A person's attributes as they stand last in effective time. Invariant: a change that took effect
//! before the one that stands is history and does not replace it; of changes of known and different
//! days the latest stands, in whatever order they arrive.

use crate::id::{JobId, LearnerId, OrgUnitId};
use crate::protected::Fingerprint;
use crate::sorted::Sorted;
use crate::time::{Day, EffectiveDay};

/// What is compared and checked when a person is to be added or changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonState {
    /// The name as shown.
    pub display_name: Dated<Fingerprint>,
    /// The address.
    pub email: Dated<Fingerprint>,
    /// The org unit the person belongs to.
    pub org_unit_id: Dated<OrgUnitId>,
    /// The person's job.
    pub job_id: Dated<JobId>,
    /// The person's manager.
    pub manager_id: Dated<LearnerId>,
    /// A code of the organization.
    pub worker_type: Dated<Box<str>>,
    /// The first day of employment.
    pub hire_date: Dated<Day>,
    /// The last day of employment, inclusive.
    pub employment_end: Dated<Day>,
    /// BCP 47.
    pub locale: Dated<Box<str>>,
    /// IANA.
    pub time_zone: Dated<Box<str>>,
    /// By source.
    pub external_ids: Sorted<Box<str>, Dated<Fingerprint>>,
    /// By name.
    pub other: Sorted<Box<str>, Dated<Fingerprint>>,
}

/// A value, or none, and from which day it stands, if that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<T> {
    value: Option<T>,
    since: Option<Day>,
}

impl<T> Default for Dated<T> {
    fn default() -> Self {
        Self { value: None, since: None }
    }
}

impl<T: PartialEq> Dated<T> {
    /// The value that stands last.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Whether a change to `value` says something new: another value, or another day. Without the
    /// later of two days on which the same value was told, a change of a day between them that
    /// arrives after both would stand.
    pub fn differs(&self, value: Option<&T>, effective: EffectiveDay) -> bool {
        let told_of_another_day = effective.known().is_some_and(|day| Some(day) != self.since);
        told_of_another_day || self.value.as_ref() != value
    }

    /// The value that would stand after a change to `value`.
    pub fn after<'a>(&'a self, value: Option<&'a T>, effective: EffectiveDay) -> Option<&'a T> {
        if self.is_history(effective) { self.value.as_ref() } else { value }
    }

    /// Lets `value` stand, unless a later one does.
    pub fn set(&mut self, value: Option<T>, effective: EffectiveDay) {
        if !self.is_history(effective) {
            self.value = value;
            self.since = effective.known().or(self.since);
        }
    }

    fn is_history(&self, effective: EffectiveDay) -> bool {
        self.since.is_some_and(|since| effective.is_before(EffectiveDay::Known(since)))
    }
}
