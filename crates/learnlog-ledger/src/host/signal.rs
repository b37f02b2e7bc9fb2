//! Between a loop and whoever ends it. Invariant: a loop that has ended, in a panic too, is seen to have ended.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A loop, as seen by who started it. Dropped, it lets the loop end by itself.
#[derive(Debug)]
pub struct Driven(Arc<Signal>);

/// The same loop, as seen by who drives it. Dropped, the loop has ended.
#[derive(Debug)]
pub struct Driver(Arc<Signal>);

#[derive(Debug, Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    stopped: bool,
    ended: bool,
}

/// Both sides of a new loop.
#[must_use]
pub fn driven() -> (Driven, Driver) {
    let signal = Arc::new(Signal::default());
    (Driven(Arc::clone(&signal)), Driver(signal))
}

impl Driven {
    /// Lets the loop end after the step at hand.
    pub fn stop(&self) {
        self.0.set(|state| state.stopped = true);
    }

    /// Blocks until the loop has ended, at most so long. Whether it has.
    #[must_use]
    pub fn wait(&self, limit: Duration) -> bool {
        let lock = self.0.lock();
        let waited = self.0.changed.wait_timeout_while(lock, limit, |state| !state.ended);
        waited.unwrap_or_else(PoisonError::into_inner).0.ended
    }
}

impl Driver {
    /// Whether the loop is to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.lock().stopped
    }

    /// Blocks so long, or until the loop is to end.
    pub fn pause(&self, pause: Duration) {
        let lock = self.0.lock();
        drop(self.0.changed.wait_timeout_while(lock, pause, |state| !state.stopped));
    }
}

impl Signal {
    fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.set(|state| state.ended = true);
    }
}
