//! Where a learner's entries lie. Invariant: docs/entry-format.md, Where a stream lies.

use std::collections::HashMap;

use uuid::Uuid;

use super::chain::{Accepted, Chains, named};
use crate::hash::Hash;

/// The kind byte of a learner.
const LEARNER: u8 = 1;

/// Entries by learner.
pub struct Places<'a> {
    entries_logs: u32,
    learners: HashMap<Uuid, Vec<(u64, &'a Accepted)>>,
}

impl<'a> Places<'a> {
    /// Of all chains.
    pub fn of(chains: &'a Chains) -> Self {
        let mut learners: HashMap<Uuid, Vec<_>> = HashMap::new();
        for (log, sequence, accepted) in chains.entries().filter(|(log, _, _)| *log != 0) {
            let stream = accepted.entry.as_ref().and_then(named);
            if let Some((stream, _)) = stream.filter(|(stream, _)| {
                log_of(*stream, chains.entries_logs().unwrap_or_default()) == log
            }) {
                learners.entry(stream).or_default().push((sequence, accepted));
            }
        }
        Self { entries_logs: chains.entries_logs().unwrap_or_default(), learners }
    }

    /// A learner's log.
    pub fn log(&self, learner: Uuid) -> u32 {
        log_of(learner, self.entries_logs)
    }

    /// A learner's entries, in order.
    pub fn entries(&self, learner: Uuid) -> &[(u64, &'a Accepted)] {
        self.learners.get(&learner).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The log of a learner among N.
pub fn log_of(learner: Uuid, entries_logs: u32) -> u32 {
    let Hash(hash) = Hash::of(&[&[LEARNER], learner.as_bytes()]);
    let first = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let place = first.checked_rem(entries_logs.into()).unwrap_or_default();
    u32::try_from(place).map_or(0, |place| place + 1)
}
