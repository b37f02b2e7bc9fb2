//! How many commands may be under way, measured by how long they take. Invariant: between
//! [`UNARY_LIMIT_COMMANDS_MIN`] and [`UNARY_LIMIT_COMMANDS`]; it falls where commands take longer than they may, and
//! rises again only where they do not and somebody waits. Nobody can know beforehand what a machine can do, and where
//! commands wait: in a queue, for the log, for their stream, or for a processor.

use std::time::Duration;

use tokio::time::Instant;

use super::{COMMAND_TIME, UNARY_LIMIT_COMMANDS, UNARY_LIMIT_COMMANDS_MIN};

/// How long is measured, at least.
const WINDOW: Duration = Duration::from_millis(100);

/// Commands that are measured, at least.
const WINDOW_MIN_COMMANDS: u32 = 16;

pub(super) struct Measure {
    limit: usize,
    /// When it last fell. How long commands took that were let in before was not of this limit's doing.
    fell_at: Instant,
    began: Instant,
    answered: u32,
    ended: u32,
    took: Duration,
    line: bool,
}

impl Measure {
    pub(super) fn begin(limit: usize, now: Instant) -> Self {
        Self::after(limit, now, now)
    }

    fn after(limit: usize, fell_at: Instant, began: Instant) -> Self {
        let (answered, ended, took, line) = (0, 0, Duration::ZERO, false);
        Self { limit, fell_at, began, answered, ended, took, line }
    }

    pub(super) fn somebody_waits(&mut self) {
        self.line = true;
    }

    /// A command that was let in at `since` has ended, with an answer or without. The new limit, where there is one.
    pub(super) fn ended(&mut self, since: Instant, answered: bool, now: Instant) -> Option<usize> {
        self.answered += u32::from(answered);
        if since < self.fell_at {
            return None;
        }
        self.ended += 1;
        self.took += now - since;
        let window = now - self.began;
        if self.ended < WINDOW_MIN_COMMANDS || window < WINDOW {
            return None;
        }
        let before = self.limit;
        let limit = if self.took / self.ended > COMMAND_TIME {
            // So many take that long at the rate at which they are answered (Little's law).
            let rate = f64::from(self.answered) / window.as_secs_f64();
            before.min((rate * COMMAND_TIME.as_secs_f64()) as usize)
        } else if self.line {
            before + before / 8
        } else {
            before
        };
        let limit = limit.clamp(UNARY_LIMIT_COMMANDS_MIN, UNARY_LIMIT_COMMANDS);
        *self = Self::after(limit, if limit < before { now } else { self.fell_at }, now);
        (self.limit != before).then_some(self.limit)
    }
}
