//! What a learner reached.

use crate::basis_points::BasisPoints;
use crate::id::{AttemptId, ComponentId, CourseId, CreditId, EnrollmentId, OfferingId};
use crate::not_counted::NotCounted;
use crate::protected::Protected;
use crate::time::EffectiveDay;

/// One fact about a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompletionEvent {
    /// "completion.outcome_recorded".
    OutcomeRecorded(OutcomeRecorded),
    /// "completion.prior_learning_credited".
    PriorLearningCredited(PriorLearningCredited),
}

/// A result as reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRecorded {
    /// As reported; the learner may not have it.
    pub enrollment_id: Option<EnrollmentId>,
    /// The named course, else the enrollment's.
    pub course_id: CourseId,
    /// The enrollment's offering.
    pub offering_id: Option<OfferingId>,
    /// The enrollment's version of the course, else the one in force.
    pub course_version: u32,
    /// The source's id of the attempt.
    pub attempt_id: Option<AttemptId>,
    /// Complete or not.
    pub completion: Completion,
    /// Passed or not.
    pub success: Success,
    /// "DISTINCTION": a code.
    pub grade: Option<String>,
    /// The score.
    pub score: Option<BasisPoints>,
    /// When.
    pub effective: EffectiveDay,
    /// None: it counts.
    pub not_counted: Option<NotCounted>,
    /// A result (complete, passed or failed) beside a withdrawal of the same enrollment: the
    /// conflict is listed.
    pub conflicts_with_withdrawal: bool,
}

/// What was learned elsewhere or earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorLearningCredited {
    /// Which credit.
    pub credit_id: CreditId,
    /// As reported; the learner may not have it.
    pub enrollment_id: Option<EnrollmentId>,
    /// The named course, else the enrollment's.
    pub course_id: CourseId,
    /// Part of the course; none: the whole, and the credit is a completion of it.
    pub component_id: Option<ComponentId>,
    /// The enrollment's version of the course, else the one in force.
    pub course_version: u32,
    /// Opaque id of who assessed.
    pub assessor: Option<String>,
    /// What it rests on.
    pub evidence: Option<Protected>,
    /// When.
    pub effective: EffectiveDay,
    /// None: it counts.
    pub not_counted: Option<NotCounted>,
}

/// Complete or not; passed does not follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completion {
    /// Not told.
    Unknown,
    /// Not complete.
    Incomplete,
    /// Complete.
    Complete,
}

/// Passed or not; complete does not follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Success {
    /// Not told.
    Unknown,
    /// Failed.
    Failed,
    /// Passed.
    Passed,
}

impl OutcomeRecorded {
    /// It says complete, passed or failed.
    pub fn is_result(&self) -> bool {
        self.completion == Completion::Complete || self.success != Success::Unknown
    }
}
