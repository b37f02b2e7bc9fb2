//! Which enrollments a learner has, and which of them are open.

use crate::id::{CourseId, EnrollmentId, OfferingId};
use crate::sorted::Sorted;
use crate::time::EffectiveDay;

/// A learner's enrollments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Enrollments {
    /// All of them.
    pub by_id: Sorted<EnrollmentId, EnrollmentState>,
    /// Those that are neither withdrawn nor completed.
    pub open: Sorted<OpenKey, ()>,
}

/// Course first, so that the open enrollments of a course, whatever the offering, lie together.
pub type OpenKey = (CourseId, Option<OfferingId>, EnrollmentId);

/// Where one enrollment stands.
#[derive(Debug, Clone, PartialEq)]
pub struct EnrollmentState {
    /// In which course.
    pub course_id: CourseId,
    /// In which of its offerings.
    pub offering_id: Option<OfferingId>,
    /// The version of the course in force when it began.
    pub course_version: u32,
    /// From when.
    pub enrolled: EffectiveDay,
    /// The last day of it, if it was withdrawn.
    pub withdrawn: Option<EffectiveDay>,
    /// When it was completed by an outcome that counts.
    pub completed: Option<EffectiveDay>,
    /// Some outcome said complete, passed or failed.
    pub has_result: bool,
}

impl Enrollments {
    /// An open enrollment in this offering or, without one, in the course at all.
    pub fn open_in(&self, course: CourseId, offering: Option<OfferingId>) -> Option<EnrollmentId> {
        let found = self.open.from(|key| (key.0, key.1) < (course, offering)).first();
        let found = found.map(|(key, ())| *key);
        let same = |key: &OpenKey| key.0 == course && (offering.is_none() || key.1 == offering);
        found.filter(same).map(|key| key.2)
    }
}

impl EnrollmentState {
    /// A completion that counts stands, and not after `effective`: what is known to be earlier goes
    /// before what is known to be later, and any known day before an unknown one.
    pub fn is_completed_by(&self, effective: EffectiveDay) -> bool {
        self.completed.is_some_and(|standing| match (standing.known(), effective.known()) {
            (Some(standing), Some(day)) => standing <= day,
            (None, Some(_)) => false,
            (Some(_) | None, None) => true,
        })
    }
}
