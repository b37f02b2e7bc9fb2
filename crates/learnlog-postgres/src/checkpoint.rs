//! How far each projection of a log has come. Invariant: a checkpoint moves only from where its
//! mover believes it to be, in the same transaction as the rows that it stands for; so a second or
//! a stopped projector can do no harm. The move comes first in the transaction: whoever is second
//! waits there, before touching a row.

use learnlog_chain::{Hash, Head};
use postgres::{GenericClient, Row, Statement};

use crate::error::DatabaseError;

/// After the last accepted entry, and where that one lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Sequence and hash of that entry.
    pub head: Head,
    /// Where it lies in the topic; 0 while the head is empty.
    pub offset: u64,
}

impl StoredCheckpoint {
    /// Before the first entry.
    pub const EMPTY: Self = Self { head: Head::EMPTY, offset: 0 };
}

/// A projection as the table knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectionId {
    /// Never changes.
    pub name: &'static str,
    /// Of its rules and tables.
    pub version: i32,
}

/// A checkpoint that is to be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Whose.
    pub projection: ProjectionId,
    /// Where the mover believes it to be.
    pub from: StoredCheckpoint,
}

/// A checkpoint that could not be moved.
#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    /// Somebody else has moved one, or the last move never happened: roll back and load them again.
    #[error("a checkpoint of log {log} is not where it was left")]
    CheckpointMoved {
        /// Of which log.
        log: u32,
    },
    /// The database's own error.
    #[error("the checkpoints of log {log} cannot be moved")]
    Database {
        /// Of which log.
        log: u32,
        /// The database's own error.
        #[source]
        source: DatabaseError,
    },
}

/// Where the projections of a log are, in the given order; those that have not begun are at
/// [`StoredCheckpoint::EMPTY`].
///
/// Errors: [`DatabaseError`].
pub fn load(
    client: &mut impl GenericClient,
    log: u32,
    projections: &[ProjectionId],
) -> Result<Vec<StoredCheckpoint>, DatabaseError> {
    let failed = DatabaseError::failed;
    let (names, versions) = columns(projections.iter());
    let log = log.cast_signed();
    client
        .execute(include_str!("checkpoint/begin.sql"), &[&log, &names, &versions])
        .map_err(failed("begin checkpoints"))?;
    let rows = client
        .query(include_str!("checkpoint/load.sql"), &[&log, &names, &versions])
        .map_err(failed("load checkpoints"))?;
    rows.iter().map(of_row).collect::<Result<_, _>>().map_err(failed("load checkpoints"))
}

/// Of a row that holds sequence, offset and hash.
///
/// Errors: a column is missing, or of another type.
pub fn of_row(row: &Row) -> Result<StoredCheckpoint, postgres::Error> {
    let sequence: i64 = row.try_get(0)?;
    let offset: i64 = row.try_get(1)?;
    let hash: &[u8] = row.try_get(2)?; // 32 bytes, as the projector writes them
    let hash = Hash::from_slice(hash).unwrap_or(Hash::ZERO);
    let head = Head { sequence: sequence.cast_unsigned(), hash };
    Ok(StoredCheckpoint { head, offset: offset.cast_unsigned() })
}

/// The statement of [`advance`], which is run once per transaction.
///
/// Errors: [`DatabaseError`].
pub fn prepare(client: &mut impl GenericClient) -> Result<Statement, DatabaseError> {
    client
        .prepare(include_str!("checkpoint/advance.sql"))
        .map_err(DatabaseError::failed("prepare the checkpoints"))
}

/// Moves the checkpoints to `to`, all or none, by the statement that [`prepare`] gave.
///
/// Errors: [`AdvanceError`].
pub fn advance(
    transaction: &mut postgres::Transaction<'_>,
    statement: &Statement,
    log: u32,
    moves: &[Move],
    to: StoredCheckpoint,
) -> Result<(), AdvanceError> {
    let (names, versions) = columns(moves.iter().map(|step| &step.projection));
    let sequences: Vec<i64> =
        moves.iter().map(|step| step.from.head.sequence.cast_signed()).collect();
    let offsets: Vec<i64> = moves.iter().map(|step| step.from.offset.cast_signed()).collect();
    let hashes: Vec<&[u8]> = moves.iter().map(|step| &step.from.head.hash.as_bytes()[..]).collect();
    let to_hash: &[u8] = to.head.hash.as_bytes();
    let moved = transaction.execute(
        statement,
        &[
            &log.cast_signed(),
            &names,
            &versions,
            &sequences,
            &offsets,
            &hashes,
            &to.head.sequence.cast_signed(),
            &to.offset.cast_signed(),
            &to_hash,
        ],
    );
    let moved = moved.map_err(|source| AdvanceError::Database {
        log,
        source: DatabaseError::Failed { operation: "move checkpoints", source },
    })?;
    if moved == moves.len() as u64 { Ok(()) } else { Err(AdvanceError::CheckpointMoved { log }) }
}

fn columns<'a>(
    projections: impl Iterator<Item = &'a ProjectionId>,
) -> (Vec<&'static str>, Vec<i32>) {
    projections.map(|projection| (projection.name, projection.version)).unzip()
}
