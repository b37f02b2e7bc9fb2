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
    ended: u32,
    took: Duration,
    line: bool,
    /// How long commands took when it last fell, until they take no longer than they may.
    fell_from: Option<Duration>,
}

impl Measure {
    pub(super) fn begin(limit: usize, now: Instant) -> Self {
        let (ended, took, line) = (0, Duration::ZERO, false);
        Self { limit, fell_at: now, began: now, ended, took, line, fell_from: None }
    }

    pub(super) fn somebody_waits(&mut self) {
        self.line = true;
    }

    /// A command that was let in at `since` has ended, with an answer or without. The new limit, where there is one.
    pub(super) fn ended(&mut self, since: Instant, now: Instant) -> Option<usize> {
        if self.ended == 0 {
            // Where nothing was done, nothing was measured.
            self.began = self.began.max(since);
        }
        if since < self.fell_at {
            return None;
        }
        self.ended += 1;
        self.took += now - since;
        let window = now - self.began;
        if self.ended < WINDOW_MIN_COMMANDS || window < WINDOW {
            return None;
        }
        let (before, took) = (self.limit, self.took / self.ended);
        let limit = if !self.line {
            before
        } else if took <= COMMAND_TIME {
            before + before / 8
        } else if self.falling_helps(took) {
            // At the same rate, so many take that long (Little's law).
            (before as f64 * COMMAND_TIME.as_secs_f64() / took.as_secs_f64()) as usize
        } else {
            before
        };
        let limit = limit.clamp(UNARY_LIMIT_COMMANDS_MIN, UNARY_LIMIT_COMMANDS);
        let fell = limit < before;
        let slow = self.fell_from.filter(|_| took > COMMAND_TIME);
        let fell_from = if fell { Some(took) } else { slow };
        let fell_at = if fell { now } else { self.fell_at };
        *self = Self { fell_at, fell_from, ..Self::begin(limit, now) };
        (limit != before).then_some(limit)
    }

    /// Where commands take long for another reason than how many there are, fewer of them take no less.
    fn falling_helps(&self, took: Duration) -> bool {
        self.fell_from.is_none_or(|before| took < before * 9 / 10 || took > before * 5 / 4)
    }
}
