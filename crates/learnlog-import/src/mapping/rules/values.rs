//! What values of the source can be made to mean.

use serde::Deserialize;

/// Which outcome completes a course.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompletedBy {
    /// Complete, and not failed.
    #[default]
    Complete,
    /// Complete and passed.
    Passed,
}

/// What a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentKind {
    /// Something to read, watch or click through.
    Content,
    /// A meeting.
    Session,
    /// A test.
    Assessment,
    /// Watched at work.
    Observation,
    /// A document to read and sign.
    Document,
    /// Questions without right answers.
    Survey,
}

/// What a result means. One part does not follow from the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeValue {
    /// Complete or not; unknown unless told.
    #[serde(default)]
    pub completion: Completion,
    /// Passed or not; unknown unless told.
    #[serde(default)]
    pub success: Success,
    /// A code, A-Z, 0-9 and `_`.
    pub grade: Option<String>,
}

/// Complete or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// Nobody says.
    #[default]
    Unknown,
    /// Not yet.
    Incomplete,
    /// Done.
    Complete,
}

/// Passed or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Success {
    /// Nobody says.
    #[default]
    Unknown,
    /// No.
    Failed,
    /// Yes.
    Passed,
}
