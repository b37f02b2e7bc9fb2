//! The entries of one stream, as they lie on Kafka. Invariant: the bytes are those that were hashed.

use bytes::Bytes;

/// Most entries of one read.
pub const STREAM_ENTRIES_MAX: u32 = 1_000;

/// Most bytes of one read; a larger entry comes alone.
pub const STREAM_ENTRIES_BYTES_MAX: usize = 256 * 1_024;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamEntry {
    /// In its log.
    pub sequence: u64,
    /// In its stream.
    pub stream_sequence: u64,
    /// As it lies on Kafka.
    pub value: Bytes,
}
