//! Everything of one seed: chance, time, what lies in the log and in the store, and what happened. Invariant: nothing here or above
//! asks anything but the seed what comes next; so the same seed is the same history, to the byte.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use learnlog_codec::entry::{Genesis, LogNumber};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use crate::log::partition::Partition;
use crate::store::tables::Tables;

/// When every simulation begins, in microseconds since 1970.
const BEGIN_MICROS: i64 = 1_760_000_000_000_000;

/// One seed's world. Shared by everything in it.
pub struct World {
    /// Of the ledger.
    pub genesis: Genesis,
    /// Everything that goes on in it; ends with its runtime.
    pub tasks: TaskTracker,
    began: Instant,
    state: Mutex<State>,
}

/// What changes.
pub struct State {
    /// Decides everything.
    pub chance: fastrand::Rng,
    /// No more faults from now on.
    pub calm: bool,
    /// By log number.
    pub partitions: Vec<Partition>,
    /// What is projected.
    pub tables: Tables,
    /// Until when the store answers nobody.
    pub store_away_until: Option<Instant>,
    /// Why logs or projections were stopped that nothing should have stopped.
    pub stood_still: Vec<String>,
    /// How often each fault was injected.
    pub faults: BTreeMap<&'static str, u64>,
    /// What happened, line by line, if it is kept.
    pub trace: Trace,
}

/// What happened.
#[derive(Default)]
pub struct Trace {
    /// All lines, if they are kept.
    pub lines: Option<Vec<String>>,
    /// Of all lines, kept or not: two runs that differ anywhere differ here.
    pub digest: u64,
}

impl World {
    /// A world with empty logs; inside a tokio runtime whose clock is paused.
    pub fn new(seed: u64, genesis: Genesis, keep_trace: bool) -> Arc<Self> {
        let logs = genesis.entries_logs as usize + 2;
        let state = State {
            chance: fastrand::Rng::with_seed(seed),
            calm: false,
            partitions: (0..logs).map(|_| Partition::default()).collect(),
            tables: Tables::new(logs),
            store_away_until: None,
            stood_still: Vec::new(),
            faults: BTreeMap::new(),
            trace: Trace { lines: keep_trace.then(Vec::new), digest: 0 },
        };
        Arc::new(Self {
            genesis,
            tasks: TaskTracker::new(),
            began: Instant::now(),
            state: Mutex::new(state),
        })
    }

    /// Everything that changes. Never held across an await, nor while calling out.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long this world has been going.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// True time, in microseconds since 1970.
    pub fn now_micros(&self) -> i64 {
        BEGIN_MICROS
            + i64::try_from(self.began.elapsed().as_micros()).unwrap_or(i64::MAX - BEGIN_MICROS)
    }

    /// Below `limit`; 0 if that is 0.
    pub fn below(&self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.state().chance.u64(..limit) }
    }

    /// Whether a fault that comes so often in a thousand comes now.
    pub fn fault(&self, kind: &'static str, per_mille: u64) -> bool {
        let mut state = self.state();
        let comes = !state.calm && state.chance.u64(..1_000) < per_mille;
        if comes {
            *state.faults.entry(kind).or_default() += 1;
            drop(state);
            self.note(|| format!("fault: {kind}"));
        }
        comes
    }

    /// Waits up to so many milliseconds; 0 lets others go first.
    pub async fn pause(&self, milliseconds_max: u64) {
        match self.below(milliseconds_max + 1) {
            0 => tokio::task::yield_now().await,
            milliseconds => self.wait(Duration::from_millis(milliseconds)).await,
        }
    }

    /// Waits so long, in simulated time.
    pub async fn wait(&self, time: Duration) {
        tokio::time::sleep_until(Instant::now() + time).await;
    }

    /// Says what happens.
    pub fn note(&self, what: impl FnOnce() -> String) {
        let elapsed = self.elapsed();
        let mut state = self.state();
        let line = format!("{:>9.3} s  {}", elapsed.as_secs_f64(), what());
        let trace = &mut state.trace;
        // FNV-1a: only to see whether two runs are one.
        let hash =
            |digest: u64, byte: u8| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        trace.digest = line.bytes().fold(trace.digest, hash);
        if let Some(lines) = &mut trace.lines {
            lines.push(line);
        }
    }

    /// Whether the store answers.
    pub fn store_is_there(&self) -> bool {
        let mut state = self.state();
        if state.store_away_until.is_some_and(|until| until <= Instant::now()) {
            state.store_away_until = None;
        }
        state.store_away_until.is_none()
    }

    /// Every log of the ledger.
    pub fn logs(&self) -> impl Iterator<Item = LogNumber> + use<> {
        (0..self.genesis.entries_logs + 2).map(LogNumber)
    }
}

impl State {
    /// The partition of a log.
    pub fn partition(&mut self, log: LogNumber) -> Option<&mut Partition> {
        self.partitions.get_mut(log.0 as usize)
    }
}
