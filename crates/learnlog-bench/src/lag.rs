//! How far the read models are behind the ledger. Invariant: behind is counted from the heads that the server reports, log by log, to the
//! projection that is last.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use learnlog_proto::api::{GetPositionRequest, GetPositionResponse, LogHead};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::client::{Connection, Target};

/// How long the read models may take to catch up.
const CATCH_UP_LIMIT: Duration = Duration::from_secs(600);

/// Between two looks.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);

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

/// Looks at the lag again and again.
pub struct Watch {
    largest: Arc<AtomicU64>,
    task: JoinSet<anyhow::Result<()>>,
}

impl Watch {
    /// Begins. Errors: no connection.
    pub async fn start(target: &Target) -> anyhow::Result<Self> {
        let connection = target.connect().await?;
        let largest = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&largest);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut looks = interval(LOOK_INTERVAL);
            looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                looks.tick().await;
                seen.fetch_max(behind(&position(&connection).await?), Ordering::Relaxed);
            }
        });
        Ok(Self { largest, task })
    }

    /// Ends; the largest lag seen, in entries. Errors: a look failed.
    pub fn stop(mut self) -> anyhow::Result<u64> {
        if let Some(ended) = self.task.try_join_next() {
            ended.context("watching the lag broke")??;
        }
        Ok(self.largest.load(Ordering::Relaxed))
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
