//! (h) Two processes that share the logs, under one; and what callers of one see when the other is killed.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use learnlog_proto::api::GetPositionRequest;
use tokio::time::{Instant, interval};

use crate::bench::Bench;
use crate::client::Target;
use crate::lag::caught_up;
use crate::learnlog::Serve;
use crate::load::{Limit, stream, unary};
use crate::report::{Figure, Unit};
use crate::run::{DATABASE, ROLES};
use crate::say::say;
use crate::statistics::{Bar, Rounds};

/// Callers of Submit.
const CALLERS: usize = 64;

/// Share of what one process does.
const BAR: f64 = 1.0;

/// Milliseconds that a caller may wait at most.
const TAKE_OVER_BAR: f64 = 5_000.0;

/// Commands of one round at most.
const ROUND_LIMIT_COMMANDS: u64 = 20_000_000;

/// How long processes may take to see each other, or that one is gone.
const SHARED_LIMIT: Duration = Duration::from_secs(30);

/// Between two looks.
const LOOK_PAUSE: Duration = Duration::from_millis(100);

/// Rounds of what is measured both ways.
#[derive(Default)]
struct Both {
    one: Rounds,
    two: Rounds,
}

/// Measures on that server, and a second one that comes and goes. Errors: a refusal.
pub async fn measure(bench: &Bench, server: &Target) -> anyhow::Result<Vec<Figure>> {
    let (mut submit, mut streamed, mut silence) =
        (Both::default(), Both::default(), Rounds::default());
    for round in bench.stream_rounds() {
        let alone = [server];
        shared_by(&alone).await?;
        submit.one.push(unary(bench, &alone).await?);
        streamed.one.push(streams(bench, &alone).await?);
        let second = bench.learnlog.serve(DATABASE, ROLES).await?;
        let target = second.target.clone();
        let both = [server, &target];
        shared_by(&both).await?;
        submit.two.push(unary(bench, &both).await?);
        streamed.two.push(streams(bench, &both).await?);
        silence.push(killed(bench, server, second).await?);
        say(&format!(
            "processes, round {round}: {:?} {:?} {:?}",
            submit.last(),
            streamed.last(),
            silence
        ));
    }
    let figure = |name, both: Both| {
        Figure::new(name, Unit::EntriesPerSecond, both.two).under(both.one).bar(Bar::OfCeiling(BAR))
    };
    Ok(vec![
        figure(format!("(h) Submit, {CALLERS} callers of two processes"), submit),
        figure("(h) SubmitStream, calls to two processes".to_owned(), streamed),
        Figure::new(
            "(h) longest wait at one while the other is killed",
            Unit::Milliseconds,
            silence,
        )
        .bar(Bar::Below(TAKE_OVER_BAR)),
    ])
}

impl Both {
    /// Of the last round: with one process, with two.
    fn last(&self) -> (Option<f64>, Option<f64>) {
        (self.one.last(), self.two.last())
    }
}

async fn unary(bench: &Bench, targets: &[&Target]) -> anyhow::Result<f64> {
    let limit = Limit::new(bench.sizes.submit, ROUND_LIMIT_COMMANDS);
    let done = unary::run(targets, CALLERS, &bench.source, limit).await.context("Submit")?;
    idle(targets).await?;
    Ok(done.0.rate())
}

async fn streams(bench: &Bench, targets: &[&Target]) -> anyhow::Result<f64> {
    let limit = Limit::new(bench.sizes.bare_stream, ROUND_LIMIT_COMMANDS);
    let done = stream::run(targets, &bench.source, limit).await.context("SubmitStream")?;
    idle(targets).await?;
    Ok(done.rate())
}

/// The longest wait of a caller of the process that stays, in milliseconds.
async fn killed(bench: &Bench, stays: &Target, dies: Serve) -> anyhow::Result<f64> {
    let third = bench.sizes.submit;
    let limit = Limit::new(third * 3, ROUND_LIMIT_COMMANDS);
    let targets = [stays];
    let load = unary::run(&targets, CALLERS, &bench.source, limit);
    let kill = async {
        tokio::time::sleep_until(Instant::now() + third).await;
        // SIGKILL.
        drop(dies);
        Ok(())
    };
    let ((_, latencies), ()) = tokio::try_join!(load, kill)?;
    idle(&targets).await?;
    Ok(latencies.quantile_ms(1.0))
}

/// Each process knows the heads of the logs that it owns.
async fn idle(targets: &[&Target]) -> anyhow::Result<()> {
    for target in targets {
        caught_up(target).await?;
    }
    Ok(())
}

/// Waits until these processes, and no others, share the logs.
async fn shared_by(targets: &[&Target]) -> anyhow::Result<()> {
    let shared = async {
        let mut looks = interval(LOOK_PAUSE);
        loop {
            looks.tick().await;
            let mut agreed = true;
            for target in targets {
                agreed &= sees(target).await? == targets.len();
            }
            if agreed {
                return anyhow::Ok(());
            }
        }
    };
    match tokio::time::timeout(SHARED_LIMIT, shared).await {
        Ok(shared) => shared,
        Err(_) => bail!("the processes do not share the logs"),
    }
}

/// How many processes own a log, as that one sees it.
async fn sees(target: &Target) -> anyhow::Result<usize> {
    let mut ledger = target.connect().await?.ledger();
    let position = ledger.get_position(GetPositionRequest {}).await?.into_inner();
    ensure!(position.heads.iter().all(|head| !head.owner.is_empty()), "a log has no owner");
    Ok(position.processes.iter().filter(|process| !process.logs.is_empty()).count())
}
