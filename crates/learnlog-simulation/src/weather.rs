//! What goes wrong by itself: processes die and stop, servers go away, clocks jump, strangers write. Invariant: everything is over when
//! the world is calm; a process that may not go on without an operator is started again by one.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use learnlog_codec::entry::LogNumber;
use tokio::time::Instant;

use crate::caller::Doors;
use crate::machine::Power;
use crate::process::Process;
use crate::world::World;

/// Longest time between two faults.
const QUIET_MILLISECONDS_MAX: u64 = 700;

/// Longest time that a server is away.
const AWAY_MILLISECONDS_MAX: u64 = 3_000;

/// Longest time that a process is stopped: longer than anybody waits for it.
const STOPPED_MILLISECONDS_MAX: u64 = 20_000;

/// Most that a clock is off without being wrong.
const CLOCK_MICROS_MAX: u64 = 2_000_000;

/// Most that a clock is off.
const WRONG_CLOCK_MICROS_MAX: u64 = 90_000_000;

/// What a log says that was stopped by the clock of its machine.
const WRONG_CLOCK: &str = "this machine's clock is";

/// Makes trouble until the world is calm.
pub async fn blow(world: Arc<World>, doors: Doors) {
    while !world.state().calm {
        world.pause(QUIET_MILLISECONDS_MAX).await;
        restart_dead(&world, &doors);
        match world.below(12) {
            0 => with_one(&world, &doors, |world, process| {
                if world.fault("process killed", 500) {
                    process.kill();
                }
            }),
            1 => stop_one(&world, &doors),
            2 => with_one(&world, &doors, |world, process| {
                if world.fault("clock stepped", 500) {
                    process.life.step_clock(offset(world, CLOCK_MICROS_MAX));
                }
            }),
            3 => with_one(&world, &doors, |world, process| {
                if world.fault("clock wrong", 150) {
                    process.life.step_clock(offset(world, WRONG_CLOCK_MICROS_MAX));
                }
            }),
            4 | 5 => log_away(&world),
            6 => store_away(&world),
            7 => store_crash(&world),
            8..=10 => stranger(&world),
            _ => {}
        }
    }
}

/// All faults are over; what is dead or stands still is started again.
pub fn calm(world: &Arc<World>, doors: &Doors) {
    world.state().calm = true;
    world.note(|| "the weather is calm".to_owned());
    for process in lock(doors).iter() {
        if let Some(process) = process.as_ref().filter(|process| process.stopped().is_none()) {
            process.life.step_clock(0);
            process.life.set_power(Power::On);
        }
    }
    restart_dead(world, doors);
}

/// Somebody starts what is dead, and what stands still, which is killed first. Only a wrong clock is a reason to stand still.
fn restart_dead(world: &Arc<World>, doors: &Doors) {
    for (place, process) in lock(doors).iter_mut().enumerate() {
        if let Some(process) = process
            && let Some(why) = process.stopped()
        {
            if !why.contains(WRONG_CLOCK) {
                world.state().stood_still.push(why);
            }
            process.kill();
        }
        let dead = process.as_ref().is_none_or(|process| process.life.is_off());
        if !dead || (!world.state().calm && world.below(4) > 0) {
            continue;
        }
        let calm = world.state().calm;
        let off = if calm || world.below(3) > 0 { 0 } else { offset(world, CLOCK_MICROS_MAX) };
        world.note(|| format!("process {place} is started"));
        *process = Process::start(world, format!("process {place}"), off).ok();
    }
}

fn stop_one(world: &Arc<World>, doors: &Doors) {
    with_one(world, doors, |world, process| {
        if world.fault("process stopped and continued", 700) {
            process.life.set_power(Power::Stopped);
            let (world, life) = (Arc::clone(world), Arc::clone(&process.life));
            world.tasks.clone().spawn(async move {
                world.pause(STOPPED_MILLISECONDS_MAX).await;
                life.set_power(Power::On);
            });
        }
    });
}

fn log_away(world: &Arc<World>) {
    if world.fault("log away", 400) {
        let until = Instant::now() + Duration::from_millis(world.below(AWAY_MILLISECONDS_MAX));
        let log = any_log(world);
        if let Some(partition) = world.state().partition(log) {
            partition.set_away(until);
        }
    }
}

fn store_away(world: &Arc<World>) {
    if world.fault("store away", 500) {
        let until = Instant::now() + Duration::from_millis(world.below(AWAY_MILLISECONDS_MAX));
        world.state().store_away_until = Some(until);
    }
}

fn store_crash(world: &Arc<World>) {
    if world.fault("store crashes and loses its last commits", 400) {
        let mut state = world.state();
        let lost = state.chance.usize(..6);
        state.tables.crash(|_| lost);
    }
}

/// Somebody else writes: garbage, nothing, or what was written before.
fn stranger(world: &Arc<World>) {
    if !world.fault("stranger writes", 300) {
        return;
    }
    let log = any_log(world);
    let now = world.now_micros();
    let mut state = world.state();
    let kind = state.chance.u8(..3);
    let pick = state.chance.usize(..);
    let Some(partition) = state.partition(log) else { return };
    let count = partition.records().len();
    let value = match kind {
        0 => Some(Bytes::from_static(b"no entry")),
        1 => None,
        _ => partition.records().get(pick % count.max(1)).and_then(|record| record.value.clone()),
    };
    partition.append(value, now);
}

fn with_one(world: &Arc<World>, doors: &Doors, act: impl FnOnce(&Arc<World>, &Process)) {
    let doors = lock(doors);
    let pick = usize::try_from(world.below(doors.len() as u64)).unwrap_or_default();
    if let Some(Some(process)) = doors.get(pick) {
        act(world, process);
    }
}

fn any_log(world: &World) -> LogNumber {
    let logs = u64::from(world.genesis.entries_logs) + 2;
    LogNumber(u32::try_from(world.below(logs)).unwrap_or_default())
}

fn offset(world: &World, micros_max: u64) -> i64 {
    let off = i64::try_from(world.below(2 * micros_max)).unwrap_or_default();
    off - i64::try_from(micros_max).unwrap_or_default()
}

fn lock(doors: &Doors) -> std::sync::MutexGuard<'_, Vec<Option<Process>>> {
    doors.lock().unwrap_or_else(PoisonError::into_inner)
}
