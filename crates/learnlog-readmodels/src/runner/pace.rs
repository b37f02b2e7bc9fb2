//! When a lane may write a batch that is not full. Invariant: all lanes of a process together begin no
//! more than so many transactions in a second; what comes alone is not held up. A transaction costs
//! the server much beside its rows: under load, fewer and larger ones do the same work for less.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Between two transactions, per core of this machine.
const INTERVAL_PER_CORE: Duration = Duration::from_millis(50);

/// Transactions that may follow each other at once after a quiet time.
const BURST_TRANSACTIONS: u32 = 10;

/// Shared by the lanes of a process.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    next: Mutex<Instant>,
}

impl Pace {
    /// For a machine of so many cores.
    pub fn new(cores: usize) -> Self {
        let cores = u32::try_from(cores.max(1)).unwrap_or(u32::MAX);
        Self { interval: INTERVAL_PER_CORE / cores, next: Mutex::new(Instant::now()) }
    }

    /// Takes the next place in the row; a time that has passed means at once.
    pub fn place(&self, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let earliest = now.checked_sub(self.interval * BURST_TRANSACTIONS).unwrap_or(now);
        let place = (*next).max(earliest);
        *next = place + self.interval;
        place
    }
}

#[cfg(test)]
mod tests;
