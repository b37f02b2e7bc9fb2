//! Messages that are in the topic but not in the ledger. Invariant: every reader counts them by
//! the same causes, from bytes and order alone.

use learnlog_chain::{Claim, Head};

/// Why a message does not extend the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrayCause {
    /// No value at all.
    Tombstone,
    /// Not an entry, or no usable sequence and previous hash.
    Unreadable,
    /// Its sequence has been taken: a lost race, or a second copy.
    SequenceTaken,
    /// It is the next in sequence, on another hash.
    OtherHash,
    /// It chains on something that never got in.
    SequenceAhead,
}

impl StrayCause {
    /// All causes, in the order in which they are reported.
    pub const ALL: [Self; 5] = [
        Self::Tombstone,
        Self::Unreadable,
        Self::SequenceTaken,
        Self::OtherHash,
        Self::SequenceAhead,
    ];

    /// "sequence_taken".
    pub fn name(self) -> &'static str {
        match self {
            Self::Tombstone => "tombstone",
            Self::Unreadable => "unreadable",
            Self::SequenceTaken => "sequence_taken",
            Self::OtherHash => "other_hash",
            Self::SequenceAhead => "sequence_ahead",
        }
    }

    /// Why `claim` does not extend `head`, which the caller has found.
    pub(crate) fn of(head: &Head, claim: &Claim) -> Self {
        match claim.sequence.cmp(&head.sequence.saturating_add(1)) {
            std::cmp::Ordering::Less => Self::SequenceTaken,
            std::cmp::Ordering::Equal => Self::OtherHash,
            std::cmp::Ordering::Greater => Self::SequenceAhead,
        }
    }
}

/// Counts by cause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strays([u64; 5]);

impl Strays {
    pub(crate) fn count(&mut self, cause: StrayCause) {
        if let Some(count) = self.0.get_mut(cause as usize) {
            *count += 1;
        }
    }

    /// How many of that cause.
    pub fn of(&self, cause: StrayCause) -> u64 {
        self.0.get(cause as usize).copied().unwrap_or_default()
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Adds the counts of another reader.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine += theirs);
    }
}
