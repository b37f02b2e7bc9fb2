//! Counts of the latest states of enrollments. Invariant: the books close, each enrollment is in exactly one count of one row.

use learnlog_domain::id::{CourseId, OrgUnitId};
use learnlog_domain::time::Day;
use uuid::Uuid;

/// Printed by every answer.
pub const DASHBOARD_COUNTING_UNIT: &str = "enrollment";

/// What to count and how to group it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DashboardRequest {
    /// One row per what.
    pub group_by: DashboardGrouping,
    /// Enrollments that began on or after this day; leaves out those whose day is unknown.
    pub enrolled_from: Option<Day>,
    /// Enrollments that began on or before this day; leaves out those whose day is unknown.
    pub enrolled_through: Option<Day>,
    /// In this course.
    pub course: Option<CourseId>,
    /// Of people who were in this unit, or in one below it, on the day of the enrollment.
    pub org_unit: Option<OrgUnitId>,
}

/// One row per what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DashboardGrouping {
    /// Course.
    Course,
    /// Offering; those in none share a row.
    Offering,
    /// Org unit on the day of the enrollment, without those below it; those in none share a row.
    OrgUnit,
}

/// Rows by code, the row without id last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// None is empty.
    pub rows: Vec<DashboardRow>,
    /// Sum of the rows.
    pub total: StatusCounts,
    /// Enrollments whose day is unknown and which the date filter therefore leaves out; 0 without one.
    pub undated: u64,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DashboardRow {
    /// None in the row of those without offering or org unit.
    pub id: Option<Uuid>,
    /// Of the definition; empty where there is none.
    pub code: String,
    /// Of the definition; empty where there is none.
    pub title: String,
    /// Enrollments by status.
    pub counts: StatusCounts,
}

/// Enrollments by [`crate::enrollments::status::EnrollmentStatus`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatusCounts {
    /// Passed with grade DISTINCTION.
    pub passed_with_distinction: u64,
    /// Passed otherwise.
    pub passed: u64,
    /// Complete, success unknown.
    pub completed: u64,
    /// Failed.
    pub failed: u64,
    /// Withdrawn.
    pub withdrawn: u64,
    /// Launched or progressed.
    pub in_progress: u64,
    /// Nothing yet.
    pub enrolled: u64,
}

impl StatusCounts {
    /// The sum of all counts.
    pub fn enrollments(&self) -> u64 {
        self.passed_with_distinction
            + self.passed
            + self.completed
            + self.failed
            + self.withdrawn
            + self.in_progress
            + self.enrolled
    }
}
