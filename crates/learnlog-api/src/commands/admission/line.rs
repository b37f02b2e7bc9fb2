//! Turns, and those who wait for them in the order in which they came. Invariant: no more turns are taken than there are,
//! but for those that were taken before there were fewer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::{STANDING_AFTER, STANDING_TURN_WAIT, TURN_WAIT};
use crate::deadline::Deadline;

pub(super) struct Line {
    turns: Semaphore,
    waiting: AtomicUsize,
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
        Self {
            turns: Semaphore::new(limit),
            waiting: AtomicUsize::new(0),
            state: Mutex::new(state),
        }
    }

    /// A turn that is free.
    pub(super) fn turn_now(&self) -> Option<Turn<'_>> {
        let permit = self.turns.try_acquire().ok()?;
        self.state().free_at = Instant::now();
        Some(Turn { line: self, permit: Some(permit) })
    }

    /// The next turn; None where it does not come soon, or until `end`.
    pub(super) async fn turn(&self, end: Deadline) -> Option<Turn<'_>> {
        let _waiting = Waiting::of(&self.waiting);
        let wait = Deadline::after(self.patience(), Some(end));
        let permit = wait.limit(self.turns.acquire()).await.ok()?.ok()?;
        Some(Turn { line: self, permit: Some(permit) })
    }

    /// More wait than will get a turn as long as they wait for one: about half of those that there are come back meanwhile, or, where
    /// the line has been there for a while, an eighth.
    pub(super) fn is_long(&self) -> bool {
        let waiting = self.waiting.load(Ordering::Relaxed);
        if waiting == 0 {
            return false;
        }
        let share = if self.patience() == TURN_WAIT { 2 } else { 8 };
        waiting > self.state().limit / share
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

/// Somebody in the line, until this is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn of(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
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
