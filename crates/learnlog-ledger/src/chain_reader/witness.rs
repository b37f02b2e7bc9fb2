//! What the log's writer in the same process knows. Invariant: an entry that both have seen has one offset and one hash; a reader that
//! meets another one, or passes the place of one that it has not met, goes no further, since one of the two does not see the log
//! as it is.

use std::cmp::Ordering;

use tokio::sync::watch;

use crate::checkpoint::Checkpoint;
use crate::ledger::LogStatus;

/// Compares a reader with the writer, at one entry after the other: because every entry holds the hash of the one before, those between
/// them are compared, too.
pub(super) struct Witness {
    heads: watch::Receiver<LogStatus>,
    /// An entry that the writer has confirmed and the reader has not reached.
    expected: Option<Checkpoint>,
}

impl Witness {
    pub fn new(heads: watch::Receiver<LogStatus>) -> Self {
        Self { heads, expected: None }
    }

    /// Learns what the writer has confirmed by now, for a reader that has come to `reached` and will see `next_offset`. The sequence of an
    /// entry that differs, if there is one.
    pub fn look(&mut self, reached: Checkpoint, next_offset: u64) -> Option<u64> {
        let known = self.heads.borrow().checkpoint;
        let sequence = known.head.sequence;
        let differs = match sequence.cmp(&reached.head.sequence) {
            Ordering::Less => false,
            Ordering::Equal => sequence > 0 && known != reached,
            Ordering::Greater => {
                self.expected.get_or_insert(known);
                known.offset < next_offset
            }
        };
        differs.then_some(sequence)
    }

    /// After the record at `offset`, accepted or not, has brought the reader to `reached`. As [`Self::look`]; what lies beyond an offset
    /// that has been passed cannot come back, so an entry that was to be there and was not met differs, too.
    pub fn passed(&mut self, offset: u64, reached: Checkpoint) -> Option<u64> {
        let known = self.expected?;
        let sequence = known.head.sequence;
        let differs = if reached.head.sequence >= sequence {
            self.expected = None;
            known != reached
        } else {
            offset >= known.offset
        };
        differs.then_some(sequence)
    }
}
