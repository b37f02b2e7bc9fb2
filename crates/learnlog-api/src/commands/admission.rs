//! How many commands of unary calls are under way at once. Invariant: whoever gets no turn soon is turned away before
//! anything was done, and whoever is let in finds few before it: under any load, those who are answered are answered in
//! time. A log that does not answer holds up few turns of the others. Streams take no turns: they are not read on.

mod line;
mod measure;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::submission::SubmitError;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use self::line::{Line, Turn};
use self::measure::Measure;
use super::answer;
use crate::deadline::Deadline;
use crate::error::ApiError;
use crate::metrics;

#[cfg(test)]
mod tests;

/// Commands of unary calls under way in one process at most: with more of them, all wait longer and no more are answered.
pub const UNARY_LIMIT_COMMANDS: usize = 1_024;

/// So many at first: as few as keep a machine busy, because how much it can do is not known.
pub const UNARY_LIMIT_COMMANDS_FIRST: usize = 256;

/// To so few the limit falls where commands take longer than [`COMMAND_TIME`].
pub const UNARY_LIMIT_COMMANDS_MIN: usize = 64;

/// How long commands may take on average: a quarter of what callers who wait for an answer commonly give, since some take far longer.
pub const COMMAND_TIME: Duration = Duration::from_millis(250);

/// The share of the commands under way that go to one log at most: one in so many.
pub const SHARE_OF_A_LOG: usize = 4;

/// Commands of unary calls that wait for a turn; as many besides wait for the position that they ask for.
pub const UNARY_LIMIT_WAITING_COMMANDS: usize = 4_096;

/// Encoded bytes of the requests of unary calls that are read and not answered.
pub const UNARY_LIMIT_BYTES: usize = 64 << 20;

/// What is counted of them: a request takes at least one.
const UNIT_BYTES: usize = 1 << 10;

/// How long a turn is waited for: a burst is smoothed.
pub const TURN_WAIT: Duration = Duration::from_millis(200);

/// How long it is waited for where there has been a line for [`STANDING_AFTER`]: waiting helps nobody then.
pub const STANDING_TURN_WAIT: Duration = Duration::from_millis(25);

/// After that long with a line, it counts as standing.
pub const STANDING_AFTER: Duration = Duration::from_secs(1);

/// The turns of a process.
pub struct Admission {
    bytes: Semaphore,
    positions: Semaphore,
    places: Semaphore,
    all: Line,
    logs: Vec<Line>,
    measure: Mutex<Measure>,
}

/// A place among those who are in or wait.
pub struct Place<'a> {
    admission: &'a Admission,
    log: LogNumber,
    place: SemaphorePermit<'a>,
}

/// A command that was let in, until this is dropped.
pub struct Admitted<'a> {
    admission: &'a Admission,
    since: Instant,
    counts: bool,
    _of_log: Option<Turn<'a>>,
    _of_all: Turn<'a>,
    _place: SemaphorePermit<'a>,
}

impl Admission {
    /// To that many logs.
    pub fn new(logs: u32) -> Self {
        let all = UNARY_LIMIT_COMMANDS_FIRST;
        ::metrics::gauge!(metrics::UNARY_LIMIT.name).set(all as f64);
        Self {
            bytes: Semaphore::new(UNARY_LIMIT_BYTES / UNIT_BYTES),
            positions: Semaphore::new(UNARY_LIMIT_WAITING_COMMANDS),
            places: Semaphore::new(UNARY_LIMIT_COMMANDS + UNARY_LIMIT_WAITING_COMMANDS),
            all: Line::new(all),
            logs: (0..logs).map(|_| Line::new(all / SHARE_OF_A_LOG)).collect(),
            measure: Mutex::new(Measure::begin(all, Instant::now())),
        }
    }

    /// Room for a request of so many encoded bytes, from when it was read until it is answered: those who wait for a turn hold theirs, too.
    /// Errors: LEDGER_OVERLOADED, where others have taken it.
    pub fn room(&self, log: LogNumber, bytes: usize) -> Result<SemaphorePermit<'_>, ApiError> {
        let units = u32::try_from(bytes.div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX).max(1);
        self.bytes.try_acquire_many(units).map_err(|_| overloaded(log, "UNARY_LIMIT_BYTES"))
    }

    /// A place for a command that may have to wait for its position: positions that do not exist must keep nobody from a turn.
    /// Errors: LEDGER_OVERLOADED, where all are taken.
    pub fn position(&self, log: LogNumber) -> Result<SemaphorePermit<'_>, ApiError> {
        let place = self.positions.try_acquire();
        place.map_err(|_| overloaded(log, "UNARY_LIMIT_WAITING_COMMANDS"))
    }

    /// A place for a command to that log. Errors: LEDGER_OVERLOADED, where all are taken.
    pub fn place(&self, log: LogNumber) -> Result<Place<'_>, ApiError> {
        let place = self.places.try_acquire();
        let place = place.map_err(|_| overloaded(log, "UNARY_LIMIT_WAITING_COMMANDS"))?;
        Ok(Place { admission: self, log, place })
    }

    /// More commands wait for their turn, whichever log they go to, than will get it.
    pub fn is_beset(&self) -> bool {
        self.all.is_long()
    }

    /// A command that was let in then has ended.
    fn ended(&self, since: Instant) {
        let mut measure = self.measure.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(limit) = measure.ended(since, Instant::now()) else { return };
        ::metrics::gauge!(metrics::UNARY_LIMIT.name).set(limit as f64);
        self.all.resize(limit);
        self.logs.iter().for_each(|line| line.resize(limit / SHARE_OF_A_LOG));
    }
}

impl<'a> Place<'a> {
    /// Comes back when it is the command's turn. Errors: LEDGER_OVERLOADED, where that takes too long or until `end`.
    pub async fn turn(self, end: Deadline) -> Result<Admitted<'a>, ApiError> {
        let Self { admission, log, place } = self;
        // Its log's first: waiting for that takes no turn of all.
        let of_log = match admission.logs.get(log.0 as usize) {
            Some(line) => {
                Some(admission.turn(line, end).await.ok_or_else(|| too_many().with("log", log.0))?)
            }
            None => None,
        };
        let of_all = admission
            .turn(&admission.all, end)
            .await
            .ok_or_else(|| too_many().with("log", log.0))?;
        let since = Instant::now();
        let (counts, _of_log, _of_all, _place) = (true, of_log, of_all, place);
        Ok(Admitted { admission, since, counts, _of_log, _of_all, _place })
    }
}

impl Admission {
    async fn turn<'a>(&self, line: &'a Line, end: Deadline) -> Option<Turn<'a>> {
        if let Some(turn) = line.turn_now() {
            return Some(turn);
        }
        self.measure.lock().unwrap_or_else(PoisonError::into_inner).somebody_waits();
        line.turn(end).await
    }
}

impl Admitted<'_> {
    /// The command was turned away after all: how long that took says nothing.
    pub fn refused(mut self) {
        self.counts = false;
    }
}

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        if self.counts {
            self.admission.ended(self.since);
        }
    }
}

/// More commands are under way than are answered in time.
pub fn too_many() -> ApiError {
    answer::overloaded().with("limit", "UNARY_LIMIT_COMMANDS")
}

fn overloaded(log: LogNumber, limit: &'static str) -> ApiError {
    answer::refusal(&SubmitError::Overloaded { log, limit })
}
