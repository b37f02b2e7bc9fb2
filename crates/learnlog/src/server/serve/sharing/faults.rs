//! Logs that this process could not project a moment ago. Invariant: a log that another process took over because of a
//! fault here does not come back at once, only because nobody tries here any more.

use std::collections::BTreeMap;
use std::time::Duration;

use learnlog_codec::entry::LogNumber;
use learnlog_readmodels::runner::status::{LaneState, LaneStatus};
use tokio::time::Instant;

/// How long a log stays with who took it over, unless it is projected here before.
const FAULT_MEMORY: Duration = Duration::from_secs(30);

/// When the projection of a log was last seen interrupted.
#[derive(Debug, Default)]
pub struct Faults(BTreeMap<LogNumber, Instant>);

impl Faults {
    /// The logs that cannot be projected here, as their lanes stand now.
    pub fn unable(&mut self, lanes: &[LaneStatus], now: Instant) -> Vec<LogNumber> {
        let unable = lanes.iter().filter(|lane| self.is_unable(lane, now));
        unable.map(|lane| lane.log).collect()
    }

    fn is_unable(&mut self, lane: &LaneStatus, now: Instant) -> bool {
        match lane.state {
            LaneState::Retrying { .. } => {
                self.0.insert(lane.log, now);
                true
            }
            LaneState::Stopped { .. } => true,
            LaneState::Starting => false,
            LaneState::Projecting => {
                self.0.remove(&lane.log);
                false
            }
            LaneState::Elsewhere => {
                self.0.get(&lane.log).is_some_and(|seen| now.duration_since(*seen) < FAULT_MEMORY)
            }
        }
    }
}

#[cfg(test)]
mod tests;
