//! Pauses between attempts. Invariant: they grow from 100 ms to 5 s and no further. When to give up
//! is left to the caller.

use std::time::Duration;

use tokio::time::Instant;

/// The first pause.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Doubling pauses between attempts at the same thing.
#[derive(Debug, Default)]
pub struct Backoff {
    pauses: u32,
}

impl Backoff {
    /// Before the first attempt.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many pauses were taken.
    pub fn pauses(&self) -> u32 {
        self.pauses
    }

    /// Ends the next pause, if it began now.
    pub fn next_attempt(&mut self) -> Instant {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.pauses.min(16)).min(LONGEST_PAUSE);
        self.pauses = self.pauses.saturating_add(1);
        Instant::now() + pause
    }

    /// Waits for the next attempt.
    pub async fn pause(&mut self) {
        tokio::time::sleep_until(self.next_attempt()).await;
    }

    /// After a success the next pause is the first again.
    pub fn reset(&mut self) {
        self.pauses = 0;
    }
}
