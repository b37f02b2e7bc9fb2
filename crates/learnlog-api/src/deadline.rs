//! Until when a caller waits. Invariant: the caller's own deadline is honored a little early, so that the answer
//! says what it means and does not race the transport's; without one, a call ends after the server's limit.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use tonic::metadata::MetadataMap;

#[cfg(test)]
mod tests;

/// How long a unary call may take where its caller sets no deadline.
pub const CALL_LIMIT: Duration = Duration::from_secs(60);

/// How much earlier than the transport's deadline we answer, at most: a tenth of the time that there is, up to this.
pub const ANSWER_MARGIN_LIMIT: Duration = Duration::from_millis(200);

/// The end of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(Instant);

/// The deadline came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed;

impl Deadline {
    /// Of a unary call with that metadata, which arrived now.
    pub fn of_call(metadata: &MetadataMap) -> Self {
        let asked = requested(metadata).unwrap_or(CALL_LIMIT);
        Self(Instant::now() + early(asked.min(CALL_LIMIT)))
    }

    /// Of a stream with that metadata; None where its caller sets none: a stream may go on.
    pub fn of_stream(metadata: &MetadataMap) -> Option<Self> {
        let asked = requested(metadata)?;
        Some(Self(Instant::now() + early(asked)))
    }

    /// After that long, if a stream has no earlier end.
    pub fn after(wait: Duration, end: Option<Self>) -> Self {
        let own = Self(Instant::now() + wait);
        end.map_or(own, |end| Self(end.0.min(own.0)))
    }

    /// When that is.
    pub fn instant(self) -> Instant {
        self.0
    }

    /// What comes of `work` by then. Errors: [`Passed`].
    pub async fn limit<T>(self, work: impl Future<Output = T>) -> Result<T, Passed> {
        timeout_at(self.0, work).await.map_err(|_| Passed)
    }

    /// Comes back at the deadline.
    pub async fn passed(self) {
        tokio::time::sleep_until(self.0).await;
    }
}

fn early(asked: Duration) -> Duration {
    asked - (asked / 10).min(ANSWER_MARGIN_LIMIT)
}

/// The time in a `grpc-timeout` header: up to 8 digits and a unit. What cannot be read is no deadline.
fn requested(metadata: &MetadataMap) -> Option<Duration> {
    let text = metadata.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let value: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(value * 3_600)),
        "M" => Some(Duration::from_secs(value * 60)),
        "S" => Some(Duration::from_secs(value)),
        "m" => Some(Duration::from_millis(value)),
        "u" => Some(Duration::from_micros(value)),
        "n" => Some(Duration::from_nanos(value)),
        _ => None,
    }
}
