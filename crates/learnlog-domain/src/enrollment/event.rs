//! What happens to enrollments.

use crate::id::{CourseId, EnrollmentId, OfferingId};
use crate::time::EffectiveDay;

/// One fact about an enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrollmentEvent {
    /// "enrollment.enrolled".
    Enrolled(Enrolled),
    /// "enrollment.withdrawn".
    Withdrawn(Withdrawn),
}

/// The learner takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Which enrollment.
    pub enrollment_id: EnrollmentId,
    /// In which course.
    pub course_id: CourseId,
    /// In which of its offerings, if in one.
    pub offering_id: Option<OfferingId>,
    /// The version of the course in force.
    pub course_version: u32,
    /// From when.
    pub effective: EffectiveDay,
}

/// The learner no longer takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// Which enrollment.
    pub enrollment_id: EnrollmentId,
    /// The last day of it.
    pub effective: EffectiveDay,
    /// A result (complete, passed or failed) stands beside this withdrawal: the conflict is listed.
    pub conflicts_with_outcome: bool,
}
