//! Where a reader of a log stands, and where it came from. Invariant: the places of a trail are of one chain, which whoever left it has
//! followed from the older to the newest; who resumes follows it again. The message at the newest place alone would prove too little: an
//! end that was lost and has grown again may hold it as a stray, if its writer sent it when the entries before it were there.

use crate::checkpoint::Checkpoint;
use crate::limits::TRAIL_ENTRIES;

/// Two places of one chain, at least [`TRAIL_ENTRIES`] apart where the chain is as long, and not twice as far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trail {
    older: Checkpoint,
    /// Becomes the older one when the newest is far enough beyond it.
    middle: Checkpoint,
    newest: Checkpoint,
}

impl Trail {
    /// Before genesis.
    pub const EMPTY: Self =
        Self { older: Checkpoint::EMPTY, middle: Checkpoint::EMPTY, newest: Checkpoint::EMPTY };

    /// From somebody's memory of two places.
    pub fn new(older: Checkpoint, newest: Checkpoint) -> Self {
        Self { older, middle: newest, newest }
    }

    /// The same trail, followed further, to `newest`.
    #[must_use]
    pub fn to(self, newest: Checkpoint) -> Self {
        if newest.head.sequence < self.middle.head.sequence.saturating_add(TRAIL_ENTRIES) {
            Self { newest, ..self }
        } else {
            Self { older: self.middle, middle: newest, newest }
        }
    }

    /// Where reading begins.
    pub fn older(&self) -> Checkpoint {
        self.older
    }

    /// Where what is new begins.
    pub fn newest(&self) -> Checkpoint {
        self.newest
    }

    /// The sequence at which a trail to `newest` should begin, for who remembers every place.
    pub fn begins_at(newest: &Checkpoint) -> u64 {
        newest.head.sequence.saturating_sub(TRAIL_ENTRIES)
    }
}

/// Nothing but the newest place is known: only its message can be compared.
impl From<Checkpoint> for Trail {
    fn from(newest: Checkpoint) -> Self {
        Self::new(newest, newest)
    }
}

#[cfg(test)]
mod tests;
