//! (j) From the start of a process until it has answered commands of every log, after the one before it was killed under load.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::bench::Bench;
use crate::lag::{caught_up, entries, heads};
use crate::learnlog::Serve;
use crate::load::{Limit, stream};
use crate::report::{Figure, Unit};
use crate::run::{DATABASE, ROLES};
use crate::say::say;
use crate::statistics::{Bar, Rounds};

/// Seconds.
const BAR: f64 = 10.0;

/// At that many entries.
const BAR_ENTRIES: u64 = 10_000_000;

/// Load before the end of a process.
const LOAD: Duration = Duration::from_secs(2);

/// Commands of that load at most.
const LOAD_LIMIT_COMMANDS: u64 = 1_000_000;

/// Learners asked about, of those who have a history, so that each log is met.
const LEARNERS: u32 = 256;

/// Kills that server and starts another one, once per round; gives the last one. Errors: a refusal.
pub async fn measure(bench: &Bench, mut server: Serve) -> anyhow::Result<(Vec<Figure>, Serve)> {
    let (mut serving, mut answering) = (Rounds::default(), Rounds::default());
    let size = entries(&heads(&server.target).await?);
    for round in bench.stream_rounds() {
        let limit = Limit::new(LOAD, LOAD_LIMIT_COMMANDS);
        stream::run(&[&server.target], &bench.source, limit).await.context("a load")?;
        let logs = heads(&server.target).await?.len();
        // SIGKILL.
        drop(server);
        let begun = Instant::now();
        server = bench.learnlog.serve(DATABASE, ROLES).await?;
        let served = begun.elapsed();
        answers(bench, &server, logs).await?;
        let answered = begun.elapsed();
        say(&format!("start, round {round}: serving {served:.2?}, all logs answer {answered:.2?}"));
        serving.push(served.as_secs_f64());
        answering.push(answered.as_secs_f64());
        caught_up(&server.target).await?;
    }
    let row = |what, rounds| {
        let name = format!("(j) start at {size} entries, until {what}");
        let figure = Figure::new(name, Unit::Seconds, rounds);
        if size >= BAR_ENTRIES { figure.bar(Bar::Below(BAR)) } else { figure }
    };
    let figures = vec![row("it says that it serves", serving), row("all logs answered", answering)];
    Ok((figures, server))
}

/// Comes back when commands were answered in each log but the catalog's and the operations'.
async fn answers(bench: &Bench, server: &Serve, logs: usize) -> anyhow::Result<()> {
    let mut commands = server.target.connect().await?.commands();
    let mut bundle = bench.source.take(LEARNERS);
    let mut answered = BTreeSet::new();
    while answered.len() + 2 < logs {
        let item = bench.source.next_of(&mut bundle).context("the learners are of too few logs")?;
        let answer = commands.submit(item.request).await?.into_inner();
        let entry = answer.entry.context("a command got no entry")?;
        ensure!(!answer.repeated_command, "a command of the workload was submitted twice");
        answered.insert(entry.log);
    }
    bench.source.put_back(bundle);
    Ok(())
}
