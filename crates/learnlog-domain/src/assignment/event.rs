//! What happens to assignments.

use crate::id::{AssignmentId, AssignmentSourceId, CertificationId, CourseId};
use crate::time::{Day, EffectiveDay};

/// One fact about an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignmentEvent {
    /// "assignment.assigned".
    Assigned(Assigned),
}

/// The learner is obliged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// Which assignment.
    pub assignment_id: AssignmentId,
    /// What is to be reached.
    pub target: Target,
    /// Who or what obliges.
    pub source: AssignmentSource,
    /// The rule, org unit, job … that the source names.
    pub source_id: Option<AssignmentSourceId>,
    /// The last good day; none: no deadline.
    pub due_on: Option<Day>,
    /// From when the learner is obliged.
    pub effective: EffectiveDay,
}

/// What can be assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A course.
    Course(CourseId),
    /// A certification.
    Certification(CertificationId),
}

/// Who or what obliges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AssignmentSource {
    /// One person.
    Person,
    /// Membership in an org unit.
    OrgUnit,
    /// A job.
    Job,
    /// Everybody under a manager.
    ManagerTree,
    /// A rule over the person's attributes.
    Audience,
}
