//! What an import says about learning.

use crate::mapping::rules::values::OutcomeValue;
use crate::plan::names::NameId;

/// What somebody did.
#[derive(Debug, PartialEq, Eq)]
pub struct Learning {
    /// In which enrollment; enrollments and withdrawals have one.
    pub enrollment: Option<NameId>,
    /// What.
    pub act: Act,
}

/// Something that a learner did or reached.
#[derive(Debug, PartialEq, Eq)]
pub enum Act {
    /// An enrollment begins.
    Enroll(Target),
    /// An enrollment ends.
    Withdraw {
        /// A code.
        reason: String,
    },
    /// Something was done.
    Progress {
        /// In what.
        scope: Scope,
        /// How far, in hundredths of a percent.
        basis_points: Option<u32>,
    },
    /// Prior learning counts.
    Credit {
        /// Which.
        credit: NameId,
        /// For what.
        scope: Scope,
        /// Who assessed.
        assessor: Option<String>,
        /// Free text.
        evidence: Option<String>,
    },
    /// A result.
    Outcome {
        /// In which course.
        course: NameId,
        /// Of which attempt.
        attempt: Option<NameId>,
        /// What it says.
        value: OutcomeValue,
        /// In hundredths of a percent.
        score_basis_points: Option<u32>,
    },
}

/// What an enrollment is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A course.
    Course(NameId),
    /// One of its offerings.
    Offering(NameId),
}

/// A course, or part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The course.
    pub course: NameId,
    /// None: all of it.
    pub component: Option<NameId>,
}
