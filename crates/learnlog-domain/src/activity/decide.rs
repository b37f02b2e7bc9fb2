//! Does a player's fact count?

use crate::activity::command::{RecordLaunch, RecordProgress};
use crate::activity::event::{ActivityEvent, Launched, Progressed};
use crate::activity::rejection::ActivityRejection;
use crate::catalog::Catalog;
use crate::decision::Decision;
use crate::enrollment::locate::{Located, locate};
use crate::event::Event;
use crate::id::{ComponentId, CourseId, EnrollmentId};
use crate::not_counted::NotCounted;
use crate::state::LearnerState;
use crate::time::EffectiveDay;

/// Records that something was opened.
pub fn launch(
    learner: &LearnerState,
    catalog: &Catalog,
    effective: EffectiveDay,
    command: &RecordLaunch,
) -> Result<Decision, ActivityRejection> {
    let RecordLaunch { enrollment_id, course_id, component_id } = *command;
    let located = place(learner, catalog, enrollment_id, course_id, component_id)?;
    Ok(Decision::one(Event::Activity(ActivityEvent::Launched(Launched {
        enrollment_id,
        course_id: located.course_id,
        component_id,
        effective,
        not_counted: not_counted(&located, catalog, effective),
    }))))
}

/// Records that something was done.
pub fn progress(
    learner: &LearnerState,
    catalog: &Catalog,
    effective: EffectiveDay,
    command: &RecordProgress,
) -> Result<Decision, ActivityRejection> {
    let RecordProgress { enrollment_id, course_id, component_id, progress } = *command;
    let located = place(learner, catalog, enrollment_id, course_id, component_id)?;
    Ok(Decision::one(Event::Activity(ActivityEvent::Progressed(Progressed {
        enrollment_id,
        course_id: located.course_id,
        component_id,
        progress,
        effective,
        not_counted: not_counted(&located, catalog, effective),
    }))))
}

fn place<'a>(
    learner: &'a LearnerState,
    catalog: &'a Catalog,
    enrollment_id: Option<EnrollmentId>,
    course_id: Option<CourseId>,
    component_id: Option<ComponentId>,
) -> Result<Located<'a>, ActivityRejection> {
    if learner.person.is_none() {
        return Err(ActivityRejection::PersonUnknown);
    }
    let located =
        locate(learner, catalog, enrollment_id, course_id).map_err(ActivityRejection::Course)?;
    match component_id {
        Some(id) if !located.course.has_component(id) => {
            Err(ActivityRejection::ComponentUnknown(id))
        }
        Some(_) | None => Ok(located),
    }
}

/// The first reason that applies. The days of enrollment, withdrawal and end still count, and
/// unknown days are neither before nor after them.
fn not_counted(
    located: &Located<'_>,
    catalog: &Catalog,
    effective: EffectiveDay,
) -> Option<NotCounted> {
    let Some(enrollment) = located.enrollment else { return located.no_enrollment };
    if effective.is_before(enrollment.enrolled) {
        return Some(NotCounted::BeforeEnrollment);
    }
    if enrollment.withdrawn.is_some_and(|withdrawn| withdrawn.is_before(effective)) {
        return Some(NotCounted::AfterWithdrawal);
    }
    let offering = enrollment.offering_id.and_then(|id| catalog.offering(id));
    let end = offering.and_then(|defined| defined.definition.ends_on);
    let after_end = end.is_some_and(|end| EffectiveDay::Known(end).is_before(effective));
    after_end.then_some(NotCounted::AfterOfferingEnd)
}
