//! Many commands in one call of SubmitStream. Invariant: each has an invocation and an outcome of its own, invocations in the order sent;
//! those that got no answer before the call ended are unknown.

use std::time::Duration;

use learnlog_proto::api::submit_stream_response::Result as Wire;
use learnlog_proto::api::{SubmitStreamRequest, SubmitStreamResponse};
use tokio_stream::StreamExt;
use tonic::{Code, Status};

use super::ask::Command;
use super::recorded::Recorded;
use crate::client::{CALL_TIMEOUT, failure, outcome, refused, timed, within};
use crate::history::{Call, Failure, Outcome};
use crate::pause::pause;

/// Commands of one call.
pub const COMMANDS: usize = 16;

/// Sends all, each so much after the one before it; gives what came of each. Errors: the file cannot be written.
pub async fn submit(
    recorded: &mut Recorded,
    node: usize,
    commands: &[Command],
    pace: Duration,
) -> anyhow::Result<Vec<Outcome>> {
    let mut operations = Vec::new();
    for (index, command) in commands.iter().enumerate() {
        let asked = command.asked.clone();
        operations.push(recorded.invoked(node, Call::Item { index, asked })?);
    }
    let mut outcomes: Vec<Option<Outcome>> = vec![None; commands.len()];
    let requests: Vec<_> = commands.iter().map(|it| it.request.clone()).collect();
    let requests = tokio_stream::iter(requests).then(move |it| async move {
        if !pace.is_zero() {
            pause(pace).await;
        }
        SubmitStreamRequest { request: Some(it) }
    });
    let mut client = recorded.connection(node).commands();
    let call = async {
        let call = client.submit_stream(timed(requests, CALL_TIMEOUT));
        let mut answers = call.await?.into_inner();
        while let Some(answer) = answers.message().await? {
            let index = usize::try_from(answer.index).unwrap_or(usize::MAX);
            if let (Some(place), Some(operation)) = (outcomes.get_mut(index), operations.get(index))
            {
                let outcome = settled(answer);
                let written = recorded.completed(*operation, outcome.clone());
                written.map_err(|error| Status::internal(error.to_string()))?;
                *place = Some(outcome);
            }
        }
        Ok(())
    };
    let ended = within(CALL_TIMEOUT, call).await.err();
    let why = ended.unwrap_or_else(|| Status::unknown("the call ended before its answers"));
    let mut all = Vec::new();
    for (outcome, operation) in outcomes.into_iter().zip(operations) {
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => {
                let unknown = Outcome::Unknown(failure(&why));
                recorded.completed(operation, unknown.clone())?;
                unknown
            }
        };
        all.push(outcome);
    }
    Ok(all)
}

fn settled(answer: SubmitStreamResponse) -> Outcome {
    match answer.result {
        Some(Wire::Response(response)) => outcome(Ok(response)),
        Some(Wire::Error(error)) => {
            let code = Code::from_i32(error.code);
            refused(code, Failure { code: format!("{code:?}"), reason: error.reason })
        }
        None => outcome(Err(Status::unknown("an answer without result"))),
    }
}
