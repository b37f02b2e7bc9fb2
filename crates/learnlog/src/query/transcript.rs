//! `learnlog transcript`: everything recorded about one learner. Invariant: what the ledger recorded and does not count is shown with
//! the reason; nothing is left out silently.

use clap::{Args, ValueEnum};
use learnlog_proto::api::{
    EnrollmentStatus, GetTranscriptRequest, GetTranscriptResponse, TranscriptFact,
};
use learnlog_proto::events::{AssignmentSource, NotCounted};
use learnlog_proto::ledger::LedgerPosition;
use uuid::Uuid;

use crate::args;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::output::sheet::{Column, Sheet, number, text};
use crate::output::{Answer, Format, Output, cell};

/// A part of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Section {
    /// Where each enrollment stands.
    Enrollments,
    /// What the learner is obliged to.
    Assignments,
    /// Cycles of certificates.
    Certifications,
    /// Every recorded fact and rejection, in the order of the ledger.
    Facts,
}

/// What `learnlog transcript` asks.
#[derive(Debug, Args)]
pub struct TranscriptArgs {
    /// The learner.
    #[arg(value_name = "LEARNER", value_parser = args::id)]
    pub learner: Uuid,
    /// Only this part; CSV has the enrollments unless told otherwise, JSON always everything.
    #[arg(long, value_enum)]
    pub section: Option<Section>,
    /// Answer from this position on, like 0:61,3:4012.
    #[arg(long, value_name = "POSITION", value_parser = args::position)]
    pub at_least: Option<LedgerPosition>,
}

/// Asks and prints. Errors: [`Failure`].
pub async fn run(args: &TranscriptArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let request = GetTranscriptRequest {
        learner_id: args.learner.to_string(),
        at_least: args.at_least.clone(),
    };
    let transcript = client
        .query(async |client| {
            client.queries().get_transcript(client.request(request.clone())).await
        })
        .await?;
    let section = match output.format {
        Format::Csv => Some(args.section.unwrap_or(Section::Enrollments)),
        Format::Table | Format::Json => args.section,
    };
    output.print(&answer(&transcript, section)?)?;
    Ok(Exit::Done)
}

fn answer(transcript: &GetTranscriptResponse, section: Option<Section>) -> Result<Answer, Failure> {
    let sheets = [
        (Section::Enrollments, enrollments(transcript)),
        (Section::Assignments, assignments(transcript)),
        (Section::Certifications, certifications(transcript)),
        (Section::Facts, facts(transcript)),
    ];
    let sheets = sheets
        .into_iter()
        .filter(|(of, _)| section.is_none_or(|section| section == *of))
        .map(|(_, sheet)| sheet)
        .collect();
    let heading = format!(
        "{}, {}, {} ({})",
        or(&transcript.display_name, "name not known"),
        or(&transcript.job_title, "no job"),
        or(&transcript.org_unit_title, "no org unit"),
        transcript.learner_id,
    );
    let mut notes = vec![format!("at position {}", cell::position(transcript.position.as_ref()))];
    if transcript.truncated {
        let facts = transcript.facts.len();
        notes.push(format!("the latest {facts} facts; `learnlog replay --learner` has all"));
    }
    let json = json::from_message("learnlog.api.v1.GetTranscriptResponse", transcript);
    Ok(Answer { json: json.map_err(Failure::bug)?, heading: Some(heading), sheets, notes })
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

const ENROLLMENT_COLUMNS: &[Column] = &[
    text("course"),
    text("offering"),
    text("status"),
    text("enrolled_on"),
    text("ended_on"),
    text("grade"),
    number("score_percent"),
    text("enrollment_id"),
];

fn enrollments(transcript: &GetTranscriptResponse) -> Sheet {
    let mut sheet = Sheet::titled("Enrollments", ENROLLMENT_COLUMNS);
    for enrollment in &transcript.enrollments {
        let status = EnrollmentStatus::try_from(enrollment.status).unwrap_or_default();
        let status = cell::words(status.as_str_name(), "ENROLLMENT_STATUS_");
        let conflict = if enrollment.conflict { " (conflict: withdrawn)" } else { "" };
        sheet.row([
            enrollment.course_title.clone(),
            enrollment.offering_title.clone(),
            format!("{status}{conflict}"),
            cell::day(enrollment.enrolled_on),
            cell::day(enrollment.ended_on),
            enrollment.grade.clone(),
            cell::percent(enrollment.score_basis_points),
            enrollment.enrollment_id.clone(),
        ]);
    }
    sheet
}

const ASSIGNMENT_COLUMNS: &[Column] = &[
    text("target"),
    text("source"),
    text("assigned_on"),
    text("due_on"),
    text("satisfied_on"),
    text("assignment_id"),
];

fn assignments(transcript: &GetTranscriptResponse) -> Sheet {
    let mut sheet = Sheet::titled("Assignments", ASSIGNMENT_COLUMNS);
    for assignment in &transcript.assignments {
        let source = AssignmentSource::try_from(assignment.source).unwrap_or_default();
        sheet.row([
            assignment.target_title.clone(),
            cell::words(source.as_str_name(), "ASSIGNMENT_SOURCE_"),
            cell::day(assignment.assigned_on),
            cell::day(assignment.due_on),
            cell::day(assignment.satisfied_on),
            assignment.assignment_id.clone(),
        ]);
    }
    sheet
}

const CYCLE_COLUMNS: &[Column] = &[
    text("certification"),
    number("cycle"),
    text("valid_from"),
    text("valid_through"),
    text("next_opens_on"),
    text("certification_id"),
];

fn certifications(transcript: &GetTranscriptResponse) -> Sheet {
    let mut sheet = Sheet::titled("Certifications", CYCLE_COLUMNS);
    for cycle in &transcript.cycles {
        sheet.row([
            cycle.certification_title.clone(),
            cycle.number.to_string(),
            cell::day(cycle.valid_from),
            cell::day(cycle.valid_through),
            cell::day(cycle.next_opens_on),
            cycle.certification_id.clone(),
        ]);
    }
    sheet
}

const FACT_COLUMNS: &[Column] = &[
    text("position"),
    text("recorded_at"),
    text("effective_on"),
    text("fact"),
    text("course"),
    text("remark"),
];

fn facts(transcript: &GetTranscriptResponse) -> Sheet {
    let mut sheet = Sheet::titled("Facts", FACT_COLUMNS);
    for fact in &transcript.facts {
        sheet.row([
            format!("{}:{}.{}", fact.log, fact.sequence, fact.index),
            cell::instant(fact.recorded_at),
            cell::day(fact.effective_on),
            or(&fact.event_type, "rejected").to_owned(),
            fact.course_title.clone(),
            remark(fact),
        ]);
    }
    sheet
}

fn remark(fact: &TranscriptFact) -> String {
    if !fact.rejection.is_empty() {
        return fact.rejection.clone();
    }
    let not_counted = NotCounted::try_from(fact.not_counted).unwrap_or_default();
    match cell::words(not_counted.as_str_name(), "NOT_COUNTED_") {
        words if words.is_empty() => words,
        words => format!("does not count: {words}"),
    }
}

#[cfg(test)]
mod tests;
