//! Why the rules say no to something about enrollments, in order of precedence.

use crate::id::{CourseId, EnrollmentId, OfferingId};
use crate::rejection::Details;

/// No to [`crate::enrollment::command::Enroll`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrollRejection {
    /// No such learner.
    PersonUnknown,
    /// No such course is defined.
    CourseUnknown(CourseId),
    /// No such offering is defined.
    OfferingUnknown(OfferingId),
    /// The id exists with another course or offering.
    EnrollmentExists(EnrollmentId),
    /// This open enrollment is in the same offering or, where none is asked for, in the same
    /// course.
    AlreadyEnrolled(EnrollmentId),
}

impl EnrollRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::CourseUnknown(_) => "COURSE_UNKNOWN",
            Self::OfferingUnknown(_) => "OFFERING_UNKNOWN",
            Self::EnrollmentExists(_) => "ENROLLMENT_EXISTS",
            Self::AlreadyEnrolled(_) => "ALREADY_ENROLLED",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::PersonUnknown => vec![],
            Self::CourseUnknown(id) => vec![("course_id", id.to_string())],
            Self::OfferingUnknown(id) => vec![("offering_id", id.to_string())],
            Self::EnrollmentExists(id) | Self::AlreadyEnrolled(id) => {
                vec![("enrollment_id", id.to_string())]
            }
        }
    }
}

/// No to [`crate::enrollment::command::Withdraw`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithdrawRejection {
    /// No such learner.
    PersonUnknown,
    /// The learner has no such enrollment.
    EnrollmentUnknown(EnrollmentId),
    /// Withdrawn already, on another day.
    AlreadyWithdrawn(EnrollmentId),
    /// The day is known and before the known day of the enrollment.
    BeforeEnrollment(EnrollmentId),
}

impl WithdrawRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::EnrollmentUnknown(_) => "ENROLLMENT_UNKNOWN",
            Self::AlreadyWithdrawn(_) => "ALREADY_WITHDRAWN",
            Self::BeforeEnrollment(_) => "BEFORE_ENROLLMENT",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::PersonUnknown => vec![],
            Self::EnrollmentUnknown(id)
            | Self::AlreadyWithdrawn(id)
            | Self::BeforeEnrollment(id) => vec![("enrollment_id", id.to_string())],
        }
    }
}

/// Why a fact's course cannot be told, or not trusted. Part of the rejections of all facts about a
/// course, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CourseProblem {
    /// No course is named and the enrollment is unknown, or the named course is not defined.
    Unknown {
        /// The named course.
        course_id: Option<CourseId>,
        /// The named enrollment.
        enrollment_id: Option<EnrollmentId>,
    },
    /// The enrollment is in another course than the named one.
    Mismatch {
        /// The named course.
        course_id: CourseId,
        /// The named enrollment.
        enrollment_id: EnrollmentId,
    },
}

impl CourseProblem {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "COURSE_UNKNOWN",
            Self::Mismatch { .. } => "COURSE_MISMATCH",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        let (course_id, enrollment_id) = match *self {
            Self::Unknown { course_id, enrollment_id } => (course_id, enrollment_id),
            Self::Mismatch { course_id, enrollment_id } => (Some(course_id), Some(enrollment_id)),
        };
        let course = course_id.map(|id| ("course_id", id.to_string()));
        let enrollment = enrollment_id.map(|id| ("enrollment_id", id.to_string()));
        course.into_iter().chain(enrollment).collect()
    }
}
