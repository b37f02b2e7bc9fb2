//! The demo company on its way to the server. Invariant: every command is counted once, by its
//! answer.

use std::io::{BufWriter, Write};
use std::time::Instant;

use futures::stream;
use indicatif::{ProgressBar, ProgressStyle};
use learnlog_proto::api::submit_response::Answer as Kind;
use learnlog_proto::api::{Command, SubmitRequest};
use learnlog_proto::ledger::{LedgerPosition, LogPosition};
use serde_json::json;

use crate::client::Client;
use crate::client::bulk::Settled;
use crate::client::refusal::{ClientError, Refusal};
use crate::demo::Demo;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::output::sheet::{Column, Sheet, number, text};
use crate::output::{Answer, Output, cell, is_watched};

/// What became of the commands.
#[derive(Debug, Default)]
struct Totals {
    recorded: u64,
    rejected: u64,
    unchanged: u64,
    abandoned: u64,
    /// Of the above: the entry was there before.
    repeated: u64,
    refused: u64,
    first_refusal: Option<Refusal>,
    /// The latest of every log.
    position: LedgerPosition,
}

impl Totals {
    fn settled(&mut self, settled: Settled) {
        let response = match settled {
            Ok(response) => response,
            Err(refusal) => {
                self.refused += 1;
                self.first_refusal.get_or_insert(refusal);
                return;
            }
        };
        self.repeated += u64::from(response.repeated_command);
        match response.answer {
            Some(Kind::Recorded(_)) | None => self.recorded += 1,
            Some(Kind::Rejected(_)) => self.rejected += 1,
            Some(Kind::Unchanged(_)) => self.unchanged += 1,
            Some(Kind::Abandoned(_)) => self.abandoned += 1,
        }
        for LogPosition { log, sequence } in response.position.unwrap_or_default().logs {
            let logs = &mut self.position.logs;
            match logs.binary_search_by_key(&log, |position| position.log) {
                Ok(index) => logs[index].sequence = logs[index].sequence.max(sequence),
                Err(index) => logs.insert(index, LogPosition { log, sequence }),
            }
        }
    }

    fn commands(&self) -> u64 {
        self.recorded + self.rejected + self.unchanged + self.abandoned + self.refused
    }
}

/// Submits: definitions one after the other, then everything else at least at their position.
/// Errors: [`Failure`].
pub async fn submit(
    demo: &Demo,
    in_flight: usize,
    client: &Client,
    output: &Output,
) -> Result<Exit, Failure> {
    let begun = Instant::now();
    let definitions = demo.definitions();
    let bar = progress_bar(definitions.len() + demo.len());
    let mut totals = Totals::default();
    send(client, 1, definitions.into_iter(), None, &bar, &mut totals).await?;
    let catalog = Some(totals.position.clone());
    send(client, in_flight, demo.commands(), catalog, &bar, &mut totals).await?;
    bar.finish_and_clear();
    let seconds = begun.elapsed().as_secs_f64();
    output.print(&answer(&totals, seconds))?;
    match totals.first_refusal {
        None => Ok(Exit::Done),
        Some(refusal) => Err(ClientError::refused(refusal).into()),
    }
}

async fn send(
    client: &Client,
    in_flight: usize,
    commands: impl Iterator<Item = Command>,
    at_least: Option<LedgerPosition>,
    bar: &ProgressBar,
    totals: &mut Totals,
) -> Result<(), ClientError> {
    let requests = commands.map(|command| {
        let (command, at_least) = (Some(command), at_least.clone());
        ((), SubmitRequest { command, validate_only: false, at_least })
    });
    let settled = |(), settled| {
        totals.settled(settled);
        bar.inc(1);
    };
    client.submit_all(in_flight, stream::iter(requests), settled).await
}

fn progress_bar(commands: usize) -> ProgressBar {
    let bar = if is_watched() { ProgressBar::new(commands as u64) } else { ProgressBar::hidden() };
    let template = "submitting {wide_bar} {human_pos}/{human_len} commands, {per_sec}";
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

const COLUMNS: &[Column] = &[
    number("commands"),
    number("recorded"),
    number("rejected"),
    number("unchanged"),
    number("abandoned"),
    number("refused"),
    number("repeated"),
    number("per_second"),
    text("position"),
];

fn answer(totals: &Totals, seconds: f64) -> Answer {
    // Counts of commands lie far below 2^53.
    let per_second = totals.commands() as f64 / seconds.max(f64::EPSILON);
    let position = cell::position(Some(&totals.position));
    let mut sheet = Sheet::new(COLUMNS);
    sheet.row([
        totals.commands().to_string(),
        totals.recorded.to_string(),
        totals.rejected.to_string(),
        totals.unchanged.to_string(),
        totals.abandoned.to_string(),
        totals.refused.to_string(),
        totals.repeated.to_string(),
        format!("{per_second:.0}"),
        position.clone(),
    ]);
    let json = json!({
        "commands": totals.commands(),
        "recorded": totals.recorded,
        "rejected": totals.rejected,
        "unchanged": totals.unchanged,
        "abandoned": totals.abandoned,
        "refused": totals.refused,
        "repeated": totals.repeated,
        "seconds": seconds,
        "per_second": per_second,
        "position": position,
    });
    Answer { json, heading: None, sheets: vec![sheet], notes: Vec::new() }
}

/// Writes all commands as lines of JSON, as `learnlog submit --lines` takes them. Errors:
/// [`Failure`].
pub fn print(demo: &Demo) -> Result<Exit, Failure> {
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    for command in demo.definitions().into_iter().chain(demo.commands()) {
        let json = json::from_message("learnlog.api.v1.Command", &command);
        serde_json::to_writer(&mut stdout, &json.map_err(Failure::bug)?)
            .map_err(std::io::Error::from)?;
        writeln!(stdout)?;
    }
    stdout.flush()?;
    Ok(Exit::Done)
}
