//! May the learner take part, or stop taking part?

use crate::catalog::Catalog;
use crate::decision::Decision;
use crate::enrollment::command::{Enroll, EnrollTarget, Withdraw};
use crate::enrollment::event::{Enrolled, EnrollmentEvent, Withdrawn};
use crate::enrollment::rejection::{EnrollRejection, WithdrawRejection};
use crate::event::Event;
use crate::state::LearnerState;
use crate::time::EffectiveDay;

/// Enrolls a learner. The same enrollment again is unchanged, whatever became of it since.
pub fn enroll(
    learner: &LearnerState,
    catalog: &Catalog,
    effective: EffectiveDay,
    command: &Enroll,
) -> Result<Decision, EnrollRejection> {
    if learner.person.is_none() {
        return Err(EnrollRejection::PersonUnknown);
    }
    let enrollment_id = command.enrollment_id;
    let (course_id, offering_id) = match command.target {
        EnrollTarget::Course(id) => (id, None),
        EnrollTarget::Offering(id) => {
            let offering = catalog.offering(id).ok_or(EnrollRejection::OfferingUnknown(id))?;
            (offering.definition.course_id, Some(id))
        }
    };
    let course = catalog.course(course_id).ok_or(EnrollRejection::CourseUnknown(course_id))?;
    if let Some(enrollment) = learner.enrollments.by_id.get(&enrollment_id) {
        return if (enrollment.course_id, enrollment.offering_id) == (course_id, offering_id) {
            Ok(Decision::no_difference())
        } else {
            Err(EnrollRejection::EnrollmentExists(enrollment_id))
        };
    }
    if let Some(open) = learner.enrollments.open_in(course_id, offering_id) {
        return Err(EnrollRejection::AlreadyEnrolled(open));
    }
    Ok(Decision::one(Event::Enrollment(EnrollmentEvent::Enrolled(Enrolled {
        enrollment_id,
        course_id,
        offering_id,
        course_version: course.definition_version,
        effective,
    }))))
}

/// Ends an enrollment.
pub fn withdraw(
    learner: &LearnerState,
    effective: EffectiveDay,
    command: &Withdraw,
) -> Result<Decision, WithdrawRejection> {
    if learner.person.is_none() {
        return Err(WithdrawRejection::PersonUnknown);
    }
    let enrollment_id = command.enrollment_id;
    let enrollment = learner
        .enrollments
        .by_id
        .get(&enrollment_id)
        .ok_or(WithdrawRejection::EnrollmentUnknown(enrollment_id))?;
    if let Some(withdrawn) = enrollment.withdrawn {
        return if withdrawn == effective {
            Ok(Decision::no_difference())
        } else {
            Err(WithdrawRejection::AlreadyWithdrawn(enrollment_id))
        };
    }
    if effective.is_before(enrollment.enrolled) {
        return Err(WithdrawRejection::BeforeEnrollment(enrollment_id));
    }
    Ok(Decision::one(Event::Enrollment(EnrollmentEvent::Withdrawn(Withdrawn {
        enrollment_id,
        effective,
        conflicts_with_outcome: enrollment.has_result,
    }))))
}
