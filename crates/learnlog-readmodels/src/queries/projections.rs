//! How far the read models are. Invariant: positions are sequences of the ledger, never offsets.

use learnlog_codec::entry::LedgerPosition;

/// How far one projection is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectionPosition {
    /// Its name, which never changes.
    pub projection: String,
    /// Of its rules and tables.
    pub version: u32,
    /// One element per log that it reads.
    pub position: LedgerPosition,
}
