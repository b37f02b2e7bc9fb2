//! Asking the read models: within a limit of questions at once, at a position, by a deadline.

use std::sync::Arc;
use std::time::{Duration, Instant};

use learnlog_codec::entry::LedgerPosition;
use learnlog_readmodels::queries::Queries;
use learnlog_readmodels::queries::error::QueryError;
use learnlog_readmodels::queries::position::ProjectionPosition;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::deadline::Deadline;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::metrics;

#[cfg(test)]
mod tests;

/// Questions of a process that are asked or wait for their turn; as many besides wait for their position.
pub const QUESTIONS_LIMIT: usize = 2_048;

/// After which callers may come again whose questions were too many.
pub const TOO_MANY_PAUSE: Duration = Duration::from_secs(1);

/// The read models, with a limit: as many questions at once as there are sessions, the others wait
/// for their turn, by their own deadlines. Positions wait for nobody's turn.
#[derive(Clone)]
pub struct Asking {
    queries: Queries,
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    positions: Arc<Semaphore>,
}

impl Asking {
    /// Of these.
    pub fn of(queries: Queries) -> Self {
        let turns = Arc::new(Semaphore::new(queries.sessions_max()));
        let places = || Arc::new(Semaphore::new(QUESTIONS_LIMIT));
        Self { queries, turns, places: places(), positions: places() }
    }

    /// The read models themselves.
    pub fn queries(&self) -> &Queries {
        &self.queries
    }

    /// Comes back when it is one's turn to ask; the turn ends when the permit is dropped.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.turns.acquire().await.ok()
    }

    /// How far each projection is. Errors: DEADLINE_PASSED, READ_MODELS_UNAVAILABLE.
    pub async fn projections(
        &self,
        deadline: Deadline,
    ) -> Result<Vec<ProjectionPosition>, ApiError> {
        let answered = deadline.limit(self.queries.projections()).await;
        answered.map_err(|_| too_late())?.map_err(|error| refusal(&error))
    }

    /// What comes of `question`, asked when `at_least` is visible. Errors: TOO_MANY_QUESTIONS, POSITION_NOT_REACHED, DEADLINE_PASSED,
    /// READ_MODELS_UNAVAILABLE.
    pub async fn ask<T>(
        &self,
        rpc: &'static str,
        at_least: Option<&LedgerPosition>,
        deadline: Deadline,
        question: impl AsyncFnOnce(&Queries) -> Result<T, QueryError>,
    ) -> Result<T, ApiError> {
        let began = Instant::now();
        if let Some(at_least) = at_least {
            // Positions that do not exist must keep nobody else from asking.
            let _waiting = self.positions.try_acquire().map_err(|_| too_many())?;
            let reached = self.queries.wait_for(at_least, deadline.instant()).await;
            reached.map_err(|error| refusal(&error))?;
        }
        let _place = self.places.try_acquire().map_err(|_| too_many())?;
        let answered = deadline.limit(async {
            let turn = self.turn().await;
            let answered = question(&self.queries).await;
            drop(turn);
            answered.map_err(|error| refusal(&error))
        });
        let answered = answered.await.unwrap_or_else(|_| Err(too_late()));
        let seconds = began.elapsed().as_secs_f64();
        ::metrics::histogram!(metrics::QUERY_SECONDS.name, "rpc" => rpc).record(seconds);
        answered
    }
}

fn too_many() -> ApiError {
    metrics::refused(Reason::TooManyQuestions);
    let message = "too many questions wait for the read models: ask again later";
    let error = ApiError::new(Reason::TooManyQuestions, message);
    error.with("limit", QUESTIONS_LIMIT).retry_after(TOO_MANY_PAUSE)
}

/// DEADLINE_PASSED.
pub fn too_late() -> ApiError {
    ApiError::new(Reason::DeadlinePassed, "the deadline came before the answer: ask again")
}

/// Why the read models gave no answer; the cause goes to the log only.
pub fn refusal(error: &QueryError) -> ApiError {
    let told = error as &dyn std::error::Error;
    match error {
        QueryError::Unavailable(_) => {
            tracing::warn!(error = told, "the read models do not answer");
            let message = "the read models do not answer now: ask again later";
            ApiError::new(Reason::ReadModelsUnavailable, message)
        }
        QueryError::NotReached { log, wanted, reached } => {
            let message = "the position in at_least was not visible in time: ask again, with a \
                           longer deadline";
            ApiError::new(Reason::PositionNotReached, message)
                .with("log", log.0)
                .with("wanted", wanted)
                .with("reached", reached)
        }
        QueryError::UnknownLog { log } => {
            let message = "the position names a log that this ledger does not have";
            ApiError::new(Reason::PositionInvalid, message).with("found_log", log.0)
        }
        QueryError::Damaged(_) => {
            tracing::error!(error = told, "a read model holds what no projection wrote");
            let message = "a read model is damaged: it must be built again from the ledger";
            ApiError::new(Reason::InternalFault, message)
        }
    }
}
