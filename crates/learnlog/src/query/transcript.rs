//! `learnlog transcript`: everything recorded about one learner. Invariant: what the ledger
//! recorded and does not count is shown with the reason; nothing is left out silently.

mod sections;

use clap::{Args, ValueEnum};
use learnlog_proto::api::{GetTranscriptRequest, GetTranscriptResponse};
use learnlog_proto::google::r#type::Date;
use learnlog_proto::ledger::LedgerPosition;
use uuid::Uuid;

use crate::args;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::json;
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
    /// As of which day org unit, job and the status of certificates are told; today in UTC, if not
    /// given.
    #[arg(long, value_name = "DAY", value_parser = args::day)]
    pub on: Option<Date>,
    /// Answer from this position on, like 0:61,3:4012.
    #[arg(long, value_name = "POSITION", value_parser = args::position)]
    pub at_least: Option<LedgerPosition>,
}

/// Asks and prints. Errors: [`Failure`].
pub async fn run(args: &TranscriptArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let request = GetTranscriptRequest {
        learner_id: args.learner.to_string(),
        at_least: args.at_least.clone(),
        effective_on: args.on,
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
        (Section::Enrollments, sections::enrollments(transcript)),
        (Section::Assignments, sections::assignments(transcript)),
        (Section::Certifications, sections::certifications(transcript)),
        (Section::Facts, sections::facts(transcript)),
    ];
    let sheets = sheets
        .into_iter()
        .filter(|(of, _)| section.is_none_or(|section| section == *of))
        .map(|(_, sheet)| sheet)
        .collect();
    let heading = format!(
        "{}, {}, {} on {} ({})",
        or(&transcript.display_name, "name not known"),
        or(&transcript.job_title, "no job"),
        or(&transcript.org_unit_title, "no org unit"),
        cell::day(transcript.effective_on),
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

/// The text, or something else where it is empty.
fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

#[cfg(test)]
mod tests;
