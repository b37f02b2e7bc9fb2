//! Plants in the logs: entries that extend the chain as the rule demands, and break another promise.

use learnlog_chain::Hash;
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{Body, CommandOutcome, Outcome, Rejected, StreamLink};
use learnlog_domain::id::CommandId;
use learnlog_domain::time::Timestamp;
use uuid::Uuid;

use crate::caller::history::History;
use crate::check::{Chain, chains};
use crate::world::World;

/// Further back than any clock is wrong here.
const BACK_MICROS: i64 = 3_600_000_000;

pub(super) fn lose(world: &World, history: &History) {
    let entry = history.heard.last().and_then(|heard| heard.answer.entry);
    let chains = chains(world);
    let chain = entry.and_then(|entry| chains.iter().find(|chain| chain.log == entry.log));
    if let Some(chain) = chain
        && let Some(last) = chain.entries.last()
        && let Some(partition) = world.state().partition(chain.log)
    {
        partition.plant_loss(usize::try_from(last.offset).unwrap_or(usize::MAX));
    }
}

pub(super) fn repeat(world: &World) {
    append(world, |_, _| {});
}

pub(super) fn invent(world: &World) {
    append(world, |_, command| of_nobody(command));
}

/// Nobody's, so that what should have been decided is not asked.
pub(super) fn link_elsewhere(world: &World) {
    append(world, |_, command| {
        of_nobody(command);
        command.previous_in_stream.hash = Hash::ZERO;
    });
}

pub(super) fn decide_otherwise(world: &World) {
    append(world, |_, command| {
        let reason = "PLANTED".to_owned();
        command.outcome = Outcome::Rejected(Rejected { reason, details: Vec::new() });
    });
}

pub(super) fn go_back(world: &World) {
    append(world, |recorded_at, _| {
        *recorded_at = Timestamp::from_micros(recorded_at.micros() - BACK_MICROS);
    });
}

fn of_nobody(command: &mut CommandOutcome) {
    if let Ok(id) = CommandId::new(Uuid::from_u128(u128::MAX)) {
        command.envelope.command_id = id;
    }
}

/// Appends the last entry of an entries log once more where its chain and its stream go on, changed.
fn append(world: &World, change: impl FnOnce(&mut Timestamp, &mut CommandOutcome)) {
    let chains = chains(world);
    let last = |chain: &Chain| {
        let link = chain.entries.last()?;
        Some((chain.log, link.hash, link.entry.clone(), link.command()?.clone()))
    };
    let Some((log, hash, mut entry, mut command)) = chains.iter().skip(1).find_map(last) else {
        return;
    };
    command.previous_in_stream = StreamLink { sequence: entry.sequence, hash };
    command.stream_sequence += 1;
    change(&mut entry.recorded_at, &mut command);
    entry.sequence += 1;
    entry.previous_hash = hash;
    entry.body = Body::Command(Box::new(command));
    let now = world.now_micros();
    if let Some(partition) = world.state().partition(log) {
        partition.append(Some(encode(&entry)), now);
    }
}
