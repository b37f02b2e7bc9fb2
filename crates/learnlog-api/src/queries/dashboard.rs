//! GetCompletionDashboard: counts of latest states, as the wire says them.

use learnlog_codec::entry::LedgerPosition;
use learnlog_domain::id::{CourseId, OrgUnitId};
use learnlog_proto::api;
use learnlog_readmodels::catalog::DefinitionKind;
use learnlog_readmodels::queries::answer::Answer;
use learnlog_readmodels::queries::dashboard::{
    DASHBOARD_COUNTING_UNIT, Dashboard, DashboardGrouping, DashboardRequest, DashboardRow,
    StatusCounts,
};

use super::named::Named;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::input::at::At;
use crate::input::field;
use crate::input::position::{position, to_proto};

/// Reads a request in a ledger with `logs` logs: what is asked, and what must be visible. Errors: the INVALID_ARGUMENT reasons.
pub fn read(
    input: &api::GetCompletionDashboardRequest,
    logs: u32,
) -> Result<(DashboardRequest, Option<LedgerPosition>), ApiError> {
    let at_least = position(At::root("at_least"), &input.at_least, logs)?;
    let (at, expected) = (At::root("group_by"), "COURSE, OFFERING or ORG_UNIT");
    let group_by = match field::choice(at, input.group_by, expected)? {
        api::DashboardGrouping::Unspecified => return Err(field::missing(at, expected)),
        api::DashboardGrouping::Course => DashboardGrouping::Course,
        api::DashboardGrouping::Offering => DashboardGrouping::Offering,
        api::DashboardGrouping::OrgUnit => DashboardGrouping::OrgUnit,
    };
    let at_through = At::root("enrolled_through");
    let enrolled_from = field::optional_day(At::root("enrolled_from"), &input.enrolled_from)?;
    let enrolled_through = field::optional_day(at_through, &input.enrolled_through)?;
    if let (Some(from), Some(through)) = (enrolled_from, enrolled_through)
        && through < from
    {
        let expected = "a day on or after enrolled_from";
        let wrong = "before enrolled_from";
        return Err(ApiError::of_field(Reason::DateInvalid, at_through, wrong, expected)
            .with("enrolled_from", from)
            .with("enrolled_through", through));
    }
    let unit = At::root("org_unit_id");
    let request = DashboardRequest {
        group_by,
        enrolled_from,
        enrolled_through,
        course: field::optional_id(At::root("course_id"), &input.course_id, CourseId::new)?,
        org_unit: field::optional_id(unit, &input.org_unit_id, OrgUnitId::new)?,
    };
    Ok((request, at_least))
}

/// What the filters name.
pub fn named(request: &DashboardRequest) -> Vec<Named> {
    let org_unit = request.org_unit.map(|id| (id.uuid(), DefinitionKind::OrgUnit, "org_unit_id"));
    let course = request.course.map(|id| (id.uuid(), DefinitionKind::Course, "course_id"));
    org_unit.into_iter().chain(course).collect()
}

/// The dashboard as the wire says it.
pub fn response(answer: Answer<Dashboard>) -> api::GetCompletionDashboardResponse {
    let total = DashboardRow {
        id: None,
        code: String::new(),
        title: String::new(),
        counts: answer.value.total,
    };
    api::GetCompletionDashboardResponse {
        position: Some(to_proto(&answer.position)),
        counting_unit: DASHBOARD_COUNTING_UNIT.to_owned(),
        rows: answer.value.rows.into_iter().map(row).collect(),
        total: Some(row(total)),
        undated: answer.value.undated,
    }
}

fn row(row: DashboardRow) -> api::DashboardRow {
    let StatusCounts {
        passed_with_distinction,
        passed,
        completed,
        failed,
        withdrawn,
        in_progress,
        enrolled,
    } = row.counts;
    api::DashboardRow {
        id: row.id.map(|id| id.to_string()).unwrap_or_default(),
        code: row.code,
        title: row.title,
        enrollments: row.counts.enrollments(),
        passed_with_distinction,
        passed,
        completed,
        failed,
        withdrawn,
        in_progress,
        enrolled,
    }
}
