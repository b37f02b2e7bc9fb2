//! What an exploration has met at least once, so that nobody takes an empty one for a proof.
//! Invariant: sights change nothing about a state; they are kept beside the exploration.

use std::sync::atomic::{AtomicU32, Ordering};

/// Something that must happen somewhere, or the model is too small to say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// A command is answered by an entry that was found.
    FoundEntryAnswers,
    /// A repeated command waits for an entry that is unconfirmed.
    WaitsForUnconfirmed,
    /// An id is used for something else.
    IdReused,
    /// A command is answered `abandoned`.
    AbandonWins,
    /// A report names another offset, and the entry is accepted all the same.
    GapYetAccepted,
    /// A report names another offset, because somebody else's entry came first.
    RaceLost,
    /// A late request lands on an unmoved head.
    LateAccepted,
    /// A late request lands and is a stray.
    LateStray,
    /// A request lands for the second time.
    LandsTwice,
    /// A read-back ends before the end of the log.
    LaggingRead,
    /// A new leader lacks messages that were not committed.
    TailLost,
    /// A snapshot of the index is ahead of the head.
    IndexAhead,
    /// A snapshot is older than the tail.
    TailTooShort,
    /// What was unknown turns out to be in the log.
    UnknownIsSettled,
}

/// Sights met so far.
#[derive(Debug, Default)]
pub struct Sights(AtomicU32);

impl Sights {
    /// It has happened.
    pub fn mark(&self, sight: Sight) {
        let bit = 1 << sight as u32;
        if self.0.load(Ordering::Relaxed) & bit == 0 {
            self.0.fetch_or(bit, Ordering::Relaxed);
        }
    }

    /// Whether it has happened.
    pub fn has(&self, sight: Sight) -> bool {
        self.0.load(Ordering::Relaxed) & (1 << sight as u32) != 0
    }
}
