//! Asks threads to end, wakes those that pause, and knows how many have not ended.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Shared by the threads and whoever ends them.
#[derive(Debug, Default)]
pub(super) struct Stop {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    set: bool,
    running: usize,
}

/// Counts a thread as running for as long as it lives, even if it ends in a panic.
pub(super) struct Running(Arc<Stop>);

impl Stop {
    /// From now on.
    pub fn set(&self) {
        self.lock().set = true;
        self.changed.notify_all();
    }

    /// Whether it was set.
    pub fn is_set(&self) -> bool {
        self.lock().set
    }

    /// Waits so long, or until it is set.
    pub fn pause(&self, pause: Duration) {
        let waited = self.changed.wait_timeout_while(self.lock(), pause, |state| !state.set);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// One more thread.
    pub fn running(self: &Arc<Self>) -> Running {
        self.lock().running += 1;
        Running(Arc::clone(self))
    }

    /// Waits until no thread is running, at most so long; returns how many still are.
    pub fn wait(&self, limit: Duration) -> usize {
        let waited = self.changed.wait_timeout_while(self.lock(), limit, |state| state.running > 0);
        waited.unwrap_or_else(PoisonError::into_inner).0.running
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
        self.0.changed.notify_all();
    }
}
