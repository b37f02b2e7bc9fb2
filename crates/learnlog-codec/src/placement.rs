//! Which log a stream lies in. Invariant: a function of the stream's key and the number of entries
//! logs alone, the same for ever and in every language (`tests/golden/vectors.json`). How many logs
//! there are is left to genesis.

use learnlog_domain::stream::{StreamId, StreamKind};
use sha2::{Digest, Sha256};

use crate::entry::LogNumber;

/// The log of definitions.
pub const CATALOG: LogNumber = LogNumber(0);

/// The log of operations in a ledger with so many entries logs.
pub fn operations(entries_logs: u32) -> LogNumber {
    LogNumber(entries_logs.saturating_add(1))
}

/// The log of a stream: 0 for definitions, N + 1 for operations, else 1 + (the first 8 bytes,
/// big-endian, of SHA-256(key)) mod N. `entries_logs` is N as genesis names it, at least 1.
pub fn log_of(stream: StreamId, entries_logs: u32) -> LogNumber {
    match stream.kind() {
        StreamKind::Definition => CATALOG,
        StreamKind::Operation => operations(entries_logs),
        StreamKind::Learner | StreamKind::Offering => {
            LogNumber(1 + partition_of(&stream.key(), entries_logs))
        }
    }
}

fn partition_of(key: &[u8], partitions: u32) -> u32 {
    let hash: [u8; 32] = Sha256::digest(key).into();
    let first = hash.iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    u32::try_from(first % u64::from(partitions.max(1))).unwrap_or_default()
}

#[cfg(test)]
mod tests;
