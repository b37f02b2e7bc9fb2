//! What can be asked about enrollments.

use crate::id::{CourseId, EnrollmentId, OfferingId};

/// Enrolls a learner in a course or one of its offerings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enroll {
    /// Chosen by the caller.
    pub enrollment_id: EnrollmentId,
    /// In what.
    pub target: EnrollTarget,
}

/// What a learner can be enrolled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrollTarget {
    /// A course, in none of its offerings.
    Course(CourseId),
    /// An offering; the course is the offering's.
    Offering(OfferingId),
}

/// Ends an enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdraw {
    /// Which.
    pub enrollment_id: EnrollmentId,
}
