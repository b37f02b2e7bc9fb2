//! On which days which courses were completed, and which reports have been heard.

use crate::basis_points::BasisPoints;
use crate::completion::event::{Completion, Success};
use crate::id::{AttemptId, ComponentId, CourseId, CreditId, EnrollmentId};
use crate::protected::Fingerprint;
use crate::sorted::Sorted;
use crate::time::{Day, EffectiveDay};

/// What a learner reached.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Completions {
    /// One for each completion that counts and whose day is known.
    pub days: Sorted<(CourseId, Day), ()>,
    /// Reports that name an attempt; those of one attempt may disagree.
    pub attempts: Sorted<AttemptId, Report>,
    /// Credits from prior learning.
    pub credits: Sorted<CreditId, CreditState>,
}

/// What tells one report of an attempt from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Of which course.
    pub course_id: CourseId,
    /// In which enrollment.
    pub enrollment_id: Option<EnrollmentId>,
    /// Complete or not.
    pub completion: Completion,
    /// Passed or not.
    pub success: Success,
    /// A code.
    pub grade: Option<Box<str>>,
    /// The score.
    pub score: Option<BasisPoints>,
    /// When.
    pub effective: EffectiveDay,
}

/// What tells one credit from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditState {
    /// Of which course.
    pub course_id: CourseId,
    /// For which enrollment.
    pub enrollment_id: Option<EnrollmentId>,
    /// For which part of the course.
    pub component_id: Option<ComponentId>,
    /// Who assessed.
    pub assessor: Option<Box<str>>,
    /// What it rests on.
    pub evidence: Option<Box<Fingerprint>>,
    /// When.
    pub effective: EffectiveDay,
}

impl Completions {
    /// Completions of a course from a day on, in order.
    pub fn of(&self, course: CourseId, from: Day) -> impl Iterator<Item = Day> {
        let rest = self.days.from(|key| *key < (course, from)).iter();
        rest.map(|(key, ())| *key).take_while(move |key| key.0 == course).map(|key| key.1)
    }
}
