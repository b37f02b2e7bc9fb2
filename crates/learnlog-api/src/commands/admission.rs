//! How many commands of unary calls are under way at once. Invariant: whoever gets no turn soon is turned away before
//! anything was done, and whoever is let in finds few before it: under any load, those who are answered are answered in
//! time. A log that does not answer holds up few turns of the others. Streams take no turns: they are not read on.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::submission::SubmitError;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::answer;
use crate::deadline::Deadline;
use crate::error::ApiError;

#[cfg(test)]
mod tests;

/// Commands of unary calls under way in one process: with more of them, all wait longer and no more are answered.
pub const UNARY_LIMIT_COMMANDS: usize = 512;

/// Those of them that go to one log.
pub const UNARY_LIMIT_COMMANDS_PER_LOG: usize = 128;

/// Commands of unary calls that wait for a turn, or for the position that they ask for.
pub const UNARY_LIMIT_WAITING_COMMANDS: usize = 4_096;

/// How long a turn is waited for: a burst is smoothed.
pub const TURN_WAIT: Duration = Duration::from_millis(200);

/// How long it is waited for where there has been a line for [`STANDING_AFTER`]: waiting helps nobody then.
pub const STANDING_TURN_WAIT: Duration = Duration::from_millis(25);

/// After that long with a line, it counts as standing.
pub const STANDING_AFTER: Duration = Duration::from_secs(1);

/// The turns of a process.
pub struct Admission {
    places: Semaphore,
    all: Line,
    logs: Vec<Line>,
}

/// A place among those who are in or wait.
pub struct Place<'a> {
    admission: &'a Admission,
    log: LogNumber,
    place: SemaphorePermit<'a>,
}

/// A command that was let in, until this is dropped.
pub struct Admitted<'a> {
    _of_log: Option<SemaphorePermit<'a>>,
    _of_all: SemaphorePermit<'a>,
    _place: SemaphorePermit<'a>,
}

impl Admission {
    /// To that many logs.
    pub fn new(logs: u32) -> Self {
        let of_log = |_| Line::new("UNARY_LIMIT_COMMANDS_PER_LOG", UNARY_LIMIT_COMMANDS_PER_LOG);
        Self {
            places: Semaphore::new(UNARY_LIMIT_COMMANDS + UNARY_LIMIT_WAITING_COMMANDS),
            all: Line::new("UNARY_LIMIT_COMMANDS", UNARY_LIMIT_COMMANDS),
            logs: (0..logs).map(of_log).collect(),
        }
    }

    /// A place for a command to that log. Errors: LEDGER_OVERLOADED, where all are taken.
    pub fn place(&self, log: LogNumber) -> Result<Place<'_>, ApiError> {
        let place = self.places.try_acquire();
        let place = place.map_err(|_| overloaded(log, "UNARY_LIMIT_WAITING_COMMANDS"))?;
        Ok(Place { admission: self, log, place })
    }
}

impl<'a> Place<'a> {
    /// Comes back when it is the command's turn. Errors: LEDGER_OVERLOADED, where that takes too long or until `end`.
    pub async fn turn(self, end: Deadline) -> Result<Admitted<'a>, ApiError> {
        let Self { admission, log, place } = self;
        // Its log's first: waiting for that takes no turn of all.
        let of_log = match admission.logs.get(log.0 as usize) {
            Some(line) => Some(line.turn(log, end).await?),
            None => None,
        };
        let of_all = admission.all.turn(log, end).await?;
        Ok(Admitted { _of_log: of_log, _of_all: of_all, _place: place })
    }
}

/// Turns, and those who wait for them in the order in which they came.
struct Line {
    limit: &'static str,
    turns: Semaphore,
    /// When somebody last needed not wait.
    free_at: Mutex<Instant>,
}

impl Line {
    fn new(limit: &'static str, turns: usize) -> Self {
        Self { limit, turns: Semaphore::new(turns), free_at: Mutex::new(Instant::now()) }
    }

    async fn turn(&self, log: LogNumber, end: Deadline) -> Result<SemaphorePermit<'_>, ApiError> {
        if let Ok(turn) = self.turns.try_acquire() {
            *self.free_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
            return Ok(turn);
        }
        let wait = Deadline::after(self.patience(), Some(end));
        match wait.limit(self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(overloaded(log, self.limit)),
        }
    }

    fn patience(&self) -> Duration {
        let free_at = *self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        if free_at.elapsed() < STANDING_AFTER { TURN_WAIT } else { STANDING_TURN_WAIT }
    }
}

fn overloaded(log: LogNumber, limit: &'static str) -> ApiError {
    answer::refusal(&SubmitError::Overloaded { log, limit })
}
