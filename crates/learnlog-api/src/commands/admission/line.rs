//! Turns, and those who wait for them in the order in which they came. Invariant: no more turns are taken than there are,
//! but for those that were taken before there were fewer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::{STANDING_AFTER, STANDING_TURN_WAIT, TURN_WAIT};
use crate::deadline::Deadline;

pub(super) struct Line {
    turns: Semaphore,
    state: Mutex<State>,
}

struct State {
    /// Turns that there should be.
    limit: usize,
    /// Turns that there are, taken or not: more than there should be until they come back.
    there: usize,
    /// When somebody last needed not wait.
    free_at: Instant,
}

/// Somebody's turn.
pub(super) struct Turn<'a> {
    line: &'a Line,
    /// None: it was given back.
    permit: Option<SemaphorePermit<'a>>,
}

impl Line {
    pub(super) fn new(limit: usize) -> Self {
        let state = State { limit, there: limit, free_at: Instant::now() };
        Self { turns: Semaphore::new(limit), state: Mutex::new(state) }
    }

    /// A turn that is free.
    pub(super) fn turn_now(&self) -> Option<Turn<'_>> {
        let permit = self.turns.try_acquire().ok()?;
        self.state().free_at = Instant::now();
        Some(Turn { line: self, permit: Some(permit) })
    }

    /// The next turn; None where it does not come soon, or until `end`.
    pub(super) async fn turn(&self, end: Deadline) -> Option<Turn<'_>> {
        let wait = Deadline::after(self.patience(), Some(end));
        let permit = wait.limit(self.turns.acquire()).await.ok()?.ok()?;
        Some(Turn { line: self, permit: Some(permit) })
    }

    fn patience(&self) -> Duration {
        let line_for = self.state().free_at.elapsed();
        if line_for < STANDING_AFTER { TURN_WAIT } else { STANDING_TURN_WAIT }
    }

    /// From now on there are so many turns.
    pub(super) fn resize(&self, limit: usize) {
        let mut state = self.state();
        state.limit = limit;
        if limit < state.there {
            state.there -= self.turns.forget_permits(state.there - limit);
        } else {
            self.turns.add_permits(limit - state.there);
            state.there = limit;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else { return };
        let mut state = self.line.state();
        if state.there > state.limit {
            state.there -= 1;
            permit.forget();
        }
    }
}
