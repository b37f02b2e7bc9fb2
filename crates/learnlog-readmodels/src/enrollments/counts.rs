//! How the counts by status change. Invariant: every enrollment is counted once, under what its row
//! says; a change takes it out where it was and puts it in where it is.

use std::collections::BTreeMap;

use learnlog_domain::id::{CourseId, OfferingId, OrgUnitId};

use super::enrollment::Enrollment;
use super::status::EnrollmentStatus;

/// What is counted together.
pub(crate) type Key = (CourseId, Option<OfferingId>, Option<OrgUnitId>);

/// By status, in the order of [`EnrollmentStatus::ALL`].
pub(crate) type Deltas = [i64; EnrollmentStatus::ALL.len()];

/// What a batch changes.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Counts(BTreeMap<Key, Deltas>);

impl Counts {
    /// An enrollment was `before` (none: it is new) and is `after`.
    pub fn change(&mut self, before: Option<&Enrollment>, after: &Enrollment) {
        if let Some(before) = before {
            self.add(before, -1);
        }
        self.add(after, 1);
    }

    fn add(&mut self, enrollment: &Enrollment, by: i64) {
        let key = (enrollment.course_id, enrollment.offering_id, enrollment.org_unit_id);
        let status = enrollment.status();
        let deltas = self.0.entry(key).or_default();
        for (delta, of) in deltas.iter_mut().zip(EnrollmentStatus::ALL) {
            *delta += if of == status { by } else { 0 };
        }
    }

    /// Where anything changes.
    pub fn changes(&self) -> impl Iterator<Item = (&Key, &Deltas)> {
        self.0.iter().filter(|(_, deltas)| deltas.iter().any(|delta| *delta != 0))
    }
}
