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
use crate::output::{Answer, Output, cell};

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Grouping {
    /// One row per course.
    Course,
    /// One row per offering.
    Offering,
    /// One row per org unit.
    OrgUnit,
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
    /// Only this org unit and all units below it.
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
    output.print(&answer(&dashboard)?)?;
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

fn answer(dashboard: &GetCompletionDashboardResponse) -> Result<Answer, Failure> {
    let mut sheet = Sheet::new(COLUMNS);
    for row in &dashboard.rows {
        sheet.row(cells(row, row.title.clone()));
    }
    if let Some(total) = &dashboard.total {
        sheet.row(cells(total, "total".to_owned()));
    }
    let mut notes = vec![
        format!("counted per {}", dashboard.counting_unit),
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
