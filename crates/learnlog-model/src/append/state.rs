//! What the world is at one moment: the log, what is under way to it, the writers, the callers.
//! Invariant: two states that differ only in what nothing will ever look at are equal.

use arrayvec::ArrayVec;

use super::config::Config;
use super::entry::{Entry, Records, chain};
use super::variant::Variant;

/// Commands of a configuration at most.
pub const COMMAND_LIMIT: usize = 4;
/// Requests under way of producers that are gone, at most.
pub const LATE_LIMIT_REQUESTS: usize = 8;
/// Unconfirmed entries of a writer, at most.
pub const PIPELINE_LIMIT_ENTRIES: usize = 3;
/// Writers at most.
pub const WRITER_LIMIT: usize = 3;

/// The world.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// What lies in the log, in the order of offsets.
    pub log: Records,
    /// Readers see what lies below it; what lies above may be lost with the leader.
    pub committed: u8,
    /// Requests whose producer is gone, sorted: any may land, in any order, or never.
    pub late: ArrayVec<Late, LATE_LIMIT_REQUESTS>,
    /// The writers, sorted where which is which does not matter.
    pub writers: ArrayVec<Writer, WRITER_LIMIT>,
    /// How often each command was sent.
    pub sent: [u8; COMMAND_LIMIT],
    /// What callers were told first, per command.
    pub answers: [Option<Answer>; COMMAND_LIMIT],
    /// Two callers with one command were told different things.
    pub contradicted: bool,
    /// The ids of the longest chain that any reader has seen.
    pub seen: ArrayVec<u8, { super::entry::LOG_LIMIT_RECORDS }>,
    /// How many accepted entries the entry index holds.
    pub index: u8,
    /// What may still go wrong.
    pub left: Left,
    /// Something did not fit into the model: what follows means nothing.
    pub overflow: bool,
}

/// How much may still go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Left {
    /// Crashes of writers.
    pub crashes: u8,
    /// False reports of failure.
    pub unknowns: u8,
    /// Requests that land twice.
    pub duplicates: u8,
    /// Messages of somebody else.
    pub strays: u8,
    /// Changes of the leader.
    pub failovers: u8,
    /// Reads that end before what was reported.
    pub short_reads: u8,
}

/// A request whose producer is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Late {
    /// What it holds.
    pub entry: Entry,
    /// It landed once already.
    pub landed: bool,
    /// Whom its report would reach, plus one: 0 unless a mutation believes old reports.
    pub owner: u8,
}

/// What a caller was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// This entry decided; `reused` if it decided another command with the same id.
    Entry {
        /// Its id.
        id: u8,
        /// It is the answer to something else.
        reused: bool,
    },
    /// It will never be recorded: only a mutation says so.
    Denied,
}

/// A writer of the log, in one process.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Writer {
    /// Its producer is replaced and it must read the log before it goes on.
    pub settling: bool,
    /// Everything below this offset is read or confirmed.
    pub known: u8,
    /// Where its next message must land.
    pub expected: u8,
    /// While it settles: a watermark must lie past everything below this offset, which was reported.
    pub reported: u8,
    /// Produced and not confirmed, oldest first.
    pub pipeline: ArrayVec<Pending, PIPELINE_LIMIT_ENTRIES>,
    /// Commands to be looked at, as bits.
    pub jobs: u8,
    /// States of streams, where they are kept.
    pub cache: Vec<Folded>,
    /// Up to which sequence its tail has dropped what the index has.
    pub floor: u8,
    /// A snapshot of the index that is on its way.
    pub load: Option<Load>,
}

/// A produced entry that is not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pending {
    /// What was produced.
    pub entry: Entry,
    /// Where it landed, if it has: what its report will say.
    pub landed: Option<u8>,
    /// A later one has landed before it: its report will say that it failed.
    pub passed_over: bool,
    /// Commands that wait for it, as bits.
    pub waiting: u8,
}

/// The state of a stream in a writer's memory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folded {
    /// Whose.
    pub stream: u8,
    /// What was folded, in order.
    pub entries: Vec<Entry>,
    /// Everything of the stream up to this sequence is folded.
    pub to: u8,
}

/// A snapshot of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Load {
    /// Of which stream.
    pub stream: u8,
    /// The sequence that the index had reached.
    pub to: u8,
    /// The sequence that the writer had confirmed when it asked: 0 unless a mutation uses it.
    pub tail_to: u8,
}

impl State {
    /// Nothing has happened.
    pub fn new(config: &Config) -> Self {
        Self {
            log: Records::new(),
            committed: 0,
            late: ArrayVec::new(),
            writers: (0..config.writers).map(|_| Writer::default()).collect(),
            sent: [0; COMMAND_LIMIT],
            answers: [None; COMMAND_LIMIT],
            contradicted: false,
            seen: ArrayVec::new(),
            index: 0,
            left: Left {
                crashes: config.crashes,
                unknowns: config.unknowns,
                duplicates: config.duplicates,
                strays: config.strays,
                failovers: config.failovers,
                short_reads: config.short_reads,
            },
            overflow: false,
        }
    }

    /// What every reader that reads to the end gets.
    pub fn accepted(&self, variant: Variant) -> Records {
        self.accepted_below(self.committed, variant)
    }

    /// What a reader gets that stops before this offset.
    pub fn accepted_below(&self, offset: u8, variant: Variant) -> Records {
        let end = usize::from(offset).min(self.log.len());
        chain(&self.log[..end], variant == Variant::SequenceAlone)
    }

    /// An id that nothing knows, for an entry with that sequence.
    pub fn fresh_id(&mut self, sequence: u8) -> u8 {
        let mut used = 0_u16;
        let mut note = |id: u8| {
            if id >> 4 == sequence {
                used |= 1 << (id & 15);
            }
        };
        let mut note_entry = |entry: &Entry| {
            [entry.id, entry.previous, entry.link].into_iter().for_each(&mut note);
        };
        self.log.iter().for_each(&mut note_entry);
        self.late.iter().for_each(|late| note_entry(&late.entry));
        for writer in &self.writers {
            writer.pipeline.iter().for_each(|pending| note_entry(&pending.entry));
            for folded in &writer.cache {
                folded.entries.iter().for_each(&mut note_entry);
            }
        }
        for answer in self.answers.iter().flatten() {
            if let Answer::Entry { id, .. } = answer {
                note(*id);
            }
        }
        self.seen.iter().for_each(|id| note(*id));
        match (1..16).find(|n| used & (1 << n) == 0) {
            Some(free) if sequence < 16 => sequence << 4 | free,
            _ => {
                self.overflow = true;
                0
            }
        }
    }
}
