//! Entries for one message. Invariant: all values of a batch share one buffer, so that an entry costs one copy and
//! no allocation.

use bytes::BytesMut;
use learnlog_proto::api::ReplayedEntry;

use super::BATCH_LIMIT_BYTES;

/// What is gathered for the next message.
#[derive(Debug, Default)]
pub struct Batch {
    values: BytesMut,
    lengths: Vec<(u64, usize)>,
}

impl Batch {
    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Whether the value fits; the first always does.
    pub fn has_room_for(&self, value: &[u8]) -> bool {
        self.is_empty() || self.values.len() + value.len() <= BATCH_LIMIT_BYTES
    }

    /// Adds an entry.
    pub fn push(&mut self, sequence: u64, value: &[u8]) {
        self.values.extend_from_slice(value);
        self.lengths.push((sequence, value.len()));
    }

    /// What was gathered; the batch is empty after it.
    pub fn take(&mut self) -> Vec<ReplayedEntry> {
        let mut values = self.values.split().freeze();
        let entry = |(sequence, length)| ReplayedEntry { sequence, value: values.split_to(length) };
        self.lengths.drain(..).map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_full_at_its_limit() {
        let mut batch = Batch::default();
        assert!(batch.has_room_for(&vec![0; BATCH_LIMIT_BYTES + 1]));
        batch.push(7, b"abc");
        assert!(batch.has_room_for(&vec![0; BATCH_LIMIT_BYTES - 3]));
        assert!(!batch.has_room_for(&vec![0; BATCH_LIMIT_BYTES - 2]));
    }

    #[test]
    fn a_batch_gives_back_what_was_put_in() {
        let mut batch = Batch::default();
        for round in 0..2u64 {
            batch.push(round, b"abc");
            batch.push(round + 1, b"");
            batch.push(round + 2, b"de");
            let entries = batch.take();
            let found: Vec<_> =
                entries.iter().map(|e| (e.sequence - round, &e.value[..])).collect();
            assert_eq!(found, [(0, &b"abc"[..]), (1, b""), (2, b"de")]);
            assert!(batch.is_empty() && batch.take().is_empty());
        }
    }
}
