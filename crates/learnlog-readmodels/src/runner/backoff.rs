//! How long to pause before the next attempt. Invariant: bounded, and short again after a success.

use std::time::Duration;

/// Before the second attempt.
const FIRST_MILLISECONDS: u64 = 100;

/// Longest pause.
const MILLISECONDS_MAX: u64 = 5_000;

/// Doubles with every failure.
#[derive(Debug)]
pub(super) struct Backoff {
    next_milliseconds: u64,
}

impl Backoff {
    pub fn new() -> Self {
        Self { next_milliseconds: FIRST_MILLISECONDS }
    }

    /// After a success.
    pub fn reset(&mut self) {
        *self = Self::new();
    }

    /// After a failure.
    pub fn next(&mut self) -> Duration {
        let pause = Duration::from_millis(self.next_milliseconds);
        self.next_milliseconds = (2 * self.next_milliseconds).min(MILLISECONDS_MAX);
        pause
    }
}
