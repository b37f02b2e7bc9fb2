//! What services need, and whether it is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::CATALOG;
use learnlog_domain::id::KeyId;
use learnlog_keys::keyring::Keyring;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::ledger::{Ledger, LogState};
use learnlog_readmodels::queries::Queries;
use uuid::Uuid;

/// Entries that the read models may be behind. Further behind, queries are not served.
pub const PROJECTION_LAG_LIMIT_ENTRIES: u64 = 200_000;

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

/// The read models answer, and are not too far behind.
pub struct ReadModelsFollow {
    /// The read models.
    pub queries: Queries,
    /// The ledger that they follow.
    pub ledger: Arc<Ledger>,
}

impl HealthSource for ReadModelsFollow {
    fn missing(&self) -> BoxFuture<'_, Option<String>> {
        async {
            let position = match self.queries.position().await {
                Ok(position) => position,
                Err(error) => return Some(error.to_string()),
            };
            self.ledger.status().into_iter().find_map(|status| {
                let of_log = position.0.iter().find(|(log, _)| *log == status.log);
                let reached = of_log.map_or(0, |(_, sequence)| *sequence);
                let lag = status.checkpoint.head.sequence.saturating_sub(reached);
                let LogNumber(log) = status.log;
                (lag > PROJECTION_LAG_LIMIT_ENTRIES)
                    .then(|| format!("the read models are {lag} entries behind log {log}"))
            })
        }
        .boxed()
    }
}
