//! `learnlog status` and `learnlog health`: where the ledger stands, and whether the server serves.
//! Invariant: what is not in order is in the output and in the exit code.

use std::time::Duration;

use clap::Args;
use learnlog_proto::api::{
    GetPositionRequest, GetPositionResponse, LogHead, ProjectionPosition, ServingProcess,
};
use serde_json::json;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::client::Client;
use crate::client::refusal::{ClientError, Refusal};
use crate::exit::{Exit, Failure};
use crate::json;
use crate::output::sheet::{Column, Sheet, hash, number, text};
use crate::output::{Answer, Format, Output, cell};

/// How often health is asked while it is waited for.
const HEALTH_INTERVAL: Duration = Duration::from_millis(200);

/// What `learnlog health` asks.
#[derive(Debug, Args)]
pub struct HealthArgs {
    /// Service to ask about; empty: the server as a whole.
    #[arg(long, default_value = "")]
    pub service: String,
    /// Wait so long for it to serve.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub wait: u64,
}

/// Asks for positions and prints them. Exit: [`Exit::No`] if a log does not serve, or the read models
/// do not answer. Errors: [`Failure`].
pub async fn run(client: &Client, output: &Output) -> Result<Exit, Failure> {
    let status = position(client).await?;
    output.print(&answer(&status)?)?;
    let all_serve = status.heads.iter().all(|head| head.state == SERVING);
    Ok(if all_serve && !status.projections_unknown { Exit::Done } else { Exit::No })
}

/// The state of a log in order.
const SERVING: &str = "SERVING";

/// Where the ledger stands. Errors: [`ClientError`].
pub async fn position(client: &Client) -> Result<GetPositionResponse, ClientError> {
    client
        .query(async |client| {
            client.ledger().get_position(client.request(GetPositionRequest {})).await
        })
        .await
}

const HEAD_COLUMNS: &[Column] = &[
    number("log"),
    text("topic"),
    number("partition"),
    number("sequence"),
    hash("hash"),
    number("strays"),
    text("state"),
    number("behind"),
    text("owner"),
];

const PROCESS_COLUMNS: &[Column] =
    &[text("process"), text("started"), text("logs"), text("process id")];

const PROJECTION_COLUMNS: &[Column] =
    &[text("projection"), number("version"), number("behind"), text("position")];

const HEALTH_COLUMNS: &[Column] = &[text("service"), text("status")];

fn answer(status: &GetPositionResponse) -> Result<Answer, Failure> {
    let mut heads = Sheet::new(HEAD_COLUMNS);
    for head in &status.heads {
        heads.row(head_row(head, behind(status, head)));
    }
    let mut sheets = vec![heads];
    let mut projections = Sheet::new(PROJECTION_COLUMNS);
    for projection in &status.projections {
        let of_log = |head| Some(lag(reached(projection, head)?, head));
        let behind: Option<u64> = status.heads.iter().filter_map(of_log).sum();
        projections.row([
            projection.projection.clone(),
            projection.version.to_string(),
            behind.map(|entries| entries.to_string()).unwrap_or_default(),
            cell::position(projection.position.as_ref()),
        ]);
    }
    let created_at = cell::instant(status.created_at);
    let heading = Some(format!("ledger {}, made {created_at}", status.ledger_id));
    let json = json::from_message("learnlog.api.v1.GetPositionResponse", status);
    let json = json.map_err(Failure::bug)?;
    if !status.projections_unknown {
        sheets.push(projections);
    }
    if !status.processes.is_empty() {
        sheets.push(processes(&status.processes));
    }
    let mut notes = Vec::new();
    if status.projections_unknown {
        notes.push("read models do not answer: how far they are is not known".to_owned());
    }
    Ok(Answer { json, heading, sheets, notes })
}

/// What the projection has reached of that log. None where it does not follow it: it follows the logs
/// of its position; others are not its business.
fn reached(projection: &ProjectionPosition, head: &LogHead) -> Option<u64> {
    let logs = &projection.position.as_ref()?.logs;
    logs.iter().find(|position| position.log == head.log).map(|position| position.sequence)
}

/// How far that is behind the log; None where nobody has told the log's head yet: a writer that waits, for the read models
/// for example, has read nothing.
fn lag(reached: u64, head: &LogHead) -> Option<u64> {
    let untold = head.sequence == 0 && head.state != SERVING;
    if untold { None } else { head.sequence.checked_sub(reached) }
}

/// How far the slowest projection is behind that log; None where that is not known.
fn behind(status: &GetPositionResponse, head: &LogHead) -> Option<u64> {
    let reached = status.projections.iter().filter_map(|projection| reached(projection, head));
    reached.map(|reached| lag(reached, head)).collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn processes(processes: &[ServingProcess]) -> Sheet {
    let mut sheet = Sheet::new(PROCESS_COLUMNS);
    for process in processes {
        let logs: Vec<_> = process.logs.iter().map(u32::to_string).collect();
        let logs = if process.leaving { "leaving".to_owned() } else { logs.join(",") };
        let started = cell::instant(process.started_at);
        sheet.row([process.address.clone(), started, logs, process.process_id.clone()]);
    }
    sheet
}

fn head_row(head: &LogHead, behind: Option<u64>) -> [String; 9] {
    let strays = head.strays.iter().map(|stray| stray.count).sum::<u64>();
    [
        head.log.to_string(),
        head.topic.clone(),
        head.partition.to_string(),
        head.sequence.to_string(),
        cell::hex(&head.hash),
        strays.to_string(),
        head.state.clone(),
        behind.map(|entries| entries.to_string()).unwrap_or_default(),
        head.owner.clone(),
    ]
}

/// Asks whether the server serves; needs no token. Exit: [`Exit::Unavailable`] if not. Errors:
/// [`Failure`].
pub async fn health(args: &HealthArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(args.wait);
    let mut ticks = tokio::time::interval(HEALTH_INTERVAL);
    loop {
        ticks.tick().await;
        let health = check(args, client).await;
        let serves = matches!(health, Ok(ServingStatus::Serving));
        if !serves && tokio::time::Instant::now() < deadline {
            continue;
        }
        let word = health?.as_str_name();
        match output.format {
            Format::Table => Output::line(word)?,
            Format::Json | Format::Csv => output.print(&health_answer(&args.service, word))?,
        }
        return Ok(if serves { Exit::Done } else { Exit::Unavailable });
    }
}

fn health_answer(service: &str, status: &str) -> Answer {
    let mut sheet = Sheet::new(HEALTH_COLUMNS);
    sheet.row([service.to_owned(), status.to_owned()]);
    let json = json!({ "service": service, "status": status });
    Answer { json, heading: None, sheets: vec![sheet], notes: Vec::new() }
}

async fn check(args: &HealthArgs, client: &Client) -> Result<ServingStatus, ClientError> {
    let request = HealthCheckRequest { service: args.service.clone() };
    let mut service = HealthClient::new(client.channel());
    match service.check(client.request(request)).await {
        Ok(response) => Ok(response.into_inner().status()),
        Err(status) => {
            let mut refusal = Refusal::from_status(&status);
            if refusal.code == Code::NotFound {
                let service = &args.service;
                refusal.message = format!(
                    "the server has no service {service:?}: without --service, all that it has \
                     are asked about"
                );
            }
            Err(ClientError::refused(refusal))
        }
    }
}

#[cfg(test)]
mod tests;
