//! The projectors of this process and their health.

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_api::health::source::HealthSource;
use learnlog_readmodels::runner::status::{LaneState, LaneStatus};
use tokio::sync::watch;

/// Every log is being projected, by a projection that is seen at work.
pub struct ProjectorsWork(pub watch::Receiver<Vec<LaneStatus>>);

impl HealthSource for ProjectorsWork {
    fn missing(&self) -> BoxFuture<'_, Option<String>> {
        let missing = self.0.borrow().iter().find_map(missing);
        async { missing }.boxed()
    }
}

fn missing(lane: &LaneStatus) -> Option<String> {
    let log = lane.log.0;
    match &lane.state {
        LaneState::Projecting if lane.is_silent() => {
            let seconds = lane.seen_at.elapsed().as_secs();
            Some(format!("the projection of log {log} has been silent for {seconds} s"))
        }
        LaneState::Projecting | LaneState::Elsewhere => None,
        LaneState::Starting => Some(format!("the projection of log {log} is starting")),
        LaneState::Retrying { reason } => {
            Some(format!("the projection of log {log} is interrupted: {reason}"))
        }
        LaneState::Stopped { sequence: Some(sequence), reason } => {
            Some(format!("the projection of log {log} is stopped at entry {sequence}: {reason}"))
        }
        LaneState::Stopped { sequence: None, reason } => {
            Some(format!("the projection of log {log} is stopped: {reason}"))
        }
    }
}

#[cfg(test)]
mod tests;
