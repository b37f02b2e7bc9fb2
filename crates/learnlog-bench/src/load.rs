//! Load, bounded in time and in commands. Invariant: the same load is put on learnlog and on a
//! ceiling, and every answer is looked at: one that is not an entry that says yes ends the
//! measurement.

pub mod open;
pub mod stream;
pub mod unary;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;
use learnlog_proto::api::SubmitResponse;
use learnlog_proto::api::submit_response::Answer;

/// How long answers may take after the last command was sent.
pub const FAREWELL: Duration = Duration::from_secs(60);

/// When a load ends: at the first of both.
#[derive(Debug)]
pub struct Limit {
    end: Instant,
    commands: AtomicI64,
}

impl Limit {
    /// From now on.
    pub fn new(duration: Duration, commands: u64) -> Self {
        let commands = AtomicI64::new(i64::try_from(commands).unwrap_or(i64::MAX));
        Self { end: Instant::now() + duration, commands }
    }

    /// Another command may be sent; counted.
    pub fn admits_another(&self) -> bool {
        Instant::now() < self.end && self.commands.fetch_sub(1, Ordering::Relaxed) > 0
    }

    /// From now until the last answer must be there.
    fn patience(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now()) + FAREWELL
    }
}

/// What came of a load.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// Commands answered by an entry of their own.
    pub entries: u64,
    /// From the first command to the last answer.
    pub elapsed: Duration,
}

impl Done {
    /// Entries per second.
    pub fn rate(&self) -> f64 {
        self.entries as f64 / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// Errors: as [`check`], for a command that may be recorded already.
fn check_again(response: &SubmitResponse) -> anyhow::Result<()> {
    match &response.answer {
        Some(Answer::Recorded(_)) => Ok(()),
        _ => check(response),
    }
}

/// Errors: the answer is not the yes that every command of the workload should get.
fn check(response: &SubmitResponse) -> anyhow::Result<()> {
    match &response.answer {
        Some(Answer::Recorded(_)) if !response.repeated_command => Ok(()),
        Some(Answer::Recorded(_)) => bail!("a command of the workload was submitted twice"),
        Some(Answer::Rejected(rejected)) => {
            bail!("a command of the workload was rejected: {}", rejected.reason)
        }
        Some(Answer::Unchanged(_)) => bail!("a command of the workload changed nothing"),
        Some(Answer::Abandoned(_)) | None => bail!("an answer that nobody asked for"),
    }
}
