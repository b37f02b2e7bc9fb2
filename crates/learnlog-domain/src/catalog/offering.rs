//! Offerings. Invariant: an offering keeps its course.

use crate::id::CourseId;
use crate::time::Day;

/// A class or run of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offering {
    /// Of which course; for ever.
    pub course_id: CourseId,
    /// Short name.
    pub code: String,
    /// Name as shown.
    pub title: String,
    /// The first day, inclusive.
    pub starts_on: Option<Day>,
    /// The last day, inclusive.
    pub ends_on: Option<Day>,
}
