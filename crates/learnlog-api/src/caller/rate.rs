//! How many requests a second. Invariant: a second's worth may come at once, and no more over any longer time than the
//! rate allows; what is refused is not counted.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::{Instant, sleep_until};

/// One rate, and what of it is used.
#[derive(Debug)]
pub struct Rate(RateLimiter<NotKeyed, InMemoryState, SinceThen, NoOpMiddleware<Duration>>);

impl Rate {
    /// That many a second, nothing of it used.
    pub fn per_second(requests: NonZeroU32) -> Self {
        let clock = SinceThen(Instant::now());
        Self(RateLimiter::direct_with_clock(Quota::per_second(requests), clock))
    }

    /// One request. Errors: how long until there is room for it.
    pub fn take(&self) -> Result<(), Duration> {
        self.0.check().map_err(|not_yet| not_yet.wait_time_from(self.0.clock().now()))
    }

    /// Comes back when there was room for that many requests, one after the other.
    pub async fn wait_for(&self, requests: usize) {
        for _ in 0..requests {
            while let Err(pause) = self.take() {
                sleep_until(Instant::now() + pause).await;
            }
        }
    }
}

/// The runtime's clock.
#[derive(Debug, Clone, Copy)]
struct SinceThen(Instant);

impl Clock for SinceThen {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}
