//! The rows that a batch works on, and those kept from batches before. Invariant: what is kept
//! equals the rows as they are in the database, so that after a rollback, or once somebody else has
//! written, it is dropped whole.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use learnlog_domain::id::{EnrollmentId, LearnerId, OrgUnitId};
use lru::LruCache;
use uuid::Uuid;

use super::enrollment::Enrollment;
use crate::timeline::Timeline;

/// Enrollments that are kept per log.
const KEPT_ENROLLMENTS_MAX: usize = 8_192;

/// Learners whose org units are kept per log.
const KEPT_LEARNERS_MAX: usize = 4_096;

/// Whose, and which.
pub(super) type Key = (LearnerId, EnrollmentId);

/// By day.
pub(super) type OrgUnits = Timeline<OrgUnitId>;

/// Kept rows.
pub(super) struct Kept {
    pub enrollments: LruCache<Key, Enrollment>,
    pub org_units: LruCache<LearnerId, OrgUnits>,
}

/// The rows of one batch.
#[derive(Default)]
pub(super) struct Working {
    pub enrollments: BTreeMap<Key, Worked>,
    pub org_units: BTreeMap<LearnerId, OrgUnits>,
}

/// A row before and after.
pub(super) struct Worked {
    /// As it is in the database; none: it is not there yet.
    pub before: Option<Enrollment>,
    /// As it is to be.
    pub now: Enrollment,
}

impl Worked {
    /// As read.
    pub fn read(enrollment: Enrollment) -> Self {
        Self { before: Some(enrollment.clone()), now: enrollment }
    }

    /// Lets an entry change it; the row names the entry only if it does.
    pub fn change(&mut self, sequence: u64, change: impl FnOnce(&mut Enrollment)) {
        let before = self.now.clone();
        change(&mut self.now);
        if self.now != before {
            self.now.sequence = sequence;
        }
    }

    /// Whether it has to be written.
    pub fn is_changed(&self) -> bool {
        self.before.as_ref() != Some(&self.now)
    }
}

impl Working {
    /// All enrollments of a learner, as far as they are at hand.
    pub fn of_learner(&mut self, learner: LearnerId) -> impl Iterator<Item = &mut Worked> {
        let bound = |uuid| EnrollmentId::new(uuid).ok();
        let from = bound(Uuid::from_u128(1)).map(|id| (learner, id));
        let to = bound(Uuid::max()).map(|id| (learner, id));
        let range = from.zip(to).map(|(from, to)| self.enrollments.range_mut(from..=to));
        range.into_iter().flatten().map(|(_, worked)| worked)
    }
}

impl Kept {
    pub fn new() -> Self {
        let limit = |max| NonZeroUsize::new(max).unwrap_or(NonZeroUsize::MIN);
        Self {
            enrollments: LruCache::new(limit(KEPT_ENROLLMENTS_MAX)),
            org_units: LruCache::new(limit(KEPT_LEARNERS_MAX)),
        }
    }

    /// Keeps what was written.
    pub fn keep(&mut self, working: Working) {
        for (key, worked) in working.enrollments {
            self.enrollments.put(key, worked.now);
        }
        for (learner, org_units) in working.org_units {
            self.org_units.put(learner, org_units);
        }
    }

    pub fn forget(&mut self) {
        self.enrollments.clear();
        self.org_units.clear();
    }
}
