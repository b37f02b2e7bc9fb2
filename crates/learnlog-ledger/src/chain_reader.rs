//! The only way out of the log. Invariant: yields exactly the accepted entries, in order, with their raw bytes; everything else is a
//! stray, counted and forgotten. An accepted entry that lies about itself stops the reader for good. What entries mean is left to
//! the caller, as are stream links, which need the stream.

mod resume;
mod state;
mod witness;

use std::sync::Arc;
use std::time::Duration;

use learnlog_chain::Hash;
use learnlog_codec::entry::LogNumber;
use learnlog_domain::time::Timestamp;

use crate::checkpoint::Checkpoint;
use crate::event_log::{EventLog, LogReader};
use crate::read_error::ReadError;
use crate::stray::Strays;
use crate::trail::Trail;
use state::ReaderState;
use witness::Witness;
pub use witness::WriterWitness;

/// Reads one log by the acceptance rule.
pub struct ChainReader {
    reader: Box<dyn LogReader>,
    state: ReaderState,
}

/// An entry of the ledger.
pub struct Accepted<'a> {
    /// 1, 2, 3 … within the log.
    pub sequence: u64,
    /// Where it lies.
    pub offset: u64,
    /// Of the bytes as they lie there.
    pub hash: Hash,
    /// The bytes as they lie there.
    pub value: &'a [u8],
    /// When the log appended it, in microseconds since 1970, if it says so.
    pub append_time_micros: Option<i64>,
}

impl ChainReader {
    /// Opens `log` after the newest place of `from`, having read the trail again. Blocks.
    ///
    /// Errors: [`ReadError::CheckpointNotFound`] where an entry of the trail is gone or another, [`ReadError::TrailBroken`] where the chain
    /// does not lead to the newest any more, and the log's own.
    pub fn open(
        event_log: &Arc<dyn EventLog>,
        log: LogNumber,
        from: impl Into<Trail>,
    ) -> Result<Self, ReadError> {
        resume::resume(event_log, log, from.into())
    }

    /// Passes strays below that offset without counting them: somebody has.
    #[must_use]
    pub fn counting_strays_from(mut self, offset: u64) -> Self {
        self.state.strays_from = offset;
        self
    }

    /// Compares what is read with what the log's writer in this process has confirmed, and stops that writer, too, where they disagree.
    #[must_use]
    pub fn witnessed_by(mut self, writer: WriterWitness) -> Self {
        self.state.witness = Some(Witness::new(writer));
        self
    }

    /// Shows the accepted among the next `max_records` records to `visit`, waiting up to `wait` for the first. Returns how many records
    /// were passed, strays included; 0 means that none came in time.
    ///
    /// Errors: after one that does not pass, the reader is of no more use.
    pub fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(Accepted<'_>),
    ) -> Result<usize, ReadError> {
        let state = &mut self.state;
        state.look();
        let passed = self
            .reader
            .poll(max_records, wait, &mut |record| state.apply(record, visit))
            .map_err(|source| ReadError::Log { log: state.log, source })?;
        // An entry may come here before its report comes to the writer.
        state.look();
        match state.failure.take() {
            Some(failure) => Err(failure),
            None => Ok(passed),
        }
    }

    /// After the last accepted entry.
    pub fn checkpoint(&self) -> Checkpoint {
        self.state.checkpoint
    }

    /// The first offset that has not been read; beyond the checkpoint where strays follow it.
    pub fn next_offset(&self) -> u64 {
        self.state.next_offset
    }

    /// Whether the log has said that nothing follows what was read.
    pub fn reached_end(&self) -> bool {
        self.reader.reached_end()
    }

    /// Seen by this reader.
    pub fn strays(&self) -> &Strays {
        &self.state.strays
    }

    /// When the last accepted entry was recorded; None before the first.
    pub fn recorded_at(&self) -> Option<Timestamp> {
        self.state.recorded_at
    }

    /// The catalog sequence of the last accepted entry; 0 before the first.
    pub fn catalog_sequence(&self) -> u64 {
        self.state.catalog_sequence
    }
}
