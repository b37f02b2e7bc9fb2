//! What the log's writer in the same process knows. Invariant: an entry that both have seen has one offset and one hash; a reader that
//! meets another one, or passes the place of one that it has not met, goes no further, since one of the two does not see the log
//! as it is.

use std::cmp::Ordering;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::checkpoint::Checkpoint;
use crate::ledger::LogStatus;

/// The writer of a log in this process, as a reader of the same log sees it.
#[derive(Debug, Clone)]
pub struct WriterWitness {
    pub(crate) heads: watch::Receiver<LogStatus>,
    /// Canceled by the first reader that disagrees. The writer stops then: it would go on to answer from entries that are not there.
    pub(crate) disputed: CancellationToken,
}

impl WriterWitness {
    /// Of a writer that publishes `heads`.
    pub fn new(heads: watch::Receiver<LogStatus>) -> Self {
        Self { heads, disputed: CancellationToken::new() }
    }
}

/// Compares a reader with the writer, at one entry after the other: because every entry holds the hash of the one before, those between
/// them are compared, too.
pub(super) struct Witness {
    writer: WriterWitness,
    /// An entry that the writer has confirmed and the reader has not reached.
    expected: Option<Checkpoint>,
}

impl Witness {
    pub fn new(writer: WriterWitness) -> Self {
        Self { writer, expected: None }
    }

    /// Tells the writer that a reader has met another entry than it.
    pub fn dispute(&self) {
        self.writer.disputed.cancel();
    }

    /// Learns what the writer has confirmed by now, for a reader that has come to `reached` and will see `next_offset`. The sequence of an
    /// entry that differs, if there is one.
    pub fn look(&mut self, reached: Checkpoint, next_offset: u64) -> Option<u64> {
        let known = self.writer.heads.borrow().checkpoint;
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
