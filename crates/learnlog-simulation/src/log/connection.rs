//! Between a producer and the log: one request at a time, each with a fate of its own. Invariant: a request that was sent may land for
//! as long as it is under way, also when its producer has been purged or its process is dead.

use std::sync::Arc;

use bytes::Bytes;
use learnlog_ledger::event_log::{Delivered, DeliveryReport};

use super::producer::Shared;
use crate::machine::Life;
use crate::world::World;

/// Records of one request.
const REQUEST_LIMIT_RECORDS: u64 = 6;

/// Longest wait for a request that is late.
const LATE_MILLISECONDS_MAX: u64 = 4_000;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Lands, and is reported so.
    Acknowledged,
    /// Lands twice.
    Doubled,
    /// Lands, but nobody is told.
    Unheard,
    /// Nobody is told, and it lands long after.
    Late,
    /// Never lands.
    Lost,
    /// Lands, and is reported at offsets that the client library made up.
    Fabricated,
}

/// Sends what the producer holds until it is closed.
pub(super) async fn run(world: Arc<World>, life: Arc<Life>, shared: Arc<Shared>) {
    loop {
        // What is dead sends nothing any more.
        life.gate().await;
        let limit = 1 + world.below(REQUEST_LIMIT_RECORDS);
        let request: Vec<(u64, Bytes)> = {
            let mut queue = shared.queue();
            if queue.records.is_empty() && queue.closed {
                return;
            }
            let count = queue.records.len().min(usize::try_from(limit).unwrap_or(usize::MAX));
            queue.records.drain(..count).collect()
        };
        if request.is_empty() {
            shared.changed.notified().await;
            world.pause(1).await;
            continue;
        }
        send(&world, &life, &shared, request).await;
    }
}

async fn send(world: &Arc<World>, life: &Life, shared: &Arc<Shared>, request: Vec<(u64, Bytes)>) {
    let log = shared.log;
    let fate = fate(world);
    let (tags, values): (Vec<u64>, Vec<Bytes>) = request.into_iter().unzip();
    let Some(id) = world.state().partition(log).map(|partition| partition.send(values.clone()))
    else {
        return;
    };
    world.note(|| format!("{} sends {tags:?} to log {log}: {fate:?}", life.name));
    world.pause(5).await;
    while world.state().partition(log).is_some_and(|partition| partition.is_away()) {
        world.pause(50).await;
    }
    if fate == Fate::Lost {
        // While it was under way, it may have landed after all.
        forget(world, shared, id);
        report(world, life, shared, &tags, None).await;
        return;
    }
    if fate == Fate::Late {
        let (late, whose) = (Arc::clone(world), Arc::clone(shared));
        world.tasks.spawn(async move {
            late.pause(LATE_MILLISECONDS_MAX).await;
            land(&late, &whose, id);
        });
        report(world, life, shared, &tags, None).await;
        return;
    }
    let Some(offset) = land(world, shared, id) else { return };
    if fate == Fate::Doubled {
        let mut state = world.state();
        let now = state.partition(log).and_then(|partition| {
            partition.records().last().map(|record| record.append_time_micros)
        });
        if let (Some(partition), Some(now)) = (state.partition(log), now) {
            for value in values {
                partition.append(Some(value), now);
            }
        }
    }
    world.pause(5).await;
    let first = match fate {
        Fate::Unheard => None,
        Fate::Fabricated => Some(-1),
        Fate::Acknowledged | Fate::Doubled | Fate::Late | Fate::Lost => i64::try_from(offset).ok(),
    };
    report(world, life, shared, &tags, first).await;
}

fn fate(world: &World) -> Fate {
    let rare = [
        ("request doubled", 10, Fate::Doubled),
        ("report lost", 25, Fate::Unheard),
        ("request late", 20, Fate::Late),
        ("request lost", 20, Fate::Lost),
        ("offset fabricated", 5, Fate::Fabricated),
    ];
    let comes = rare.into_iter().find(|(kind, per_mille, _)| world.fault(kind, *per_mille));
    comes.map_or(Fate::Acknowledged, |(_, _, fate)| fate)
}

fn land(world: &World, shared: &Shared, id: u64) -> Option<u64> {
    let now = world.now_micros();
    let offset = world.state().partition(shared.log).and_then(|partition| partition.land(id, now));
    forget(world, shared, id);
    offset
}

fn forget(world: &World, shared: &Shared, id: u64) {
    if let Some(partition) = world.state().partition(shared.log) {
        partition.forget(id);
    }
}

/// Reports every record of a request, in any order; `first` is the offset that is named for the first of them.
async fn report(world: &World, life: &Life, shared: &Shared, tags: &[u64], first: Option<i64>) {
    let micros = world.now_micros();
    if let (Some(Ok(first)), Some(partition)) =
        (first.map(u64::try_from), world.state().partition(shared.log))
    {
        partition.acknowledge(first + tags.len() as u64);
    }
    if world.below(50) == 0 {
        world.pause(500).await;
    }
    // A process that is stopped hears of it when it goes on, and a dead one never.
    life.gate().await;
    let mut reports: Vec<(u64, Option<i64>)> =
        tags.iter().zip(0..).map(|(&tag, place)| (tag, first.map(|first| first + place))).collect();
    if world.below(4) == 0 {
        world.state().chance.shuffle(&mut reports);
    }
    for (tag, offset) in reports {
        match offset {
            Some(offset) => {
                let append_time_micros = Some(micros);
                let result = Ok(Delivered { offset, append_time_micros });
                (shared.reports)(DeliveryReport { tag, result });
            }
            None => shared.report_unknown(tag),
        }
    }
}
