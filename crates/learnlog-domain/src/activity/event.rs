//! What a learner did.

use crate::basis_points::BasisPoints;
use crate::id::{ComponentId, CourseId, EnrollmentId};
use crate::not_counted::NotCounted;
use crate::time::EffectiveDay;

/// One fact about what a learner did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityEvent {
    /// "activity.launched".
    Launched(Launched),
    /// "activity.progressed".
    Progressed(Progressed),
}

/// Something was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launched {
    /// As reported; the learner may not have it.
    pub enrollment_id: Option<EnrollmentId>,
    /// The named course, else the enrollment's.
    pub course_id: CourseId,
    /// Which part of the course.
    pub component_id: Option<ComponentId>,
    /// When.
    pub effective: EffectiveDay,
    /// None: it counts.
    pub not_counted: Option<NotCounted>,
}

/// Something was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progressed {
    /// As reported; the learner may not have it.
    pub enrollment_id: Option<EnrollmentId>,
    /// The named course, else the enrollment's.
    pub course_id: CourseId,
    /// Which part of the course.
    pub component_id: Option<ComponentId>,
    /// How much of it is done; none: nobody measured.
    pub progress: Option<BasisPoints>,
    /// When.
    pub effective: EffectiveDay,
    /// None: it counts.
    pub not_counted: Option<NotCounted>,
}
