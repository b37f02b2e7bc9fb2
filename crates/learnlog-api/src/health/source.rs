//! What services need, and whether it is there.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::CATALOG;
use learnlog_domain::id::KeyId;
use learnlog_keys::keyring::Keyring;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::ledger::{Ledger, LogState};
use learnlog_readmodels::queries::Queries;
use tokio::time::Instant;
use uuid::Uuid;

#[cfg(test)]
mod tests;

/// How long the read models of a log may stand still while entries wait for them. After it, queries
/// are not served.
pub const STANDSTILL_LIMIT: Duration = Duration::from_secs(10);

/// Something that a service needs.
pub trait HealthSource: Send + Sync + 'static {
    /// What keeps it from being used now; None if nothing does.
    fn missing(&self) -> BoxFuture<'_, Option<String>>;
}

/// Every log takes commands.
pub struct LedgerTakes(pub Arc<Ledger>);

impl HealthSource for LedgerTakes {
    fn missing(&self) -> BoxFuture<'_, Option<String>> {
        let missing = self.0.status().into_iter().find_map(|status| {
            let LogNumber(log) = status.log;
            match status.state {
                LogState::Serving => None,
                LogState::Starting => Some(format!("log {log} is starting")),
                LogState::Unavailable(reason) => Some(format!("log {log}: {reason}")),
                LogState::Stopped(reason) => Some(format!("log {log} is stopped: {reason}")),
            }
        });
        async { missing }.boxed()
    }
}

/// Kafka answers.
pub struct LogAnswers {
    event_log: Arc<dyn EventLog>,
    /// A question is out; another thread would wait for the same.
    asked: Arc<AtomicBool>,
}

impl LogAnswers {
    /// Asked through that.
    pub fn new(event_log: Arc<dyn EventLog>) -> Self {
        Self { event_log, asked: Arc::default() }
    }
}

impl HealthSource for LogAnswers {
    fn missing(&self) -> BoxFuture<'_, Option<String>> {
        async {
            if self.asked.swap(true, Ordering::Relaxed) {
                return Some("Kafka has not answered yet".to_owned());
            }
            let (event_log, asked) = (Arc::clone(&self.event_log), Arc::clone(&self.asked));
            let answer = tokio::task::spawn_blocking(move || {
                let answer = event_log.bounds(CATALOG);
                asked.store(false, Ordering::Relaxed);
                answer
            });
            match answer.await {
                Ok(Ok(_)) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(_) => Some("Kafka cannot be asked".to_owned()),
            }
        }
        .boxed()
    }
}

/// The keys of persons can be had.
pub struct KeysAnswer(pub Arc<Keyring>);

impl HealthSource for KeysAnswer {
    fn missing(&self) -> BoxFuture<'_, Option<String>> {
        async {
            // No key has this id, so the table is asked each time.
            let nobodys = KeyId::new(Uuid::max()).ok()?;
            self.0.by_key_id(nobodys).await.err().map(|error| error.to_string())
        }
        .boxed()
    }
}

/// The read models answer, and follow the ledger.
pub struct ReadModelsFollow {
    queries: Queries,
    ledger: Arc<Ledger>,
    seen: Mutex<Progress>,
}

impl ReadModelsFollow {
    /// Whether these follow that ledger.
    pub fn new(queries: Queries, ledger: Arc<Ledger>) -> Self {
        Self { queries, ledger, seen: Mutex::default() }
    }
}

impl HealthSource for ReadModelsFollow {
    fn missing(&self) -> BoxFuture<'_, Option<String>> {
        async {
            let position = match self.queries.position().await {
                Ok(position) => position,
                Err(error) => return Some(error.to_string()),
            };
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            // All logs are looked at: each has a time of its own.
            let stand: Vec<String> = self
                .ledger
                .status()
                .into_iter()
                .filter_map(|status| {
                    let of_log = position.0.iter().find(|(log, _)| *log == status.log);
                    let reached = of_log.map_or(0, |(_, sequence)| *sequence);
                    seen.stands(status.log, reached, status.checkpoint.head.sequence)
                })
                .collect();
            stand.into_iter().next()
        }
        .boxed()
    }
}

/// Where each log's read models were when they were last seen to move, and when that was.
#[derive(Default)]
struct Progress(HashMap<LogNumber, (u64, Instant)>);

impl Progress {
    /// What to say of a log whose read models have stood still for too long, though its `head` is
    /// further.
    fn stands(&mut self, log: LogNumber, reached: u64, head: u64) -> Option<String> {
        let now = Instant::now();
        let (last, since) = self.0.entry(log).or_insert((reached, now));
        if *last != reached || head <= reached {
            (*last, *since) = (reached, now);
        }
        let still = now.duration_since(*since);
        (still >= STANDSTILL_LIMIT).then(|| {
            let (LogNumber(log), seconds) = (log, still.as_secs());
            format!("the read models of log {log} stand at {reached} of {head} since {seconds} s")
        })
    }
}
