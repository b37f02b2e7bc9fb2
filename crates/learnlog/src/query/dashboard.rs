//! `learnlog dashboard`: how far everybody is. Invariant: the columns of a row add up to its
//! enrollments, and the answer says so if they do not.

use clap::{Args, ValueEnum};
use learnlog_proto::api::{
    DashboardGrouping, DashboardRow, GetCompletionDashboardRequest, GetCompletionDashboardResponse,
};
use learnlog_proto::google::r#type::Date;
use learnlog_proto::ledger::LedgerPosition;
use uuid::Uuid;

use crate::args;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::output::sheet::{Column, Sheet, number, text};
use crate::output::{Answer, Format, Output, cell};

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Grouping {
    /// One row per course.
    Course,
    /// One row per offering.
    Offering,
    /// One row per org unit, the one that the learner was in on the day of the enrollment.
    OrgUnit,
}

impl Grouping {
    /// The row of those that have none.
    fn none(self) -> &'static str {
        match self {
            Self::Course => "(no course)",
            Self::Offering => "(no offering)",
            Self::OrgUnit => "(no org unit)",
        }
    }
}

/// What `learnlog dashboard` asks.
#[derive(Debug, Args)]
pub struct DashboardArgs {
    /// What the rows are.
    #[arg(long, value_enum, default_value_t = Grouping::Course)]
    pub by: Grouping,
    /// Only enrollments that began on this day or later.
    #[arg(long, value_name = "DAY", value_parser = args::day)]
    pub from: Option<Date>,
    /// Only enrollments that began on this day or earlier.
    #[arg(long, value_name = "DAY", value_parser = args::day)]
    pub through: Option<Date>,
    /// Only this course.
    #[arg(long, value_name = "ID", value_parser = args::id)]
    pub course: Option<Uuid>,
    /// Only people who were in this org unit, or in one below it, on the day of the enrollment.
    #[arg(long, value_name = "ID", value_parser = args::id)]
    pub org_unit: Option<Uuid>,
    /// Answer from this position on, like 0:61,3:4012.
    #[arg(long, value_name = "POSITION", value_parser = args::position)]
    pub at_least: Option<LedgerPosition>,
}

/// Asks and prints. Errors: [`Failure`].
pub async fn run(args: &DashboardArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let grouping = match args.by {
        Grouping::Course => DashboardGrouping::Course,
        Grouping::Offering => DashboardGrouping::Offering,
        Grouping::OrgUnit => DashboardGrouping::OrgUnit,
    };
    let request = GetCompletionDashboardRequest {
        group_by: grouping.into(),
        enrolled_from: args.from,
        enrolled_through: args.through,
        course_id: args::id_text(args.course),
        org_unit_id: args::id_text(args.org_unit),
        at_least: args.at_least.clone(),
    };
    let dashboard = client
        .query(async |client| {
            let request = client.request(request.clone());
            client.queries().get_completion_dashboard(request).await
        })
        .await?;
    output.print(&answer(&dashboard, args.by, output.format)?)?;
    Ok(Exit::Done)
}

const COLUMNS: &[Column] = &[
    text("code"),
    text("title"),
    number("enrollments"),
    number("distinction"),
    number("passed"),
    number("completed"),
    number("failed"),
    number("withdrawn"),
    number("in_progress"),
    number("enrolled"),
    text("id"),
];

fn answer(
    dashboard: &GetCompletionDashboardResponse,
    by: Grouping,
    format: Format,
) -> Result<Answer, Failure> {
    let mut sheet = Sheet::new(COLUMNS);
    for row in &dashboard.rows {
        let title = if row.id.is_empty() { by.none() } else { &row.title };
        sheet.row(cells(row, title.to_owned()));
    }
    // Who sums up a column of CSV wants each enrollment once.
    if let (Some(total), Format::Table | Format::Json) = (&dashboard.total, format) {
        sheet.row(cells(total, "total".to_owned()));
    }
    let total = dashboard.total.as_ref().map_or(0, |total| total.enrollments);
    let mut notes = vec![
        format!(
            "counted per {}: {total}; org units are those on the day of the enrollment",
            dashboard.counting_unit
        ),
        format!("at position {}", cell::position(dashboard.position.as_ref())),
    ];
    if dashboard.undated > 0 {
        let undated = dashboard.undated;
        notes.insert(1, format!("left out by the date filter, their day being unknown: {undated}"));
    }
    let uneven = dashboard.rows.iter().chain(&dashboard.total).filter(|row| !adds_up(row)).count();
    if uneven > 0 {
        notes.push(format!("{uneven} rows do not add up: look at the server's log"));
    }
    let json = json::from_message("learnlog.api.v1.GetCompletionDashboardResponse", dashboard);
    let json = json.map_err(Failure::bug)?;
    Ok(Answer { json, heading: None, sheets: vec![sheet], notes })
}

fn states(row: &DashboardRow) -> [u64; 7] {
    [
        row.passed_with_distinction,
        row.passed,
        row.completed,
        row.failed,
        row.withdrawn,
        row.in_progress,
        row.enrolled,
    ]
}

fn adds_up(row: &DashboardRow) -> bool {
    states(row).iter().sum::<u64>() == row.enrollments
}

fn cells(row: &DashboardRow, title: String) -> [String; 11] {
    let [distinction, passed, completed, failed, withdrawn, in_progress, enrolled] =
        states(row).map(|count| count.to_string());
    [
        row.code.clone(),
        title,
        row.enrollments.to_string(),
        distinction,
        passed,
        completed,
        failed,
        withdrawn,
        in_progress,
        enrolled,
        row.id.clone(),
    ]
}

#[cfg(test)]
mod tests;
