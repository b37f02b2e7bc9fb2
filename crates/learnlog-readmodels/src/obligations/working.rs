//! The targets that a batch works on, and those kept from batches before. Invariant: what is kept
//! equals the rows as they are in the database, so that after a rollback, or once somebody else has
//! written, it is dropped whole.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use learnlog_domain::assignment::event::Target;
use learnlog_domain::id::LearnerId;
use lru::LruCache;
use uuid::Uuid;

use super::target::TargetState;
use crate::stored;

/// Targets of learners that are kept per log.
const KEPT_TARGETS_MAX: usize = 8_192;

/// Whose, and id of the target.
pub(super) type Key = (LearnerId, Uuid);

/// As read, and as it is to be.
#[derive(Default)]
pub(super) struct Worked {
    pub before: TargetState,
    pub now: TargetState,
}

/// By key.
pub(super) type Working = BTreeMap<Key, Worked>;

/// What has to be read.
#[derive(Default)]
pub(super) struct Needs {
    pub courses: BTreeSet<Key>,
    pub certifications: BTreeSet<Key>,
}

/// Kept rows.
pub(super) struct Kept(LruCache<Key, TargetState>);

impl Needs {
    /// One more target of a learner.
    pub fn add(&mut self, learner: LearnerId, target: Target) -> Key {
        let key = (learner, stored::target(target).1);
        match target {
            Target::Course(_) => self.courses.insert(key),
            Target::Certification(_) => self.certifications.insert(key),
        };
        key
    }
}

impl Kept {
    pub fn new() -> Self {
        Self(LruCache::new(NonZeroUsize::new(KEPT_TARGETS_MAX).unwrap_or(NonZeroUsize::MIN)))
    }

    /// Takes out what is kept of what is needed; the rest stays needed.
    pub fn take(&mut self, needs: &mut Needs) -> Working {
        let mut working = Working::new();
        for keys in [&mut needs.courses, &mut needs.certifications] {
            keys.retain(|key| {
                let kept = self.0.pop(key).map(|now| Worked { before: now.clone(), now });
                kept.map(|worked| working.insert(*key, worked)).is_none()
            });
        }
        working
    }

    /// Keeps what was written.
    pub fn keep(&mut self, working: Working) {
        for (key, worked) in working {
            self.0.put(key, worked.now);
        }
    }

    pub fn forget(&mut self) {
        self.0.clear();
    }
}
