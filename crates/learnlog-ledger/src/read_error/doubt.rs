//! A log that seems to end before what was read of it. Invariant: that is believed only of a log that goes on saying so: a broker that
//! was paused and has not heard yet that it leads no more tells where the log ended then.

use std::time::Duration;

use tokio::time::Instant;

use super::ReadError;
use crate::event_log::LogError;
use crate::limits::DOUBT_TIME;

/// Since when a log says so.
#[derive(Debug, Default)]
pub struct Doubt(Option<Instant>);

impl Doubt {
    /// What was read is there.
    pub fn dispel(&mut self) {
        self.0 = None;
    }

    /// Whether such an error may still pass, at `now`.
    pub fn excuses(&mut self, error: &ReadError, now: Instant) -> bool {
        error.ends_early() && self.lasts(now) < DOUBT_TIME
    }

    /// How long the log has been saying so, at `now`, when it says so again.
    pub(crate) fn lasts(&mut self, now: Instant) -> Duration {
        now.duration_since(*self.0.get_or_insert(now))
    }
}

impl ReadError {
    /// Whether the log seems to have lost its end.
    pub(crate) fn ends_early(&self) -> bool {
        match self {
            Self::CheckpointNotFound { .. } => true,
            Self::Log { source, .. } => matches!(source, LogError::OffsetGone { .. }),
            Self::TrailBroken { .. } | Self::FalseEntry { .. } | Self::Diverged { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests;
