//! Confirmed entries that the entry index has not passed. Invariant: gapless from `floor` + 1 to the confirmed head, so that index and tail
//! together hold every entry once the index stands at `floor` or beyond.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use learnlog_domain::stream::StreamId;

use crate::limits::TAIL_LIMIT_BYTES;

/// The end of a log, in memory.
#[derive(Default)]
pub(crate) struct Tail {
    floor: u64,
    bytes: usize,
    entries: VecDeque<(Option<StreamId>, Bytes)>,
    by_stream: HashMap<StreamId, VecDeque<u64>>,
}

impl Tail {
    /// An empty tail above what the index holds.
    pub fn above(floor: u64) -> Self {
        Self { floor, ..Self::default() }
    }

    /// The sequence up to which everything was dropped because the index has it.
    pub fn floor(&self) -> u64 {
        self.floor
    }

    /// Appends the next confirmed entry; the genesis has no stream.
    pub fn push(&mut self, stream: Option<StreamId>, value: Bytes) {
        let sequence = self.floor + self.entries.len() as u64 + 1;
        self.bytes += value.len();
        if let Some(stream) = stream {
            self.by_stream.entry(stream).or_default().push_back(sequence);
        }
        self.entries.push_back((stream, value));
    }

    /// Drops what the index has.
    pub fn prune(&mut self, indexed_to: u64) {
        while self.floor < indexed_to {
            let Some((stream, value)) = self.entries.pop_front() else { return };
            self.floor += 1;
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
            let index = usize::try_from(sequence - self.floor - 1).ok()?;
            self.entries.get(index).map(|(_, value)| (sequence, value))
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
