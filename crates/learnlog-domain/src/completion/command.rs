//! What players and assessors report about results.

use crate::basis_points::BasisPoints;
use crate::completion::event::{Completion, Success};
use crate::id::{AttemptId, ComponentId, CourseId, CreditId, EnrollmentId};
use crate::protected::Protected;

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOutcome {
    /// In which enrollment, if the source knows.
    pub enrollment_id: Option<EnrollmentId>,
    /// Needed where the enrollment is not named or may be unknown.
    pub course_id: Option<CourseId>,
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
}

/// What was learned elsewhere or earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditPriorLearning {
    /// Chosen by the caller.
    pub credit_id: CreditId,
    /// For which enrollment, if for one.
    pub enrollment_id: Option<EnrollmentId>,
    /// Needed where the enrollment is not named or may be unknown.
    pub course_id: Option<CourseId>,
    /// Part of the course; none: the whole.
    pub component_id: Option<ComponentId>,
    /// Opaque id of who assessed.
    pub assessor: Option<String>,
    /// What it rests on.
    pub evidence: Option<Protected>,
}
