//! One seed from beginning to end. Invariant: the same seed and plant give the same outcome, trace included.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use learnlog_codec::encode::encode;
use learnlog_codec::entry::{Body, Genesis, LogNumber};
use learnlog_codec::genesis::{catalog, of_log};
use learnlog_domain::id::LedgerId;
use learnlog_domain::time::Timestamp;
use learnlog_ledger::submission::Submission;
use uuid::Uuid;

use crate::caller::command::Commands;
use crate::caller::history::History;
use crate::caller::{Attempt, Caller, Doors, ask};
use crate::check::{Violation, chains, check};
use crate::plant::Plant;
use crate::process::Process;
use crate::weather;
use crate::world::World;

/// Processes of one world.
const PROCESSES: u64 = 3;

/// Callers of one world.
const CALLERS: u64 = 4;

/// Commands that each caller asks for.
const COMMANDS: usize = 12;

/// Entries logs of the ledger.
const ENTRIES_LOGS: u32 = 2;

/// How long everything may take to be answered and projected once nothing goes wrong any more, in simulated time.
const RECOVERY_LIMIT: Duration = Duration::from_secs(120);

/// How long one attempt may take then.
const PATIENCE: Duration = Duration::from_secs(30);

/// What became of one seed.
#[derive(Debug)]
pub struct Outcome {
    /// Promises that were broken.
    pub violations: Vec<Violation>,
    /// How often each fault was injected.
    pub faults: BTreeMap<&'static str, u64>,
    /// Attempts, and answers.
    pub asked: usize,
    /// Answers.
    pub heard: usize,
    /// Accepted entries, and records in the logs.
    pub entries: usize,
    /// Records in the logs, strays included.
    pub records: usize,
    /// Of everything that happened.
    pub digest: u64,
    /// What happened, if it was kept.
    pub trace: Vec<String>,
}

/// Why a seed could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No runtime.
    #[error("no runtime can be had")]
    Runtime(#[from] std::io::Error),
    /// A ledger cannot begin.
    #[error("the genesis cannot be made")]
    Genesis,
}

/// Runs one seed.
pub fn run(seed: u64, plant: Option<Plant>, keep_trace: bool) -> Result<Outcome, RunError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    runtime.block_on(simulate(seed, plant, keep_trace))
}

async fn simulate(seed: u64, plant: Option<Plant>, keep_trace: bool) -> Result<Outcome, RunError> {
    let world = begin(seed, keep_trace).ok_or(RunError::Genesis)?;
    let history = Arc::new(Mutex::new(History::default()));
    let doors: Doors = Arc::default();
    for place in 0..1 + world.below(PROCESSES) {
        let process = Process::start(&world, format!("process {place}"), 0)?;
        doors.lock().unwrap_or_else(PoisonError::into_inner).push(Some(process));
    }
    let storm = world.tasks.spawn(weather::blow(Arc::clone(&world), Arc::clone(&doors)));
    let callers: Vec<_> = (1..=CALLERS)
        .map(|number| {
            let (world, doors, history) =
                (Arc::clone(&world), Arc::clone(&doors), Arc::clone(&history));
            let commands = Commands::of(number);
            let tasks = world.tasks.clone();
            tasks.spawn(Caller { world, doors, history, commands }.run(COMMANDS))
        })
        .collect();
    let mut violations = Vec::new();
    for caller in callers {
        if let Err(error) = caller.await {
            let what = format!("a caller broke: {error}");
            violations.push(Violation { promise: "nothing panics", what });
        }
    }
    weather::calm(&world, &doors);
    drop(storm.await);
    recover(&world, &doors, &history).await;
    if let Some(plant) = plant {
        plant.put(&world, &mut history.lock().unwrap_or_else(PoisonError::into_inner));
    }
    violations.extend(standing(&world, &doors));
    // Nobody waits for what is dead.
    doors.lock().unwrap_or_else(PoisonError::into_inner).iter().flatten().for_each(Process::kill);
    let history = history.lock().unwrap_or_else(PoisonError::into_inner);
    violations.extend(check(&world, &history));
    Ok(outcome(&world, &history, violations))
}

/// Logs that hold their genesis, and nothing else.
fn begin(seed: u64, keep_trace: bool) -> Option<Arc<World>> {
    let ledger_id = LedgerId::new(Uuid::from_u128(1)).ok()?;
    let created_at = Timestamp::from_micros(1_700_000_000_000_000);
    let first = catalog(ledger_id, ENTRIES_LOGS, created_at).ok()?;
    let value = encode(&first);
    let Body::Genesis(genesis) = first.body else { return None };
    let hash = learnlog_chain::entry_hash(&value);
    let others = |log| encode(&of_log(&genesis as &Genesis, hash, log));
    let values: Vec<_> = std::iter::once(value)
        .chain((1..ENTRIES_LOGS + 2).map(|log| others(LogNumber(log))))
        .collect();
    let world = World::new(seed, genesis, keep_trace);
    let now = world.now_micros();
    let mut state = world.state();
    for (partition, value) in state.partitions.iter_mut().zip(values) {
        partition.append(Some(value), now);
    }
    drop(state);
    Some(world)
}

/// Asks for everything that is unknown until it is known, and waits until everything is projected.
async fn recover(world: &Arc<World>, doors: &Doors, history: &Mutex<History>) {
    let begun = world.elapsed();
    let over = || world.elapsed() - begun > RECOVERY_LIMIT;
    while !over() {
        let unknown = unknown(history);
        if unknown.is_empty() && is_projected(world) {
            return;
        }
        for submission in unknown {
            if over() {
                return;
            }
            let ledger = {
                let doors = doors.lock().unwrap_or_else(PoisonError::into_inner);
                let pick = usize::try_from(world.below(doors.len() as u64)).unwrap_or_default();
                let door = doors.get(pick).and_then(Option::as_ref);
                door.map(|process| Arc::clone(&process.ledger))
            };
            let Some(ledger) = ledger else { continue };
            let attempt = Attempt { submission, rests_on_answer: false };
            ask(world, history, &ledger, &attempt, PATIENCE).await;
        }
        world.wait(Duration::from_secs(1)).await;
    }
}

fn unknown(history: &Mutex<History>) -> Vec<Submission> {
    let history = history.lock().unwrap_or_else(PoisonError::into_inner);
    let unknown = history.unknown();
    let find = |key: &_| history.submissions.get(key).cloned();
    unknown.iter().filter_map(find).collect()
}

fn is_projected(world: &World) -> bool {
    chains(world).iter().all(|chain| {
        let rows = world.state().tables.rows(chain.log).len();
        rows == chain.entries.len()
    })
}

/// What does not go on although nothing is wrong any more, and what was stopped in the storm for another reason than its clock.
fn standing(world: &World, doors: &Doors) -> Vec<Violation> {
    let doors = doors.lock().unwrap_or_else(PoisonError::into_inner);
    let standing = doors.iter().flatten().filter_map(Process::stopped);
    let stood = std::mem::take(&mut world.state().stood_still);
    let violation = |what| Violation { promise: "nothing stops for good", what };
    stood.into_iter().chain(standing).map(violation).collect()
}

fn outcome(world: &World, history: &History, violations: Vec<Violation>) -> Outcome {
    let entries = chains(world).iter().map(|chain| chain.entries.len()).sum();
    let mut state = world.state();
    Outcome {
        violations,
        faults: state.faults.clone(),
        asked: history.asked.values().map(Vec::len).sum(),
        heard: history.heard.len(),
        entries,
        records: state.partitions.iter().map(|partition| partition.records().len()).sum(),
        digest: state.trace.digest,
        trace: state.trace.lines.take().unwrap_or_default(),
    }
}
