//! Reads against the chain: as new as was asked for, of one moment, and the same for everybody.

use uuid::Uuid;

use super::chain::named;
use super::evidence::{Evidence, Operation};
use super::fold::fold;
use super::places::Places;
use super::violation::{Kind, Violations};
use crate::hash::Hash;
use crate::history::{Call, Outcome, Position, Transcript};

/// What is said of a learner who is not known.
const MISSING: &str = "LEARNER_NOT_FOUND";

/// Checks every read.
pub fn check(evidence: &Evidence, violations: &mut Violations) {
    let reads = Reads { evidence, places: Places::of(&evidence.chains) };
    for (caller, operation) in evidence.operations() {
        let Some((at, outcome)) = &operation.completed else { continue };
        let found = match (&operation.call, outcome) {
            (Call::Transcript { learner, at_least }, Outcome::Transcript(transcript)) => {
                reads.transcript(*learner, at_least, transcript, *at)
            }
            (Call::Transcript { learner, at_least }, Outcome::Failed(failure))
                if failure.reason == MISSING =>
            {
                reads.missing(*learner, at_least)
            }
            (Call::ReplayStream { learner, at_least }, Outcome::Entries { entries, .. }) => {
                reads.stream(*learner, at_least, entries)
            }
            (Call::ReplayLog { log, from }, Outcome::Entries { entries, .. }) => {
                reads.log(*log, *from, entries)
            }
            (Call::Position, Outcome::Position { heads, projected, .. }) => {
                let heads = heads.iter().map(|(&log, &(sequence, hash))| (log, sequence, hash));
                reads.heads(heads).or_else(|| reads.beyond(projected))
            }
            (Call::Submit(_) | Call::Item { .. }, _) | (_, Outcome::Failed(_)) => None,
            (
                Call::Transcript { .. }
                | Call::ReplayStream { .. }
                | Call::ReplayLog { .. }
                | Call::Position,
                other,
            ) => Some((Kind::Malformed, format!("a question was answered by {other:?}"))),
        };
        if let Some((kind, what)) = found {
            violations.add(kind, format!("{what} ({})", by(caller, operation)));
        }
    }
}

fn by(caller: &str, operation: &Operation) -> String {
    format!("{caller} of process {} at {} µs", operation.process, operation.invoked)
}

type Found = Option<(Kind, String)>;

struct Reads<'a> {
    evidence: &'a Evidence,
    places: Places<'a>,
}

impl Reads<'_> {
    fn transcript(
        &self,
        learner: Uuid,
        at_least: &Position,
        transcript: &Transcript,
        at: u64,
    ) -> Found {
        let position = &transcript.position;
        let behind = at_least.iter().find(|(log, asked)| position.get(log) < Some(asked));
        if let Some((log, asked)) = behind {
            let found = position.get(log);
            let what =
                format!("a transcript of {learner} at {log}:{found:?}, not at least {asked}");
            return Some((Kind::Stale, what));
        }
        self.beyond(position).or_else(|| {
            let through = position.get(&self.places.log(learner)).copied().unwrap_or_default();
            let entries = self.places.entries(learner);
            let early = entries.iter().take_while(|(sequence, _)| *sequence <= through).any(
                |(_, accepted)| {
                    let name = accepted.entry.as_ref().and_then(named);
                    let asked = name.and_then(|name| self.evidence.first_asked.get(&name));
                    asked.is_some_and(|asked| *asked > at)
                },
            );
            let expected = fold(entries, through);
            (early || expected.as_ref() != Some(&transcript.content)).then(|| {
                let found = &transcript.content;
                let what = format!("{learner} at {position:?} is {expected:?}, not {found:?}");
                (Kind::NotLinearizable, what)
            })
        })
    }

    fn missing(&self, learner: Uuid, at_least: &Position) -> Found {
        let through = at_least.get(&self.places.log(learner)).copied().unwrap_or_default();
        fold(self.places.entries(learner), through)?;
        Some((Kind::Stale, format!("no transcript of {learner}, who is known at {at_least:?}")))
    }

    /// A learner's entries: a beginning of those on Kafka.
    fn stream(&self, learner: Uuid, at_least: &Position, found: &[(u64, Hash)]) -> Found {
        let entries = self.places.entries(learner);
        let same = entries.iter().zip(found);
        let same =
            same.filter(|((sequence, accepted), found)| (*sequence, accepted.hash) == **found);
        if same.count() != found.len() {
            return Some((
                Kind::Divergent,
                format!("a replay of {learner} is not what is on Kafka"),
            ));
        }
        let through = at_least.get(&self.places.log(learner)).copied().unwrap_or_default();
        let least = entries.iter().take_while(|(sequence, _)| *sequence <= through).count();
        let what =
            || format!("a replay of {learner} has {} entries, not at least {least}", found.len());
        (found.len() < least).then(|| (Kind::Stale, what()))
    }

    /// A log: without a gap from where it was asked for.
    fn log(&self, log: u32, from: u64, found: &[(u64, Hash)]) -> Found {
        let gap = found.iter().zip(from..).find(|((sequence, _), expected)| sequence != expected);
        if let Some(((sequence, _), expected)) = gap {
            let what = format!("a replay of log {log} has {sequence} in the place of {expected}");
            return Some((Kind::Divergent, what));
        }
        self.heads(found.iter().map(|&(sequence, hash)| (log, sequence, hash)))
    }

    /// Every one is in the chain.
    fn heads(&self, found: impl Iterator<Item = (u32, u64, Hash)>) -> Found {
        let chains = &self.evidence.chains;
        let mut found = found.filter(|(_, sequence, _)| *sequence != 0);
        let other = found.find(|(log, sequence, hash)| {
            chains.get(*log, *sequence).is_none_or(|accepted| accepted.hash != *hash)
        });
        other.map(|(log, sequence, hash)| {
            (
                Kind::Divergent,
                format!("{log}:{sequence} was seen as {hash}, which is not in the chain"),
            )
        })
    }

    /// No position lies beyond what is on Kafka.
    fn beyond(&self, position: &Position) -> Found {
        let chains = &self.evidence.chains;
        let (log, sequence) = position.iter().find(|(log, at)| **at > chains.head(**log))?;
        Some((Kind::Divergent, format!("{log}:{sequence} lies beyond the chain's end")))
    }
}
