//! Jobs, as employment knows them.

/// What a person is employed as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Short name.
    pub code: String,
    /// Name as shown.
    pub title: String,
}
