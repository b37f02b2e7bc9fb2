//! How long calls took. Invariant: every call is recorded, to three digits; what took longer than a minute counts as a minute.

use std::time::Duration;

use anyhow::Context;
use hdrhistogram::Histogram;

/// The longest time told apart.
const LONGEST: Duration = Duration::from_secs(60);

/// Durations of calls.
#[derive(Debug, Clone)]
pub struct Latencies(Histogram<u64>);

impl Latencies {
    /// None yet. Errors: none in practice; the histogram's bounds are constants.
    pub fn new() -> anyhow::Result<Self> {
        let longest = u64::try_from(LONGEST.as_nanos()).context("a minute fits")?;
        Ok(Self(Histogram::new_with_bounds(1_000, longest, 3)?))
    }

    /// One more call.
    pub fn record(&mut self, duration: Duration) {
        self.0.saturating_record(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX));
    }

    /// Those of another caller besides. Errors: none in practice; all have the same bounds.
    pub fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        Ok(self.0.add(&other.0)?)
    }

    /// How many calls.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// Share of the calls that were answered within that time; 0 where there were none.
    pub fn share_within(&self, limit: Duration) -> f64 {
        let limit = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
        self.0.count_between(0, limit) as f64 / self.0.len().max(1) as f64
    }

    /// Milliseconds within which that share of the calls was answered.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        Duration::from_nanos(self.0.value_at_quantile(share)).as_secs_f64() * 1_000.0
    }
}
