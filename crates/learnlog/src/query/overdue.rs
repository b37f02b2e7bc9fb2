//! `learnlog overdue`: who is late, for what, by how much. Invariant: the list is never cut short
//! silently, and where its pages were read at different positions, it says so.

use clap::Args;
use learnlog_proto::api::{ExclusionReason, ListOverdueRequest, ListOverdueResponse, OverdueItem};
use learnlog_proto::google::r#type::Date;
use learnlog_proto::ledger::LedgerPosition;
use uuid::Uuid;

use crate::args;
use crate::client::Client;
use crate::client::refusal::ClientError;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::output::sheet::{Column, Sheet, number, text};
use crate::output::{Answer, Format, Output, cell};

/// Rows of a table for people, unless told.
const TABLE_LIMIT_ITEMS: usize = 50;

/// Largest page that the API gives.
const PAGE_MAX_ITEMS: i32 = 1_000;

/// What `learnlog overdue` asks.
#[derive(Debug, Args)]
pub struct OverdueArgs {
    /// The day asked about; today, if not given.
    #[arg(long, value_name = "DAY", value_parser = args::day)]
    pub on: Option<Date>,
    /// IANA time zone that says which day today is; UTC, if not given.
    #[arg(long, default_value = "")]
    pub zone: String,
    /// Only this org unit and all units below it.
    #[arg(long, value_name = "ID", value_parser = args::id)]
    pub org_unit: Option<Uuid>,
    /// Only this course.
    #[arg(long, value_name = "ID", value_parser = args::id)]
    pub course: Option<Uuid>,
    /// Only this certification.
    #[arg(long, value_name = "ID", value_parser = args::id)]
    pub certification: Option<Uuid>,
    /// At most so many, the longest overdue first; 0: all. Unless told, a table has 50, JSON and CSV
    /// have all.
    #[arg(long)]
    pub limit: Option<usize>,
    /// Answer from this position on, like 0:61,3:4012.
    #[arg(long, value_name = "POSITION", value_parser = args::position)]
    pub at_least: Option<LedgerPosition>,
}

/// All pages in one, and where they were read.
struct List {
    /// As of the last page.
    whole: ListOverdueResponse,
    /// Of the first page.
    first_position: Option<LedgerPosition>,
}

/// Asks and prints. Errors: [`Failure`].
pub async fn run(args: &OverdueArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let limit = match (args.limit, output.format) {
        (Some(limit), _) => limit,
        (None, Format::Table) => TABLE_LIMIT_ITEMS,
        (None, Format::Json | Format::Csv) => 0,
    };
    let list = all_pages(args, limit, client).await?;
    output.print(&answer(&list)?)?;
    Ok(Exit::Done)
}

async fn all_pages(args: &OverdueArgs, limit: usize, client: &Client) -> Result<List, ClientError> {
    let limit = if limit == 0 { usize::MAX } else { limit };
    let mut whole = ListOverdueResponse::default();
    let mut first_position = None;
    loop {
        let missing = i32::try_from(limit - whole.items.len()).unwrap_or(i32::MAX);
        let request = ListOverdueRequest {
            with_counts: true,
            effective_on: args.on,
            zone: args.zone.clone(),
            org_unit_id: args::id_text(args.org_unit),
            course_id: args::id_text(args.course),
            certification_id: args::id_text(args.certification),
            page_size: missing.min(PAGE_MAX_ITEMS),
            page_token: std::mem::take(&mut whole.next_page_token),
            at_least: args.at_least.clone(),
        };
        let page = client
            .query(async |client| {
                client.queries().list_overdue(client.request(request.clone())).await
            })
            .await?;
        first_position = first_position.or_else(|| page.position.clone());
        // Counted with the first page only.
        let total = page.total.or(whole.total);
        let excluded = if page.total.is_some() { page.excluded } else { whole.excluded };
        let items = whole.items.into_iter().chain(page.items).take(limit).collect();
        whole = ListOverdueResponse { items, total, excluded, ..page };
        if whole.next_page_token.is_empty() || whole.items.len() >= limit {
            return Ok(List { whole, first_position });
        }
    }
}

const COLUMNS: &[Column] = &[
    number("days_overdue"),
    text("due_on"),
    text("learner"),
    text("org_unit"),
    text("target"),
    text("learner_id"),
    text("target_id"),
    text("org_unit_id"),
    text("manager_id"),
];

fn answer(list: &List) -> Result<Answer, Failure> {
    let List { whole: list, first_position } = list;
    let mut sheet = Sheet::new(COLUMNS);
    for item in &list.items {
        sheet.row(row(item));
    }
    let shown = list.items.len() as u64;
    let total = list.total.unwrap_or(shown);
    let mut notes = vec![format!(
        "overdue on {}, counted per {}: {total}",
        cell::day(list.effective_on),
        list.counting_unit,
    )];
    if total > shown {
        let more = total - shown;
        notes.push(format!("{shown} shown, {more} more: raise --limit, or take 0 for all"));
    }
    for excluded in &list.excluded {
        let reason = match ExclusionReason::try_from(excluded.reason).unwrap_or_default() {
            ExclusionReason::EmploymentEnded => "people whose employment had ended before that day",
            ExclusionReason::NotYetEmployed => "people who were not employed yet on that day",
            ExclusionReason::Unspecified => "others",
        };
        notes.push(format!("left out: {} of {reason}", excluded.count));
    }
    notes.push(positions(first_position.as_ref(), list.position.as_ref()));
    let json = json::from_message("learnlog.api.v1.ListOverdueResponse", list);
    let mut json = json.map_err(Failure::bug)?;
    if let Some(first) = first_position {
        let first = json::from_message("learnlog.ledger.v1.LedgerPosition", first);
        json["first_position"] = first.map_err(Failure::bug)?;
    }
    // All pages are in one: a token would be of no use.
    if let Some(fields) = json.as_object_mut() {
        fields.remove("next_page_token");
    }
    Ok(Answer { json, heading: None, sheets: vec![sheet], notes })
}

fn positions(first: Option<&LedgerPosition>, last: Option<&LedgerPosition>) -> String {
    let (from, to) = (cell::position(first), cell::position(last));
    if from == to {
        format!("at position {to}")
    } else {
        format!("page by page, at positions from {from} to {to}")
    }
}

fn row(item: &OverdueItem) -> [String; 9] {
    [
        item.days_overdue.to_string(),
        cell::day(item.due_on),
        item.display_name.clone(),
        item.org_unit_title.clone(),
        item.target_title.clone(),
        item.learner_id.clone(),
        item.target_id.clone(),
        item.org_unit_id.clone(),
        item.manager_id.clone(),
    ]
}

#[cfg(test)]
mod tests;
