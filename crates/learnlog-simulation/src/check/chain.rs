//! What is in the ledger, by the published rule alone.

use learnlog_chain::{Claim, Hash, Head, entry_hash};
use learnlog_codec::entry::{Body, CommandOutcome, Entry, LogNumber};
use learnlog_codec::parse::ParsedEntry;

use crate::world::World;

/// The accepted entries of one log.
pub struct Chain {
    /// Which.
    pub log: LogNumber,
    /// By sequence, from 1 on.
    pub entries: Vec<Link>,
}

/// One accepted entry.
pub struct Link {
    /// Where it lies.
    pub offset: u64,
    /// Of its bytes.
    pub hash: Hash,
    /// What it says.
    pub entry: Entry,
}

impl Link {
    /// Of a command; None for a genesis.
    pub fn command(&self) -> Option<&CommandOutcome> {
        match &self.entry.body {
            Body::Command(command) => Some(command),
            Body::Genesis(_) => None,
        }
    }
}

/// Every log's.
pub fn chains(world: &World) -> Vec<Chain> {
    world.logs().map(|log| chain(world, log)).collect()
}

fn chain(world: &World, log: LogNumber) -> Chain {
    let mut state = world.state();
    let records = state.partition(log).map(|partition| partition.records().to_vec());
    let mut head = Head::EMPTY;
    let mut entries = Vec::new();
    for (record, offset) in records.unwrap_or_default().into_iter().zip(0..) {
        let Some(value) = record.value else { continue };
        let Some(claim) = Claim::of(&value) else { continue };
        if !head.accepts(&claim) {
            continue;
        }
        let hash = entry_hash(&value);
        head = head.after(hash);
        // What is accepted and cannot be read stops every reader: nothing here writes such an entry.
        let Ok(entry) = ParsedEntry::read(&value) else { break };
        entries.push(Link { offset, hash, entry });
    }
    Chain { log, entries }
}
