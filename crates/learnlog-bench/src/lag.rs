//! How far the read models are behind the ledger. Invariant: behind is counted from the heads that the server reports, log by log, to the
//! projection that is last.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use learnlog_proto::api::{GetPositionRequest, GetPositionResponse, LogHead};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::client::{Connection, Target};

#[cfg(test)]
mod tests;

/// How long the read models may take to catch up.
const CATCH_UP_LIMIT: Duration = Duration::from_secs(600);

/// Between two looks.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);

/// A lag that is no lag: about what the projections take in one go.
const SMALL_LAG_ENTRIES: u64 = 10_000;

/// Where the ledger stands, log by log.
pub async fn heads(target: &Target) -> anyhow::Result<Vec<LogHead>> {
    Ok(position(&target.connect().await?).await?.heads)
}

/// Entries in those logs.
pub fn entries(heads: &[LogHead]) -> u64 {
    heads.iter().map(|head| head.sequence).sum()
}

/// Waits until the read models have seen everything; how long that took. Errors: they do not within ten minutes.
pub async fn caught_up(target: &Target) -> anyhow::Result<Duration> {
    let connection = target.connect().await?;
    let begun = Instant::now();
    let mut looks = interval(LOOK_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while behind(&position(&connection).await?) > 0 {
        if begun.elapsed() > CATCH_UP_LIMIT {
            bail!("the read models do not catch up; the server's log may say why");
        }
        looks.tick().await;
    }
    Ok(begun.elapsed())
}

/// How the lag went during a load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lag {
    /// The largest, in entries.
    pub largest: u64,
    /// The largest of the second half over the largest of the first, neither taken for less than [`SMALL_LAG_ENTRIES`]: 2 where it
    /// grows as long as the load lasts, 1 where it does not grow.
    pub growth: f64,
}

impl Lag {
    /// From looks at it, in order: when, and how many entries. Errors: a half without a look.
    fn of(looks: &[(Instant, u64)]) -> anyhow::Result<Self> {
        let (first, last) = looks.first().zip(looks.last()).context("nobody looked at the lag")?;
        let middle = first.0 + (last.0 - first.0) / 2;
        let (first, second) = looks.split_at(looks.partition_point(|(when, _)| *when < middle));
        let largest = |half: &[(Instant, u64)]| half.iter().map(|(_, lag)| *lag).max();
        let halves = largest(first).zip(largest(second));
        let (first, second) = halves.context("the load was too short to look at the lag twice")?;
        let least = SMALL_LAG_ENTRIES;
        let growth = second.max(least) as f64 / first.max(least) as f64;
        Ok(Self { largest: first.max(second), growth })
    }
}

/// Looks at the lag again and again.
pub struct Watch {
    looks: Arc<Mutex<Vec<(Instant, u64)>>>,
    task: JoinSet<anyhow::Result<()>>,
}

impl Watch {
    /// Begins. Errors: no connection.
    pub async fn start(target: &Target) -> anyhow::Result<Self> {
        let connection = target.connect().await?;
        let looks = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&looks);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut ticks = interval(LOOK_INTERVAL);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let look = (Instant::now(), behind(&position(&connection).await?));
                seen.lock().unwrap_or_else(PoisonError::into_inner).push(look);
            }
        });
        Ok(Self { looks, task })
    }

    /// Ends; what was seen. Errors: a look failed, or there were too few.
    pub fn stop(mut self) -> anyhow::Result<Lag> {
        if let Some(ended) = self.task.try_join_next() {
            ended.context("watching the lag broke")??;
        }
        Lag::of(&self.looks.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn position(connection: &Connection) -> anyhow::Result<GetPositionResponse> {
    Ok(connection.ledger().get_position(GetPositionRequest {}).await?.into_inner())
}

/// Not every projection follows every log; the entry index does.
fn behind(position: &GetPositionResponse) -> u64 {
    let reached = |log: u32| {
        let positions = position.projections.iter().filter_map(|one| one.position.as_ref());
        let logs = positions.flat_map(|position| &position.logs);
        logs.filter(|position| position.log == log).map(|position| position.sequence).min()
    };
    let heads = position.heads.iter();
    heads.map(|head| head.sequence.saturating_sub(reached(head.log).unwrap_or(0))).sum()
}
