//! Time as the writer takes it. Invariant: the one place where this crate reads the wall clock.

use std::time::{SystemTime, UNIX_EPOCH};

use learnlog_domain::time::Timestamp;

/// Where a writer takes `recorded_at` from.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}
