//! Calls of SubmitStream that keep many commands on their way.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};
use learnlog_proto::api::submit_stream_response::Result as Answer;
use learnlog_proto::api::{SubmitStreamRequest, SubmitStreamResponse};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

use super::{Done, Limit, check};
use crate::client::{Connection, Target};
use crate::workload::source::Source;

/// Calls at the same time, each on a connection of its own.
pub const CALLS: usize = 4;

/// Commands of one call that are sent and not yet answered.
pub const IN_FLIGHT_ITEMS: usize = 1_024;

/// Learners whose commands one call sends in turn.
const LEARNERS_PER_CALL: u32 = 512;

/// Commands between the code that makes them and the connection.
const SEND_QUEUE_ITEMS: usize = 256;

/// Puts the calls on the targets in turn until the limit. Errors: a refusal, or an answer other than yes.
pub async fn run(targets: &[&Target], source: &Arc<Source>, limit: Limit) -> anyhow::Result<Done> {
    let mut connections = Vec::new();
    for target in targets.iter().cycle().take(CALLS) {
        connections.push(target.connect().await?);
    }
    let patience = limit.patience();
    let limit = Arc::new(limit);
    let mut tasks = JoinSet::new();
    let begun = Instant::now();
    for connection in connections {
        tasks.spawn(call(connection, Arc::clone(source), Arc::clone(&limit)));
    }
    let all = async {
        let mut entries = 0;
        while let Some(ended) = tasks.join_next().await {
            entries += ended.context("a call broke")??;
        }
        anyhow::Ok(entries)
    };
    let entries =
        tokio::time::timeout(patience, all).await.context("answers did not come in time")??;
    Ok(Done { entries, elapsed: begun.elapsed() })
}

async fn call(
    connection: Connection,
    source: Arc<Source>,
    limit: Arc<Limit>,
) -> anyhow::Result<u64> {
    let (sender, receiver) = mpsc::channel(SEND_QUEUE_ITEMS);
    let room = Semaphore::new(IN_FLIGHT_ITEMS);
    let answers = connection.commands().submit_stream(ReceiverStream::new(receiver)).await?;
    let (sent, answered) = tokio::try_join!(
        send(sender, &room, &source, &limit),
        receive(answers.into_inner(), &room)
    )?;
    if sent != answered {
        bail!("{sent} commands were sent and {answered} answered");
    }
    Ok(answered)
}

async fn send(
    sender: mpsc::Sender<SubmitStreamRequest>,
    room: &Semaphore,
    source: &Source,
    limit: &Limit,
) -> anyhow::Result<u64> {
    let mut sent = 0;
    let mut bundle = source.take(LEARNERS_PER_CALL);
    while limit.admits_another() {
        let item = source.next_of(&mut bundle).context("the workload has ended")?;
        room.acquire().await?.forget();
        let request = SubmitStreamRequest { request: Some(item.request) };
        sender.send(request).await.context("the call ended before its commands")?;
        sent += 1;
    }
    source.put_back(bundle);
    Ok(sent)
}

async fn receive(
    mut answers: Streaming<SubmitStreamResponse>,
    room: &Semaphore,
) -> anyhow::Result<u64> {
    let mut answered = 0;
    while let Some(answer) = answers.message().await? {
        match &answer.result {
            Some(Answer::Response(response)) => check(response)?,
            Some(Answer::Error(error)) => bail!("{} ({})", error.message, error.reason),
            None => bail!("an answer without result"),
        }
        room.add_permits(1);
        answered += 1;
    }
    Ok(answered)
}
