//! Confirmed entries that the entry index has not passed. Invariant: gapless from `floor` + 1 to the confirmed head, so that index and tail
//! together hold every entry once the index stands at `floor` or beyond.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use learnlog_chain::{Hash, Head};
use learnlog_domain::stream::StreamId;

use crate::limits::TAIL_LIMIT_BYTES;

/// The end of a log, in memory.
pub(crate) struct Tail {
    floor: Head,
    bytes: usize,
    entries: VecDeque<Kept>,
    by_stream: HashMap<StreamId, VecDeque<u64>>,
}

/// One entry; the genesis has no stream.
struct Kept {
    stream: Option<StreamId>,
    hash: Hash,
    value: Bytes,
}

impl Tail {
    /// An empty tail above what the index holds.
    pub fn above(floor: Head) -> Self {
        Self { floor, bytes: 0, entries: VecDeque::new(), by_stream: HashMap::new() }
    }

    /// The sequence up to which everything was dropped because the index has it.
    pub fn floor(&self) -> u64 {
        self.floor.sequence
    }

    /// Whether an index that has come to `head` holds another history than this tail continues. One that is behind the floor or ahead of
    /// the tail cannot be told.
    pub fn contradicts(&self, head: Head) -> bool {
        let Some(above) = head.sequence.checked_sub(self.floor.sequence) else { return false };
        let here = match usize::try_from(above) {
            Ok(0) => Some(self.floor.hash),
            Ok(above) => self.entries.get(above - 1).map(|kept| kept.hash),
            Err(_) => None,
        };
        here.is_some_and(|here| here != head.hash)
    }

    /// Appends the next confirmed entry; the genesis has no stream.
    pub fn push(&mut self, stream: Option<StreamId>, hash: Hash, value: Bytes) {
        let sequence = self.floor.sequence + self.entries.len() as u64 + 1;
        self.bytes += value.len();
        if let Some(stream) = stream {
            self.by_stream.entry(stream).or_default().push_back(sequence);
        }
        self.entries.push_back(Kept { stream, hash, value });
    }

    /// Drops what the index has.
    pub fn prune(&mut self, indexed_to: u64) {
        while self.floor.sequence < indexed_to {
            let Some(Kept { stream, hash, value }) = self.entries.pop_front() else { return };
            self.floor = self.floor.after(hash);
            self.bytes -= value.len();
            let Some(stream) = stream else { continue };
            if let Some(sequences) = self.by_stream.get_mut(&stream) {
                sequences.pop_front();
                if sequences.is_empty() {
                    self.by_stream.remove(&stream);
                }
            }
        }
    }

    /// The entries of one stream that are here, in order.
    pub fn of_stream(&self, stream: StreamId) -> impl Iterator<Item = (u64, &Bytes)> {
        self.by_stream.get(&stream).into_iter().flatten().filter_map(|&sequence| {
            let index = usize::try_from(sequence - self.floor.sequence - 1).ok()?;
            self.entries.get(index).map(|kept| (sequence, &kept.value))
        })
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// No more may be added until the index has moved on.
    pub fn is_full(&self) -> bool {
        self.bytes >= TAIL_LIMIT_BYTES
    }
}
