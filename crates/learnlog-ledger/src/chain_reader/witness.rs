//! What the log's writer in the same process knows. Invariant: an entry that both have seen has one offset and one hash; a reader that
//! meets another one goes no further, since one of the two does not see the log as it is.

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

    /// Before a reader that has come to `sequence` reads on.
    pub fn look(&mut self, sequence: u64) {
        if self.expected.is_none() {
            let confirmed = self.heads.borrow().checkpoint;
            self.expected = Some(confirmed).filter(|known| known.head.sequence > sequence);
        }
    }

    /// Whether the writer has seen the same, if it has seen that entry. Readers pass entries one by one.
    pub fn agrees(&mut self, reached: Checkpoint) -> bool {
        match self.expected {
            Some(known) if known.head.sequence == reached.head.sequence => {
                self.expected = None;
                known == reached
            }
            _ => true,
        }
    }
}
