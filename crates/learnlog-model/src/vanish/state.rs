//! A log that may lose its tail, two writers, the entry index. Invariant: `acknowledged` is what
//! callers were told and never shrinks; a process forgets only by a crash.

/// Commands that callers send, in this order; the first may be sent twice.
pub const COMMANDS: usize = 3;

/// An entry; its id stands for its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// Stands for its hash; from 1.
    pub id: u8,
    /// The id of the entry that it chains on; 0 for none.
    pub previous: u8,
    /// The command that it decides.
    pub command: u8,
}

/// An entry and where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placed {
    /// The entry.
    pub entry: Entry,
    /// Its offset.
    pub offset: u8,
}

/// A process's writer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Writer {
    /// It must read before it goes on.
    pub settling: bool,
    /// It has said that something is wrong and answers no more.
    pub stopped: bool,
    /// A reader of its process has said so.
    pub reader_stopped: bool,
    /// What it knows to be accepted.
    pub chain: Vec<Placed>,
    /// Up to which sequence it took over what the index said.
    pub floor: u8,
    /// Where its next message must land.
    pub expected: u8,
    /// The highest offset that was reported to it, plus one.
    pub reported: u8,
    /// Produced and not confirmed; where it landed.
    pub pending: Option<(Entry, Option<u8>)>,
    /// The ids that it told callers since it started.
    pub told: Vec<u8>,
}

/// The world.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// What lies in the log.
    pub log: Vec<Entry>,
    /// The writers.
    pub writers: Vec<Writer>,
    /// What the entry index holds.
    pub index: Vec<Placed>,
    /// Where it reads on.
    pub index_next: u8,
    /// Its reader has said that something is wrong.
    pub index_stopped: bool,
    /// The ids that anybody was told.
    pub acknowledged: Vec<u8>,
    /// How often each command was sent.
    pub sent: [u8; COMMANDS],
    /// Losses, crashes and unknowns that may still come.
    pub left: (u8, u8, u8),
    /// A writer went on from a read-back that lacks what it told.
    pub went_on: bool,
    /// A restarted writer went on from an index that holds what is gone.
    pub began_wrong: bool,
    /// An answer came from a snapshot that contradicts what its writer had confirmed.
    pub answered_from_elsewhere: bool,
    /// A process acknowledged something after its own reader had said that the log diverged.
    pub acknowledged_after_alarm: bool,
    /// An entry was confirmed that is no part of the chain.
    pub confirmed_stray: bool,
}

impl State {
    /// Two writers, nothing written.
    pub fn new(left: (u8, u8, u8)) -> Self {
        Self {
            log: Vec::new(),
            writers: vec![Writer::default(); 2],
            index: Vec::new(),
            index_next: 0,
            index_stopped: false,
            acknowledged: Vec::new(),
            sent: [0; COMMANDS],
            left,
            went_on: false,
            began_wrong: false,
            answered_from_elsewhere: false,
            acknowledged_after_alarm: false,
            confirmed_stray: false,
        }
    }

    /// What a reader gets that begins after that entry and at that offset.
    pub fn read(&self, after: Option<Placed>, from: u8) -> Vec<Placed> {
        let mut head = after.map_or(0, |placed| placed.entry.id);
        let mut read = Vec::new();
        for (offset, entry) in (0..).zip(&self.log).skip(usize::from(from)) {
            if entry.previous == head {
                head = entry.id;
                read.push(Placed { entry: *entry, offset });
            }
        }
        read
    }

    /// Whether the log still holds that entry where it was.
    pub fn holds(&self, placed: &Placed) -> bool {
        self.log.get(usize::from(placed.offset)) == Some(&placed.entry)
    }

    /// The ids of the chain.
    pub fn accepted(&self) -> Vec<u8> {
        self.read(None, 0).iter().map(|placed| placed.entry.id).collect()
    }

    /// When nothing can be lost any more, what is there needs no memory.
    pub fn forget(&mut self) {
        if self.left.0 == 0 {
            let accepted = self.accepted();
            let gone = |id: &u8| !accepted.contains(id);
            self.acknowledged.retain(gone);
            self.writers.iter_mut().for_each(|writer| writer.told.retain(gone));
        }
        self.acknowledged.sort_unstable();
        self.writers.iter_mut().for_each(|writer| writer.told.sort_unstable());
    }

    /// An id that nothing knows.
    pub fn fresh_id(&self) -> u8 {
        let placed = self.writers.iter().flat_map(|writer| &writer.chain).chain(&self.index);
        let pending = self.writers.iter().filter_map(|writer| writer.pending);
        let used: Vec<u8> = placed
            .map(|placed| placed.entry)
            .chain(self.log.iter().copied())
            .chain(pending.map(|(entry, _)| entry))
            .flat_map(|entry| [entry.id, entry.previous])
            .chain(self.acknowledged.iter().copied())
            .collect();
        (1..u8::MAX).find(|id| !used.contains(id)).unwrap_or(u8::MAX)
    }
}
