//! Why the rules say no to a player's fact, in order of precedence.

use crate::enrollment::rejection::CourseProblem;
use crate::id::ComponentId;
use crate::rejection::Details;

/// No to [`crate::activity::command::RecordLaunch`] or
/// [`crate::activity::command::RecordProgress`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivityRejection {
    /// No such learner.
    PersonUnknown,
    /// It cannot be told, or not trusted, which course it is about.
    Course(CourseProblem),
    /// The course has no such component.
    ComponentUnknown(ComponentId),
}

impl ActivityRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::Course(problem) => problem.reason(),
            Self::ComponentUnknown(_) => "COMPONENT_UNKNOWN",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::PersonUnknown => vec![],
            Self::Course(problem) => problem.details(),
            Self::ComponentUnknown(id) => vec![("component_id", id.to_string())],
        }
    }
}
