//! Why the rules say no to a report about results, in order of precedence.

use crate::enrollment::rejection::CourseProblem;
use crate::id::{ComponentId, CreditId};
use crate::rejection::Details;

/// No to [`crate::completion::command::RecordOutcome`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordOutcomeRejection {
    /// No such learner.
    PersonUnknown,
    /// It cannot be told, or not trusted, which course it is about.
    Course(CourseProblem),
}

impl RecordOutcomeRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::Course(problem) => problem.reason(),
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::PersonUnknown => vec![],
            Self::Course(problem) => problem.details(),
        }
    }
}

/// No to [`crate::completion::command::CreditPriorLearning`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditPriorLearningRejection {
    /// No such learner.
    PersonUnknown,
    /// It cannot be told, or not trusted, which course it is about.
    Course(CourseProblem),
    /// The course has no such component.
    ComponentUnknown(ComponentId),
    /// The id exists with other content.
    CreditExists(CreditId),
}

impl CreditPriorLearningRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::Course(problem) => problem.reason(),
            Self::ComponentUnknown(_) => "COMPONENT_UNKNOWN",
            Self::CreditExists(_) => "CREDIT_EXISTS",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::PersonUnknown => vec![],
            Self::Course(problem) => problem.details(),
            Self::ComponentUnknown(id) => vec![("component_id", id.to_string())],
            Self::CreditExists(id) => vec![("credit_id", id.to_string())],
        }
    }
}
