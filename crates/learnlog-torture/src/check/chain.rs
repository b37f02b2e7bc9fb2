//! The chain of every log, and what an accepted entry must hold besides. Invariant: docs/entry-format.md, both lists.

use std::collections::{BTreeMap, HashMap};

use learnlog_proto::ledger::entry::Outcome;
use learnlog_proto::ledger::{Entry, StreamLink};
use prost::Message as _;
use uuid::Uuid;

use super::evidence::Evidence;
use super::topic::Message;
use super::violation::{Kind, Violations};
use super::walk::walk;
use crate::hash::Hash;

/// One accepted entry.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Of its bytes.
    pub hash: Hash,
    /// What they hold; None where they are no entry.
    pub entry: Option<Entry>,
}

/// The accepted entries of every log, from sequence 1 on.
#[derive(Debug, Default)]
pub struct Chains {
    logs: BTreeMap<u32, Vec<Accepted>>,
    /// By cause.
    pub strays: BTreeMap<&'static str, usize>,
}

impl Chains {
    /// Applies the rule to messages in the order of their offsets.
    pub fn of(messages: &[Message]) -> Self {
        let mut chains = Self::default();
        for message in messages {
            let log = chains.logs.entry(message.log).or_default();
            let head = log.last().map_or(Hash::ZERO, |accepted| accepted.hash);
            match cause(&message.value, log.len() as u64, head) {
                Some(cause) => *chains.strays.entry(cause).or_default() += 1,
                None => {
                    let value = message.value.as_deref().unwrap_or_default();
                    let hash = Hash::of(&[&[0], value]);
                    log.push(Accepted { hash, entry: Entry::decode(value).ok() });
                }
            }
        }
        chains
    }

    /// Of that sequence.
    pub fn get(&self, log: u32, sequence: u64) -> Option<&Accepted> {
        let index = usize::try_from(sequence.checked_sub(1)?).ok()?;
        self.logs.get(&log)?.get(index)
    }

    /// The last sequence of a log.
    pub fn head(&self, log: u32) -> u64 {
        self.logs.get(&log).map_or(0, |log| log.len() as u64)
    }

    /// Every entry with log and sequence.
    pub fn entries(&self) -> impl Iterator<Item = (u32, u64, &Accepted)> {
        self.logs.iter().flat_map(|(&log, entries)| {
            (1..).zip(entries).map(move |(sequence, accepted)| (log, sequence, accepted))
        })
    }

    /// A message that would be accepted, and is the last learner's entry once more.
    pub fn again(&self) -> Option<Message> {
        let (log, sequence, last) =
            self.entries().filter(|(log, sequence, _)| *log != 0 && *sequence > 1).last()?;
        let head = self.get(log, self.head(log))?.hash;
        let entry = last.entry.as_ref()?;
        let again = Entry {
            sequence: self.head(log) + 1,
            previous_hash: head.0.to_vec(),
            stream_sequence: entry.stream_sequence + 1,
            previous_in_stream: Some(StreamLink { sequence, hash: last.hash.0.to_vec() }),
            ..entry.clone()
        };
        Some(Message { log, value: Some(again.encode_to_vec()) })
    }

    /// N of the catalog's genesis.
    pub fn entries_logs(&self) -> Option<u32> {
        match self.get(0, 1)?.entry.as_ref()?.outcome.as_ref()? {
            Outcome::Genesis(genesis) => Some(genesis.entries_logs),
            _ => None,
        }
    }
}

/// Why a message is a stray, if it is one.
fn cause(value: &Option<Vec<u8>>, head: u64, hash: Hash) -> Option<&'static str> {
    let Some(value) = value else { return Some("tombstone") };
    let Some(claim) = walk(value) else { return Some("unreadable") };
    if claim.sequence <= head {
        Some("sequence_taken")
    } else if claim.sequence > head + 1 {
        Some("sequence_ahead")
    } else if claim.previous_hash != hash.0 {
        Some("other_hash")
    } else {
        None
    }
}

/// The stream and command id of an entry that has them.
pub fn named(entry: &Entry) -> Option<(Uuid, Uuid)> {
    let stream = Uuid::from_slice(&entry.stream.as_ref()?.id).ok()?;
    Some((stream, Uuid::from_slice(&entry.command_id).ok()?))
}

/// What an entry must be beyond being accepted.
pub fn check(evidence: &Evidence, violations: &mut Violations) {
    let mut streams: HashMap<(u32, Vec<u8>), (u64, u64, Hash)> = HashMap::new();
    let mut last: BTreeMap<u32, (i64, i32, u64)> = BTreeMap::new();
    for (log, sequence, accepted) in evidence.chains.entries() {
        let mut say = |what: &str| {
            violations.add(Kind::Malformed, format!("{log}:{sequence} {what}"));
        };
        let Some(entry) = &accepted.entry else {
            say("is no entry");
            continue;
        };
        if entry.log != log {
            say("names another log");
        }
        let time = entry.recorded_at.map_or((0, 0), |it| (it.seconds, it.nanos));
        let (seconds, nanos, catalog) = last.get(&log).copied().unwrap_or_default();
        if time < (seconds, nanos) || time.1 % 1_000 != 0 {
            say("goes back in time");
        }
        let expected = if log == 0 { sequence - 1 } else { catalog.max(entry.catalog_sequence) };
        if entry.catalog_sequence != expected {
            say("goes back in the catalog");
        }
        if (sequence == 1) != matches!(entry.outcome, Some(Outcome::Genesis(_))) {
            say("is genesis where none may be, or none where it must");
        }
        last.insert(log, (time.0, time.1, entry.catalog_sequence));
        let Some(stream) = &entry.stream else { continue };
        let before = (0, 0, Hash::ZERO);
        let key = (log, stream.encode_to_vec());
        let (count, previous, hash) = streams.get(&key).copied().unwrap_or(before);
        let link = StreamLink { sequence: previous, hash: hash.0.to_vec() };
        if entry.stream_sequence != count + 1 || entry.previous_in_stream.as_ref() != Some(&link) {
            say("has a false link to its stream");
        }
        streams.insert(key, (count + 1, sequence, accepted.hash));
    }
}
