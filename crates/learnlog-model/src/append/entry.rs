//! Entries and the log. Invariant: an entry's id stands for the hash of its bytes: two entries that
//! were made apart never share one while either, or a link to either, is still somewhere.

use arrayvec::ArrayVec;

/// Messages that a log of this model holds at most.
pub const LOG_LIMIT_RECORDS: usize = 14;

/// A message in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Entry {
    /// Stands for the hash of its bytes; 0 for bytes that are no entry.
    pub id: u8,
    /// The id of the entry before it in the log; 0 before the first.
    pub previous: u8,
    /// 1, 2, 3 …; 0 for bytes that are no entry.
    pub sequence: u8,
    /// The command that it is the outcome of, as an index into the configuration's.
    pub command: u8,
    /// The id of the stream's entry before it; 0 before the first.
    pub link: u8,
    /// 1, 2, 3 … within its stream.
    pub nth: u8,
    /// Which part of its command's outcome it is: 0 unless a mutation cuts outcomes up.
    pub part: u8,
    /// Who made it: 0 unless a mutation has writers recognize their own.
    pub by: u8,
}

impl Entry {
    /// An entry that will never be accepted, whatever it says.
    pub const DOOMED: Self = Self {
        id: u8::MAX,
        previous: u8::MAX,
        sequence: u8::MAX,
        command: 0,
        link: 0,
        nth: 0,
        part: 0,
        by: 0,
    };
}

/// Messages in the order of their offsets.
pub type Records = ArrayVec<Entry, LOG_LIMIT_RECORDS>;

/// What a reader gets out of messages: the fold of the acceptance rule.
pub fn chain(records: &[Entry], sequence_alone: bool) -> Records {
    let mut accepted = Records::new();
    for entry in records {
        let head = accepted.last().copied().unwrap_or_default();
        let extends =
            entry.sequence == head.sequence + 1 && (entry.previous == head.id || sequence_alone);
        if extends {
            accepted.push(*entry);
        }
    }
    accepted
}
