//! What services need, and whether it is there.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_codec::entry::LogNumber;
use learnlog_ledger::ledger::{Ledger, LogState};
use learnlog_readmodels::queries::Queries;

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
