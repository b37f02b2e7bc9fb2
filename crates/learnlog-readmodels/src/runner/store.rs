//! Where a lane writes. Invariant: one write moves the checkpoints, each from where it was left, together with the
//! rows, or nothing; after any failure what was kept of the rows is not used again.

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::trail::Trail;
use learnlog_postgres::checkpoint::AdvanceError;
use learnlog_postgres::error::DatabaseError;

use crate::projection::{ApplyError, Batch};

/// Gives every lane its session.
pub trait Stores: Send + Sync + 'static {
    /// Connects, prepares, and loads the checkpoints. Blocks.
    fn open(&self, log: LogNumber) -> Result<Box<dyn LaneStore>, DatabaseError>;
}

/// The projections of one log, in one session. Every call blocks.
pub trait LaneStore: Send {
    /// Where the projection that is furthest behind stands, and where it was before.
    fn trail(&mut self) -> Result<Trail, DatabaseError>;

    /// Loads the checkpoints again, and forgets everything else.
    fn reload(&mut self) -> Result<(), DatabaseError>;

    /// Whether the checkpoints are where they were left.
    fn are_current(&mut self) -> Result<bool, DatabaseError>;

    /// Writes the batch, whole or not at all. Projections that have been further skip what they
    /// have seen.
    fn write(&mut self, batch: &Batch<'_>) -> Result<(), WriteError>;
}

/// Why a batch was not written. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Somebody else writes, or the last transaction never happened.
    #[error("somebody else projects this log too, or the last transaction was undone")]
    Moved(#[source] AdvanceError),
    /// The rows were refused: an entry's, or the server's word.
    #[error("the entry cannot be projected")]
    Refused(#[source] ApplyError),
    /// The database is away or broken.
    #[error("the read models cannot be written")]
    Database(#[from] DatabaseError),
}
