//! Where a reader of a log stands. Invariant: the head names the last accepted entry and the offset is where that entry lies, so that
//! resuming can re-read and compare it.

use learnlog_chain::Head;

/// After the last accepted entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Sequence and hash of the last accepted entry.
    pub head: Head,
    /// Where that entry lies; 0 and meaningless while the head is empty.
    pub offset: u64,
}

impl Checkpoint {
    /// Before genesis.
    pub const EMPTY: Self = Self { head: Head::EMPTY, offset: 0 };

    /// The first offset that has not been applied.
    pub fn next_offset(&self) -> u64 {
        if self.head == Head::EMPTY { 0 } else { self.offset.saturating_add(1) }
    }
}
