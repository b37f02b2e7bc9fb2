//! Real time: what was answered before something else was asked lies before it, in every log. Within a log that holds for every stream.

use std::collections::HashMap;

use uuid::Uuid;

use super::chain::named;
use super::evidence::Evidence;
use super::violation::{Kind, Violations};
use crate::history::Outcome;

/// Checks every log.
pub fn check(evidence: &Evidence, violations: &mut Violations) {
    let mut answered: HashMap<(Uuid, Uuid), u64> = HashMap::new();
    for (_, operation, asked) in evidence.commands() {
        if let Some((at, Outcome::Answered(_))) = operation.completed {
            let first = answered.entry((asked.stream, asked.command_id)).or_insert(u64::MAX);
            *first = at.min(*first);
        }
    }
    // From the end: the earliest answer to anything that lies after an entry.
    let mut earliest: HashMap<u32, (u64, u64)> = HashMap::new();
    let entries: Vec<_> = evidence.chains.entries().collect();
    for (log, sequence, accepted) in entries.into_iter().rev() {
        let Some(name) = accepted.entry.as_ref().and_then(named) else { continue };
        let asked = evidence.first_asked.get(&name).copied().unwrap_or_default();
        if let Some((at, later)) = earliest.get(&log)
            && *at < asked
        {
            let what = format!("{log}:{later} was answered before {log}:{sequence} was asked for");
            violations.add(Kind::Reordered, what);
        }
        if let Some(at) = answered.get(&name) {
            let first = earliest.entry(log).or_insert((*at, sequence));
            if *at < first.0 {
                *first = (*at, sequence);
            }
        }
    }
}
