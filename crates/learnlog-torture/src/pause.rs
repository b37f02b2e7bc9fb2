//! Letting time pass, where the passing of time is what is wanted: how long a fault lasts, how long callers call.

use std::time::Duration;

use tokio::time::{Instant, interval_at};

/// Returns so much later.
pub async fn pause(duration: Duration) {
    let duration = duration.max(Duration::from_millis(1));
    interval_at(Instant::now() + duration, duration).tick().await;
}
