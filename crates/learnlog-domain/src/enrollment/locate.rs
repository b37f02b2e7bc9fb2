//! Which course and enrollment a reported fact is about.

use crate::catalog::Catalog;
use crate::catalog::course::Course;
use crate::enrollment::rejection::CourseProblem;
use crate::enrollment::state::EnrollmentState;
use crate::id::{CourseId, EnrollmentId};
use crate::not_counted::NotCounted;
use crate::state::LearnerState;

/// What a fact is about.
#[derive(Debug)]
pub struct Located<'a> {
    /// The named course, else the enrollment's.
    pub course_id: CourseId,
    /// Its definition in force.
    pub course: &'a Course,
    /// The enrollment's version of the course, else the one in force.
    pub course_version: u32,
    /// The named enrollment, if the learner has it.
    pub enrollment: Option<&'a EnrollmentState>,
    /// An enrollment is named that the learner does not have.
    pub no_enrollment: Option<NotCounted>,
}

/// Finds what a fact is about. An unknown enrollment is no obstacle where the course is named.
pub fn locate<'a>(
    learner: &'a LearnerState,
    catalog: &'a Catalog,
    enrollment_id: Option<EnrollmentId>,
    course_id: Option<CourseId>,
) -> Result<Located<'a>, CourseProblem> {
    let enrollment = enrollment_id.and_then(|id| learner.enrollments.by_id.get(&id));
    let named = course_id;
    let course_id = named
        .or(enrollment.map(|enrollment| enrollment.course_id))
        .ok_or(CourseProblem::Unknown { course_id: None, enrollment_id })?;
    let defined = catalog
        .course(course_id)
        .ok_or(CourseProblem::Unknown { course_id: Some(course_id), enrollment_id: None })?;
    if let (Some(enrollment), Some(enrollment_id)) = (enrollment, enrollment_id)
        && enrollment.course_id != course_id
    {
        return Err(CourseProblem::Mismatch { course_id, enrollment_id });
    }
    let unknown = enrollment_id.is_some() && enrollment.is_none();
    Ok(Located {
        course_id,
        course: &defined.definition,
        course_version: enrollment
            .map_or(defined.definition_version, |enrollment| enrollment.course_version),
        enrollment,
        no_enrollment: unknown.then_some(NotCounted::NoEnrollment),
    })
}
