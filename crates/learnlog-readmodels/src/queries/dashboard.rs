//! Counts of the latest states of enrollments. Invariant: the books close, each enrollment is in
//! exactly one count of one row.

use learnlog_domain::id::{CourseId, OrgUnitId};
use learnlog_domain::time::Day;
use learnlog_postgres::error::DatabaseError;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::Queries;
use super::answer::Answer;
use super::error::QueryError;
use super::overdue::org_units_below;
use crate::civil;
use crate::columns::Columns;

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
#[repr(i32)]
pub enum DashboardGrouping {
    /// Course.
    Course = 1,
    /// Offering; those in none share a row.
    Offering = 2,
    /// Org unit on the day of the enrollment, without those below it; those in none share a row.
    OrgUnit = 3,
}

/// Rows by code, the row without id last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// None is empty.
    pub rows: Vec<DashboardRow>,
    /// Sum of the rows.
    pub total: StatusCounts,
    /// Enrollments whose day is unknown and which the date filter therefore leaves out; 0 without
    /// one.
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

    /// Both together.
    fn and(self, other: &Self) -> Self {
        Self {
            passed_with_distinction: self.passed_with_distinction + other.passed_with_distinction,
            passed: self.passed + other.passed,
            completed: self.completed + other.completed,
            failed: self.failed + other.failed,
            withdrawn: self.withdrawn + other.withdrawn,
            in_progress: self.in_progress + other.in_progress,
            enrolled: self.enrolled + other.enrolled,
        }
    }
}

impl Queries {
    /// Counts of latest states.
    ///
    /// Errors: [`QueryError`].
    pub async fn dashboard(
        &self,
        request: &DashboardRequest,
    ) -> Result<Answer<Dashboard>, QueryError> {
        let group_by = request.group_by as i32;
        let course = request.course.map(|id| id.uuid());
        let from = request.enrolled_from.map(civil::stored);
        let through = request.enrolled_through.map(civil::stored);
        let dated = from.is_some() || through.is_some();
        self.answer(async |snapshot| {
            let org_units = match request.org_unit {
                Some(org_unit) => Some(org_units_below(snapshot, org_unit).await?),
                None => None,
            };
            let all: [&(dyn ToSql + Sync); 3] = [&group_by, &course, &org_units];
            let some: [&(dyn ToSql + Sync); 5] = [&group_by, &course, &org_units, &from, &through];
            let rows = if dated {
                snapshot.query(include_str!("dashboard/dated.sql"), &some).await?
            } else {
                snapshot.query(include_str!("dashboard/all.sql"), &all).await?
            };
            let undated = if dated {
                let statement = include_str!("dashboard/undated.sql");
                let rows = snapshot.query(statement, &[&course, &org_units]).await?;
                rows.first().map_or(Ok(0), |row| Columns::of(row).count())?
            } else {
                0
            };
            let rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            let total = rows.iter().fold(StatusCounts::default(), |sum, row| sum.and(&row.counts));
            Ok(Dashboard { rows, total, undated })
        })
        .await
    }
}

fn read(row: &Row) -> Result<DashboardRow, DatabaseError> {
    let mut columns = Columns::of(row);
    Ok(DashboardRow {
        id: columns.next()?,
        code: columns.next::<Option<String>>()?.unwrap_or_default(),
        title: columns.next::<Option<String>>()?.unwrap_or_default(),
        counts: StatusCounts {
            passed_with_distinction: columns.count()?,
            passed: columns.count()?,
            completed: columns.count()?,
            failed: columns.count()?,
            withdrawn: columns.count()?,
            in_progress: columns.count()?,
            enrolled: columns.count()?,
        },
    })
}
