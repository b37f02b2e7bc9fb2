//! Why the rules say no to something about assignments, in order of precedence.

use crate::id::{AssignmentId, CertificationId, CourseId};
use crate::rejection::Details;

/// No to [`crate::assignment::command::Assign`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignRejection {
    /// No such learner.
    PersonUnknown,
    /// No such course is defined.
    CourseUnknown(CourseId),
    /// No such certification is defined.
    CertificationUnknown(CertificationId),
    /// The id exists with another target, source or due day.
    AssignmentExists(AssignmentId),
}

impl AssignRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::CourseUnknown(_) => "COURSE_UNKNOWN",
            Self::CertificationUnknown(_) => "CERTIFICATION_UNKNOWN",
            Self::AssignmentExists(_) => "ASSIGNMENT_EXISTS",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::PersonUnknown => vec![],
            Self::CourseUnknown(id) => vec![("course_id", id.to_string())],
            Self::CertificationUnknown(id) => vec![("certification_id", id.to_string())],
            Self::AssignmentExists(id) => vec![("assignment_id", id.to_string())],
        }
    }
}
