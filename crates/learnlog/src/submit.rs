//! `learnlog submit`: commands from JSON. Invariant: a rejection is an answer, printed like one,
//! and exit code 1; no command is sent under an id that the caller does not learn.

mod lines;
mod result;

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use learnlog_proto::api::SubmitRequest;
use learnlog_proto::ledger::LedgerPosition;
use uuid::Uuid;

use crate::args;
use crate::client::Client;
use crate::client::bulk::IN_FLIGHT_DEFAULT_ITEMS;
use crate::exit::{Exit, Failure};
use crate::json::{self, input};
use crate::output::{Output, say};
use crate::submit::result::Summary;

/// Most bytes of one command as JSON.
const COMMAND_MAX_BYTES: u64 = 1024 * 1024;

/// What `learnlog submit` does.
#[derive(Debug, Args)]
pub struct SubmitArgs {
    /// File with the command as a JSON object; -, or nothing: stdin.
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
    /// One command per line instead of one in all; one result per line, as they come.
    #[arg(long)]
    pub lines: bool,
    /// With --lines: commands on their way at once; 1: strictly one after the other.
    #[arg(long, value_name = "COUNT", default_value_t = IN_FLIGHT_DEFAULT_ITEMS)]
    pub in_flight: usize,
    /// Ask what would come of it and write nothing.
    #[arg(long)]
    pub validate_only: bool,
    /// Decide from this position on, like 0:61,3:4012.
    #[arg(long, value_name = "POSITION", value_parser = args::position)]
    pub at_least: Option<LedgerPosition>,
}

impl SubmitArgs {
    fn open(&self) -> Result<Box<dyn Read + Send>, Failure> {
        if self.file.as_os_str() == "-" {
            return Ok(Box::new(io::stdin()));
        }
        let file = File::open(&self.file)
            .with_context(|| format!("cannot read {}", self.file.display()))
            .map_err(Failure::usage)?;
        Ok(Box::new(file))
    }

    fn request(&self, command: learnlog_proto::api::Command) -> SubmitRequest {
        SubmitRequest {
            command: Some(command),
            validate_only: self.validate_only,
            at_least: self.at_least.clone(),
        }
    }
}

/// Submits and prints. Exit: [`Exit::No`] if a command was rejected. Errors: [`Failure`].
pub async fn run(args: &SubmitArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    if args.lines {
        return lines::run(args, client, output).await;
    }
    let mut command = input::command(read_one(args)?).map_err(Failure::data)?;
    if command.command_id.is_empty() {
        command.command_id = Uuid::now_v7().to_string();
        say(&format!("command_id {}: use it again to retry", command.command_id));
    }
    let command_id = command.command_id.clone();
    let response = client.submit(&args.request(command)).await?;
    let summary = Summary::of(&response);
    let mut json =
        json::from_message("learnlog.api.v1.SubmitResponse", &response).map_err(Failure::bug)?;
    json["command_id"] = command_id.clone().into();
    output.print(&summary.answer(json, &command_id, response.position.as_ref()))?;
    Ok(summary.exit())
}

fn read_one(args: &SubmitArgs) -> Result<serde_json::Value, Failure> {
    let mut text = Vec::new();
    args.open()?
        .take(COMMAND_MAX_BYTES + 1)
        .read_to_end(&mut text)
        .with_context(|| format!("cannot read {}", args.file.display()))
        .map_err(Failure::data)?;
    if text.len() as u64 > COMMAND_MAX_BYTES {
        let limit = anyhow::anyhow!("a command has at most {COMMAND_MAX_BYTES} bytes of JSON");
        return Err(Failure::data(limit));
    }
    serde_json::from_slice(&text)
        .context("this is not one JSON object; for one command per line pass --lines")
        .map_err(Failure::data)
}
