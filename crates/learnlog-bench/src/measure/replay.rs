//! (f) The whole ledger, verified by `learnlog verify` and replayed by a client that only counts,
//! under a bare consumer of the same partitions.

use std::time::Instant;

use anyhow::{Context, ensure};
use learnlog_proto::api::{LogHead, ReplayLogRequest};
use tokio::task::{JoinSet, spawn_blocking};

use crate::bench::Bench;
use crate::ceiling;
use crate::client::{Connection, Target};
use crate::lag::{caught_up, entries, heads};
use crate::learnlog::Serve;
use crate::process;
use crate::report::{Figure, Unit};
use crate::say::say;
use crate::statistics::{Bar, Rounds};

/// Share of the ceiling, for verification.
const BAR: f64 = 0.50;

/// Logs replayed at the same time, as `learnlog verify` does on two cores.
const LOGS_AT_ONCE: usize = 2;

/// Measures on that server; notes its memory after each round. Errors: a refusal, or a ledger that does not verify.
pub async fn measure(
    bench: &Bench,
    server: &Serve,
    memory: &mut Rounds,
) -> anyhow::Result<Vec<Figure>> {
    caught_up(&server.target).await?;
    let heads = heads(&server.target).await?;
    let size = entries(&heads);
    let (mut verify, mut replay) = (Rounds::default(), Rounds::default());
    let mut consume = Rounds::default();
    for round in bench.rounds() {
        let (learnlog, target) = (bench.learnlog.clone(), server.target.clone());
        let verified = spawn_blocking(move || learnlog.verify(&target)).await??;
        let verified = size as f64 / verified.as_secs_f64();
        let (kafka, logs) = (bench.learnlog.kafka.clone(), heads.clone());
        let consumed = spawn_blocking(move || ceiling::consume::run(&kafka, &logs)).await??;
        let replayed = replay_all(&server.target, &heads).await?;
        say(&format!(
            "replay, round {round}: verify {verified:.0}, replay {replayed:.0}, bare consumer \
             {consumed:.0} entries/s"
        ));
        verify.push(verified);
        replay.push(replayed);
        consume.push(consumed);
        memory.push(process::memory(&server.process)?.resident_mib);
    }
    let row = |what: &str, rounds| {
        let name = format!("(f) {what} of {size} entries");
        Figure::new(name, Unit::EntriesPerSecond, rounds).under(consume.clone())
    };
    Ok(vec![row("verify", verify).bar(Bar::OfCeiling(BAR)), row("replay", replay)])
}

/// Entries per second.
async fn replay_all(target: &Target, heads: &[LogHead]) -> anyhow::Result<f64> {
    let connection = target.connect().await?;
    let begun = Instant::now();
    let (mut tasks, mut replayed) = (JoinSet::new(), 0);
    for head in heads {
        if tasks.len() >= LOGS_AT_ONCE {
            replayed += joined(tasks.join_next().await)?;
        }
        tasks.spawn(replay_one(connection.clone(), head.log));
    }
    while !tasks.is_empty() {
        replayed += joined(tasks.join_next().await)?;
    }
    let elapsed = begun.elapsed();
    ensure!(replayed >= entries(heads), "{replayed} entries came, not all");
    Ok(replayed as f64 / elapsed.as_secs_f64())
}

type Joined = Option<Result<anyhow::Result<u64>, tokio::task::JoinError>>;

fn joined(joined: Joined) -> anyhow::Result<u64> {
    joined.context("nothing to wait for")?.context("a replay broke")?
}

async fn replay_one(connection: Connection, log: u32) -> anyhow::Result<u64> {
    let asked = ReplayLogRequest { log, from_sequence: 1, follow: false };
    let mut messages = connection.ledger().replay_log(asked).await?.into_inner();
    let mut count = 0;
    while let Some(message) = messages.message().await? {
        count += message.entries.len() as u64;
    }
    Ok(count)
}
