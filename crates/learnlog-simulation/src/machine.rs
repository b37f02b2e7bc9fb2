//! What a process runs on: power that can be taken away, a clock that can be wrong, and a host that lets it block. Invariant: what is
//! dead has no effect on anything outside any more, and what is stopped has none until it goes on.

pub mod clock;
pub mod host;

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use learnlog_ledger::host::Driver;
use tokio::sync::Notify;

/// Whether a process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// It does.
    On,
    /// As after SIGSTOP.
    Stopped,
    /// As after SIGKILL.
    Off,
}

/// One process from its start to its end.
pub struct Life {
    /// In words.
    pub name: String,
    power: Mutex<Power>,
    changed: Notify,
    clock_offset_micros: AtomicI64,
    idle_milliseconds: AtomicU64,
    drivers: Mutex<Vec<Slot>>,
}

/// Holds the driver of a loop until the loop ends or the process does.
pub type Slot = Arc<Mutex<Option<Driver>>>;

impl Life {
    /// A process that runs.
    pub fn new(name: String, clock_offset_micros: i64) -> Arc<Self> {
        let clock_offset_micros = AtomicI64::new(clock_offset_micros);
        let power = Mutex::new(Power::On);
        let (changed, idle_milliseconds, drivers) = Default::default();
        Arc::new(Self { name, power, changed, clock_offset_micros, idle_milliseconds, drivers })
    }

    /// Comes back when the process runs; never, if it is dead.
    pub async fn gate(&self) {
        while self.power() != Power::On {
            self.changed.notified().await;
        }
    }

    /// Whether it is dead.
    pub fn is_off(&self) -> bool {
        self.power() == Power::Off
    }

    /// Stops it, lets it go on, or kills it. The dead stay dead.
    pub fn set_power(&self, power: Power) {
        {
            let mut now = self.power.lock().unwrap_or_else(PoisonError::into_inner);
            if *now != Power::Off {
                *now = power;
            }
        }
        self.changed.notify_waiters();
        if power == Power::Off {
            // Whoever waits for a loop of a dead process to end need not.
            let mut drivers = self.drivers.lock().unwrap_or_else(PoisonError::into_inner);
            for slot in drivers.drain(..) {
                slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            }
        }
    }

    fn power(&self) -> Power {
        *self.power.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far its clock is ahead.
    pub fn clock_offset_micros(&self) -> i64 {
        self.clock_offset_micros.load(Ordering::Relaxed)
    }

    /// Sets its clock.
    pub fn step_clock(&self, offset_micros: i64) {
        self.clock_offset_micros.store(offset_micros, Ordering::Relaxed);
    }

    /// A call that had nothing to show would have waited so long: its loop takes its next step later.
    pub fn would_wait(&self, milliseconds: u64) {
        self.idle_milliseconds.store(milliseconds, Ordering::Relaxed);
    }

    /// How long the last step would have waited.
    pub fn take_wait(&self) -> u64 {
        self.idle_milliseconds.swap(0, Ordering::Relaxed)
    }

    fn keep(&self, driver: Driver) -> Slot {
        let slot = Arc::new(Mutex::new(Some(driver)));
        self.drivers.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&slot));
        slot
    }
}
