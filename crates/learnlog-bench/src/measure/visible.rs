//! (d) From an answer until a query shows it, when nothing else is going on.

use std::time::{Duration, Instant};

use anyhow::Context;
use learnlog_proto::api::GetTranscriptRequest;
use tokio::time::{MissedTickBehavior, interval};
use tonic::Request;

use crate::bench::Bench;
use crate::client::Connection;
use crate::lag::caught_up;
use crate::latency::Latencies;
use crate::learnlog::Serve;
use crate::process;
use crate::report::{Figure, Unit};
use crate::say::say;
use crate::statistics::{Bar, Rounds};

/// Milliseconds.
const BAR: f64 = 50.0;

/// Learners who take turns.
const LEARNERS: u32 = 16;

/// From one command to the next at least: the projections fall idle.
const PAUSE: Duration = Duration::from_millis(20);

/// How long a query waits.
const DEADLINE: Duration = Duration::from_secs(10);

/// Measures on that server; notes its memory after each round. Errors: a refusal.
pub async fn measure(
    bench: &Bench,
    server: &Serve,
    memory: &mut Rounds,
) -> anyhow::Result<Vec<Figure>> {
    let connection = server.target.connect().await?;
    let (mut p50, mut p99) = (Rounds::default(), Rounds::default());
    for round in bench.rounds() {
        caught_up(&server.target).await?;
        let latencies = visible(bench, &connection).await.context("visible")?;
        let (half, most) = (latencies.quantile_ms(0.5), latencies.quantile_ms(0.99));
        say(&format!("visible, round {round}: p50 {half:.2} ms, p99 {most:.2} ms"));
        p50.push(half);
        p99.push(most);
        memory.push(process::memory(&server.process)?.resident_mib);
    }
    let name = "(d) acknowledged to visible";
    Ok(vec![
        Figure::new(format!("{name}, p50"), Unit::Milliseconds, p50).bar(Bar::Below(BAR)),
        Figure::new(format!("{name}, p99"), Unit::Milliseconds, p99),
    ])
}

async fn visible(bench: &Bench, connection: &Connection) -> anyhow::Result<Latencies> {
    let (mut commands, mut queries) = (connection.commands(), connection.queries());
    let mut latencies = Latencies::new()?;
    let mut ticks = interval(PAUSE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut bundle = bench.source.take(LEARNERS);
    for _ in 0..bench.sizes.visible_calls {
        let item = bench.source.next_of(&mut bundle).context("the workload has ended")?;
        ticks.tick().await;
        let at_least = commands.submit(item.request).await?.into_inner().position;
        let acknowledged = Instant::now();
        let asked =
            GetTranscriptRequest { learner_id: item.learner.id(), at_least, effective_on: None };
        let mut asked = Request::new(asked);
        asked.set_timeout(DEADLINE);
        queries.get_transcript(asked).await?;
        latencies.record(acknowledged.elapsed());
    }
    bench.source.put_back(bundle);
    Ok(latencies)
}
