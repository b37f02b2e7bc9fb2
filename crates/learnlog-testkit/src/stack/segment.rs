//! A partition's file as Kafka keeps it: batches, each with its first offset and its length before it (`RecordBatch` of Kafka's protocol
//! guide, "Message format").

use std::fs::OpenOptions;
use std::path::Path;

/// First offset (8 bytes), length of what follows (4 bytes).
const BATCH_HEAD_BYTES: usize = 12;

/// Cuts the file before the batch that holds the record at `offset`.
pub(super) fn lose_from(file: &Path, offset: u64) {
    let bytes = std::fs::read(file).expect("a partition's file");
    let mut at = 0;
    let mut last = None;
    while let Some((base, length)) = batch(&bytes[at..])
        && base <= offset
    {
        last = Some(at);
        at += length;
    }
    assert!(at < bytes.len() || last.is_some(), "the partition does not reach so far");
    let file = OpenOptions::new().write(true).open(file).expect("a partition's file");
    file.set_len(last.unwrap_or_default() as u64).expect("a file that can be cut");
    file.sync_all().expect("a disk");
}

fn batch(bytes: &[u8]) -> Option<(u64, usize)> {
    let base = u64::from_be_bytes(bytes.get(..8)?.try_into().ok()?);
    let length = u32::from_be_bytes(bytes.get(8..BATCH_HEAD_BYTES)?.try_into().ok()?);
    Some((base, BATCH_HEAD_BYTES + usize::try_from(length).ok()?))
}
