//! What the writer needs of the entry index, and of a second clock. Invariant: a history and the checkpoint beside it come from one
//! snapshot. Where they lie is left to the implementation.

use bytes::Bytes;
use futures::future::BoxFuture;
use learnlog_chain::Head;
use learnlog_codec::entry::LogNumber;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Timestamp;

use crate::checkpoint::Checkpoint;

/// All entries by stream, as far as they have been projected.
pub trait EntryIndex: Send + Sync + 'static {
    /// How far the index has come in this log; [`Checkpoint::EMPTY`] where it has not begun.
    fn checkpoint(&self, log: LogNumber) -> BoxFuture<'_, Result<Checkpoint, IndexError>>;

    /// The last entry of this log up to that sequence; [`Checkpoint::EMPTY`] where there is none.
    fn earlier(
        &self,
        log: LogNumber,
        sequence: u64,
    ) -> BoxFuture<'_, Result<Checkpoint, IndexError>>;

    /// All entries of these streams, and how far the index had come, in one snapshot.
    fn load(
        &self,
        log: LogNumber,
        streams: Vec<StreamId>,
    ) -> BoxFuture<'_, Result<Histories, IndexError>>;
}

/// What the index holds of some streams.
#[derive(Debug, Clone)]
pub struct Histories {
    /// Up to where the index had come: two histories of a log may have one length.
    pub head: Head,
    /// Stream, sequence and raw bytes, by sequence.
    pub entries: Vec<(StreamId, u64, Bytes)>,
}

impl Default for Histories {
    fn default() -> Self {
        Self { head: Head::EMPTY, entries: Vec::new() }
    }
}

/// A clock that is not this process's, to find a clock that is off.
pub trait ReferenceClock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> BoxFuture<'_, Result<Timestamp, IndexError>>;
}

/// The database does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the database of the entry index does not answer")]
pub struct IndexError(#[source] pub Box<dyn std::error::Error + Send + Sync>);
