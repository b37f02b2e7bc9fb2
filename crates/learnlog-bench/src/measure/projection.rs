//! (c) All projections, from an empty database to the head of the ledger, under a bare loop over the same entries.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use learnlog_proto::api::LogHead;
use learnlog_testkit::ports;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::bench::Bench;
use crate::ceiling;
use crate::database::Session;
use crate::lag::entries;
use crate::process::check_running;
use crate::report::{Figure, Unit};
use crate::say::say;
use crate::statistics::{Bar, Rounds};

/// Share of the ceiling.
const BAR: f64 = 0.50;

/// How long one round may take.
const ROUND_LIMIT: Duration = Duration::from_secs(900);

/// Between two looks at the checkpoints.
const LOOK_INTERVAL: Duration = Duration::from_millis(50);

/// Log 1 is the first of the topic that holds the learners' entries.
const FIRST_ENTRIES_LOG: u32 = 1;

/// Measures, while no other server runs. Errors: a projection stops, or takes too long.
pub async fn measure(bench: &Bench, heads: &[LogHead]) -> anyhow::Result<Vec<Figure>> {
    let admin = Session::open(&bench.learnlog.database).await?;
    let (mut ours, mut bare) = (Rounds::default(), Rounds::default());
    for round in bench.rounds() {
        admin.drop("bench_projection").await?;
        bench.learnlog.init("bench_projection")?;
        let projected = project(bench, "bench_projection", entries(heads)).await?;
        admin.drop("bench_projection").await?;
        let least = least(bench, &admin, heads).await?;
        say(&format!("projection, round {round}: {projected:.0} entries/s; bare {least:.0}/s"));
        ours.push(projected);
        bare.push(least);
    }
    let name = format!("(c) projection of {} entries", entries(heads));
    let figure = Figure::new(name, Unit::EntriesPerSecond, ours);
    Ok(vec![figure.under(bare).bar(Bar::OfCeiling(BAR))])
}

/// From the start of the process to the last checkpoint.
async fn project(bench: &Bench, database: &str, goal: u64) -> anyhow::Result<f64> {
    let goal = i64::try_from(goal).context("more entries than PostgreSQL counts")?;
    let session = Session::open(&bench.learnlog.database_url(database)?).await?;
    let begun = Instant::now();
    let mut process = bench.learnlog.start(database, "projector", &ports::free()?.to_string())?;
    let mut looks = interval(LOOK_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while session.projected().await? < goal {
        looks.tick().await;
        check_running(&mut process)?;
        if begun.elapsed() > ROUND_LIMIT {
            bail!("the projection does not reach the head; the server's log may say why");
        }
    }
    Ok(goal as f64 / begun.elapsed().as_secs_f64())
}

async fn least(bench: &Bench, admin: &Session, heads: &[LogHead]) -> anyhow::Result<f64> {
    let of_topic = |head: &&LogHead| head.log == FIRST_ENTRIES_LOG;
    let topic = heads.iter().find(of_topic).context("no entries log")?.topic.clone();
    let partitions = heads.iter().filter(|head| head.topic == topic).count();
    let partitions = i32::try_from(partitions).context("few partitions")?;
    admin.drop("bench_bare").await?;
    admin.create("bench_bare").await?;
    let database = bench.learnlog.database_url("bench_bare")?;
    let kafka = bench.learnlog.kafka.clone();
    let run = move || ceiling::project::run(&kafka, &database, &topic, partitions);
    let rate = spawn_blocking(run).await.context("the bare loop broke")??;
    admin.drop("bench_bare").await?;
    Ok(rate)
}
