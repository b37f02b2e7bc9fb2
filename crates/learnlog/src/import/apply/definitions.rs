//! Definitions, one after the other: one may refer to the one before it. Invariant: when a
//! definition is settled as taken, what it says is in force, also where an earlier run recorded the
//! same content and a later one something else in its place.

use futures::stream;
use learnlog_proto::api::SubmitRequest;
use learnlog_proto::api::submit_response::Answer;
use learnlog_proto::ledger::LedgerPosition;
use uuid::Uuid;

use crate::client::Client;
use crate::client::bulk::Settled;
use crate::client::refusal::ClientError;
use crate::import::apply::ids::Ids;
use crate::import::plan::Plan;

/// What became of a definition, and under which command id.
pub struct Defined {
    /// That of the row; or, where that was no longer in force, of its repetition.
    pub command_id: String,
    /// The answer.
    pub settled: Settled,
}

/// An answer that an earlier run got.
struct Repeated {
    sequence: u64,
    position: Option<LedgerPosition>,
}

/// Submits the definition at `index`. Content that was recorded before and then superseded is
/// recorded again, under an id derived from the content and from the entry that had it. Errors: the
/// server is not there, or refuses everything.
pub async fn define(
    plan: &Plan,
    ids: &Ids,
    client: &Client,
    index: usize,
) -> Result<Defined, ClientError> {
    let mut command_id = ids.command(index);
    let command = ids.commands(plan).command(&plan.facts[index]);
    let request = |command_id: &str| {
        let mut command = command.clone();
        command_id.clone_into(&mut command.command_id);
        SubmitRequest { command: Some(command), ..SubmitRequest::default() }
    };
    let mut settled = submit(client, request(&command_id)).await?;
    let Some(mut repeated) = Repeated::of(&settled) else {
        return Ok(Defined { command_id, settled });
    };
    // An id of its own: under the row's, the answer would be the old one.
    let now = SubmitRequest {
        validate_only: true,
        at_least: repeated.position.take(),
        ..request(&Uuid::now_v7().to_string())
    };
    if says_unchanged(&submit(client, now).await?) {
        return Ok(Defined { command_id, settled });
    }
    // Sequences grow, so this ends behind the last repetition.
    loop {
        command_id = ids.repetition(plan, client, index, repeated.sequence).await?;
        settled = submit(client, request(&command_id)).await?;
        match Repeated::of(&settled) {
            Some(again) => repeated = again,
            None => return Ok(Defined { command_id, settled }),
        }
    }
}

impl Repeated {
    /// None for a new answer, and for one that does not say yes.
    fn of(settled: &Settled) -> Option<Self> {
        let response = settled.as_ref().ok().filter(|response| response.repeated_command)?;
        let yes = matches!(response.answer, Some(Answer::Recorded(_) | Answer::Unchanged(_)));
        let entry = response.entry.as_ref().filter(|_| yes)?;
        Some(Self { sequence: entry.sequence, position: response.position.clone() })
    }
}

fn says_unchanged(settled: &Settled) -> bool {
    let answer = settled.as_ref().ok().and_then(|response| response.answer.as_ref());
    matches!(answer, Some(Answer::Unchanged(_)))
}

async fn submit(client: &Client, request: SubmitRequest) -> Result<Settled, ClientError> {
    let mut answer = None;
    let items = stream::iter([((), request)]);
    client.submit_all(1, items, |(), settled| answer = Some(settled)).await?;
    answer.ok_or(ClientError::Protocol("a command without an answer"))
}
