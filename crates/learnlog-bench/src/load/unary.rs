//! Callers who submit one command, wait for its answer, and submit the next.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::task::JoinSet;
use tokio::time::sleep_until;
use tonic::Code;

use super::{Done, Limit, check};
use crate::client::{Connection, Target};
use crate::latency::Latencies;
use crate::workload::source::Source;

/// Callers that share a connection.
const CALLERS_PER_CONNECTION: usize = 16;

/// After which a caller comes again who was refused because too much was under way; the time counts on.
const REFUSED_PAUSE: Duration = Duration::from_secs(1);

/// Learners that a caller serves in turn.
const LEARNERS_PER_CALLER: u32 = 16;

/// Puts `callers` on the targets in turn until the limit. Errors: a refusal, or an answer other than yes.
pub async fn run(
    targets: &[&Target],
    callers: usize,
    source: &Arc<Source>,
    limit: Limit,
) -> anyhow::Result<(Done, Latencies)> {
    let mut connections = Vec::new();
    let count = callers.div_ceil(CALLERS_PER_CONNECTION).max(targets.len());
    for target in targets.iter().cycle().take(count) {
        connections.push(target.connect().await?);
    }
    let patience = limit.patience();
    let limit = Arc::new(limit);
    let mut tasks = JoinSet::new();
    let begun = Instant::now();
    for connection in connections.iter().cycle().take(callers) {
        tasks.spawn(caller(connection.clone(), Arc::clone(source), Arc::clone(&limit)));
    }
    let mut latencies = Latencies::new()?;
    let all = async {
        while let Some(ended) = tasks.join_next().await {
            latencies.add(&ended.context("a caller broke")??)?;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(patience, all).await.context("answers did not come in time")??;
    Ok((Done { entries: latencies.count(), elapsed: begun.elapsed() }, latencies))
}

async fn caller(
    connection: Connection,
    source: Arc<Source>,
    limit: Arc<Limit>,
) -> anyhow::Result<Latencies> {
    let mut commands = connection.commands();
    let mut latencies = Latencies::new()?;
    let mut bundle = source.take(LEARNERS_PER_CALLER);
    while limit.admits_another() {
        let item = source.next_of(&mut bundle).context("the workload has ended")?;
        let sent = Instant::now();
        let response = loop {
            match commands.submit(item.request.clone()).await {
                Err(status) if status.code() == Code::ResourceExhausted => {
                    sleep_until(tokio::time::Instant::now() + REFUSED_PAUSE).await;
                }
                answered => break answered?,
            }
        };
        latencies.record(sent.elapsed());
        check(response.get_ref())?;
    }
    source.put_back(bundle);
    Ok(latencies)
}
