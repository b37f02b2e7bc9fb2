//! Definitions that the ledger has already. Invariant: when a definition is settled as taken, what it
//! says is in force, also where an earlier run recorded the same content and a later one something
//! else in its place.

use futures::stream;
use learnlog_proto::api::SubmitRequest;
use learnlog_proto::ledger::{LedgerPosition, LogPosition};
use uuid::Uuid;

use crate::client::Client;
use crate::client::refusal::ClientError;
use crate::import::apply::ids::Ids;
use crate::import::apply::outcome::{Outcome, Settlement};
use learnlog_import::plan::Plan;

/// What an earlier run was answered.
pub struct Repeated {
    /// Under which id.
    pub command_id: String,
    /// The answer: yes, or nothing to do.
    pub settlement: Settlement,
}

/// Submits the definition at `index` again, if what its entry says was superseded, under an id derived
/// from the content and from that entry; gives the command id and the answer that count. Errors: the
/// server is not there, or refuses everything.
pub async fn put_in_force(
    plan: &Plan,
    ids: &Ids,
    client: &Client,
    index: usize,
    repeated: Repeated,
) -> Result<(String, Settlement), ClientError> {
    let Repeated { mut command_id, mut settlement } = repeated;
    let command = ids.commands(plan).command(&plan.facts[index]);
    let request = |command_id: &str| {
        let mut command = command.clone();
        command_id.clone_into(&mut command.command_id);
        SubmitRequest { command: Some(command), ..SubmitRequest::default() }
    };
    let at_least = settlement
        .entry
        .map(|(log, sequence)| LedgerPosition { logs: vec![LogPosition { log, sequence }] });
    // An id of its own: under the row's, the answer would be the old one.
    let fresh = request(&Uuid::now_v7().to_string());
    let now = SubmitRequest { validate_only: true, at_least, ..fresh };
    if submit(client, now).await?.outcome == Outcome::Unchanged {
        return Ok((command_id, settlement));
    }
    // Sequences grow, so this ends behind the last repetition.
    while let (true, Some((_, sequence))) = (settlement.is_repeated, settlement.entry) {
        command_id = ids.repetition(plan, client, index, sequence).await?;
        settlement = submit(client, request(&command_id)).await?;
    }
    Ok((command_id, settlement))
}

async fn submit(client: &Client, request: SubmitRequest) -> Result<Settlement, ClientError> {
    let mut answer = None;
    let items = stream::iter([((), request)]);
    client.submit_all(1, items, |(), settled| answer = Some(Settlement::of(settled))).await?;
    answer.ok_or(ClientError::Protocol("a command without an answer"))
}
