//! What players report.

use crate::basis_points::BasisPoints;
use crate::id::{ComponentId, CourseId, EnrollmentId};

/// The learner opened something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLaunch {
    /// In which enrollment, if the player knows.
    pub enrollment_id: Option<EnrollmentId>,
    /// Needed where the enrollment is not named or may be unknown.
    pub course_id: Option<CourseId>,
    /// Which part of the course.
    pub component_id: Option<ComponentId>,
}

/// The learner got on with something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordProgress {
    /// In which enrollment, if the player knows.
    pub enrollment_id: Option<EnrollmentId>,
    /// Needed where the enrollment is not named or may be unknown.
    pub course_id: Option<CourseId>,
    /// Which part of the course.
    pub component_id: Option<ComponentId>,
    /// How much of it is done; none: nobody measured.
    pub progress: Option<BasisPoints>,
}
