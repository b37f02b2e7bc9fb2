//! Which groups go now. Invariant: the groups of a process's producers go in rounds: those that come while
//! a round is under way go together when it has ended, or when it takes long.
//!
//! A request costs the same whether it carries one record or ten. Where each of many logs sends as
//! soon as it can, requests carry little, and the machine is busy with requests and with switching
//! between them; in rounds, records gather meanwhile. Alone, nobody waits.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::limits::ROUND_TIME;

/// The round in which a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Round(u64);

/// The round under way, and who waits for the next.
#[derive(Debug)]
pub(super) struct Rounds<T> {
    state: Mutex<State<T>>,
    waited_for: Condvar,
}

#[derive(Debug)]
struct State<T> {
    /// The last that began.
    round: Round,
    began: Instant,
    /// Groups of that round that are under way.
    under_way: usize,
    waiting: Vec<T>,
    /// Whoever looks for long rounds waits until somebody waits.
    idle: bool,
    closed: bool,
}

impl<T> Rounds<T> {
    /// None is under way.
    pub fn new(now: Instant) -> Self {
        let (round, waiting) = (Round(0), Vec::new());
        let state = State { round, began: now, under_way: 0, waiting, idle: false, closed: false };
        Self { state: Mutex::new(state), waited_for: Condvar::new() }
    }

    /// `who` has a group. Who goes now, in one round.
    pub fn join(&self, who: T, now: Instant) -> Option<(Vec<T>, Round)> {
        let mut state = self.state();
        state.waiting.push(who);
        let goes = state.next(now);
        if goes.is_none() && std::mem::take(&mut state.idle) {
            self.waited_for.notify_one();
        }
        goes
    }

    /// A group of that round has ended. Who goes now, in one round.
    pub fn leave(&self, round: Round, now: Instant) -> Option<(Vec<T>, Round)> {
        let mut state = self.state();
        // A round that took long counts no more.
        if state.round == round {
            state.under_way = state.under_way.saturating_sub(1);
        }
        state.next(now)
    }

    /// Waits until a round takes long while others wait. Who goes then; None after [`Rounds::close`].
    pub fn overdue(&self) -> Option<(Vec<T>, Round)> {
        let mut state = self.state();
        while !state.closed {
            let now = Instant::now();
            if let Some(goes) = state.next(now) {
                return Some(goes);
            }
            state.idle = state.waiting.is_empty();
            state = if state.idle {
                self.waited_for.wait(state).unwrap_or_else(PoisonError::into_inner)
            } else {
                let wait = (state.began + ROUND_TIME).saturating_duration_since(now);
                let woken = self.waited_for.wait_timeout(state, wait);
                woken.unwrap_or_else(PoisonError::into_inner).0
            };
        }
        None
    }

    /// Nobody looks for long rounds any more.
    pub fn close(&self) {
        self.state().closed = true;
        self.waited_for.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn next(&mut self, now: Instant) -> Option<(Vec<T>, Round)> {
        let may = self.under_way == 0 || now.saturating_duration_since(self.began) >= ROUND_TIME;
        if !may || self.waiting.is_empty() {
            return None;
        }
        self.round = Round(self.round.0 + 1);
        self.began = now;
        self.under_way = self.waiting.len();
        Some((std::mem::take(&mut self.waiting), self.round))
    }
}

#[cfg(test)]
mod tests;
