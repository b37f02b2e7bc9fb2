//! What the writer loads of the entry index. Invariant: a history and the checkpoint beside it are
//! read by one statement, so in one snapshot.

use bytes::Bytes;
use deadpool_postgres::Pool;
use futures::future::BoxFuture;
use learnlog_chain::{Hash, Head};
use learnlog_codec::entry::LogNumber;
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::Timestamp;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::index::{EntryIndex, Histories, IndexError, ReferenceClock};
use learnlog_postgres::clock;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::pool::{self, STATEMENTS_WAIT};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{EARLIER, ID};

/// The entry index, as the writer asks it.
#[derive(Clone)]
pub struct PgEntryIndex {
    pool: Pool,
}

/// PostgreSQL's clock.
#[derive(Clone)]
pub struct PgClock {
    pool: Pool,
}

/// A row that no projector wrote.
#[derive(Debug, thiserror::Error)]
#[error("the entry index is damaged: project it again")]
struct Damaged;

impl PgEntryIndex {
    /// Over sessions of [`crate::database::lookup_pool`].
    pub fn new(pool: Pool) -> Self {
        Self { pool }
    }

    async fn read_checkpoint(&self, log: LogNumber) -> Result<Option<Row>, DatabaseError> {
        let failed = DatabaseError::failed("find the checkpoint of the entry index");
        let session = pool::session(&self.pool).await?;
        let statement = include_str!("checkpoint.sql");
        let found = async {
            let statement = session.prepare_cached(statement).await?;
            let log = log.0.cast_signed();
            session.query_opt(&statement, &[&ID.name, &ID.version, &log]).await
        };
        found.await.map_err(failed)
    }

    async fn read_earlier(
        &self,
        log: LogNumber,
        sequence: u64,
    ) -> Result<Option<Row>, DatabaseError> {
        let failed = DatabaseError::failed("find an earlier entry in the entry index");
        let session = pool::session(&self.pool).await?;
        let (log, sequence) = (log.0.cast_signed(), sequence.cast_signed());
        let found = async {
            let statement = session.prepare_cached(EARLIER).await?;
            session.query_opt(&statement, &[&log, &sequence]).await
        };
        found.await.map_err(failed)
    }

    async fn read_streams(
        &self,
        log: LogNumber,
        streams: &[StreamId],
    ) -> Result<Vec<Row>, DatabaseError> {
        let failed = DatabaseError::failed("load streams from the entry index");
        let (kinds, ids): (Vec<i16>, Vec<Uuid>) =
            streams.iter().map(|stream| (i16::from(stream.kind() as u8), stream.uuid())).unzip();
        let session = pool::session(&self.pool).await?;
        let found = async {
            let statement = session.prepare_cached(include_str!("streams.sql")).await?;
            let log = log.0.cast_signed();
            session.query(&statement, &[&ID.name, &ID.version, &log, &kinds, &ids]).await
        };
        found.await.map_err(failed)
    }
}

impl EntryIndex for PgEntryIndex {
    fn checkpoint(&self, log: LogNumber) -> BoxFuture<'_, Result<Checkpoint, IndexError>> {
        Box::pin(async move {
            let row = self.read_checkpoint(log);
            let row = pool::within(STATEMENTS_WAIT, row).await.map_err(failed)?;
            row.map_or(Ok(Checkpoint::EMPTY), |row| checkpoint(&row))
        })
    }

    fn earlier(
        &self,
        log: LogNumber,
        sequence: u64,
    ) -> BoxFuture<'_, Result<Checkpoint, IndexError>> {
        Box::pin(async move {
            let row = self.read_earlier(log, sequence);
            let row = pool::within(STATEMENTS_WAIT, row).await.map_err(failed)?;
            row.map_or(Ok(Checkpoint::EMPTY), |row| checkpoint(&row))
        })
    }

    fn load(
        &self,
        log: LogNumber,
        streams: Vec<StreamId>,
    ) -> BoxFuture<'_, Result<Histories, IndexError>> {
        Box::pin(async move {
            let rows = self.read_streams(log, &streams);
            let rows = pool::within(STATEMENTS_WAIT, rows).await.map_err(failed)?;
            let mut histories = Histories::default();
            for row in &rows {
                // Null where the index has not begun.
                if row.try_get::<_, Option<i64>>(0).map_err(failed)?.is_some() {
                    histories.head = checkpoint(row)?.head;
                }
                histories.entries.extend(entry(row)?);
            }
            Ok(histories)
        })
    }
}

impl PgClock {
    /// Over sessions of any pool.
    pub fn new(pool: Pool) -> Self {
        Self { pool }
    }
}

impl ReferenceClock for PgClock {
    fn now(&self) -> BoxFuture<'_, Result<Timestamp, IndexError>> {
        Box::pin(async move {
            let micros = pool::within(STATEMENTS_WAIT, clock::now_micros(&self.pool)).await;
            micros.map(Timestamp::from_micros).map_err(failed)
        })
    }
}

fn checkpoint(row: &Row) -> Result<Checkpoint, IndexError> {
    let sequence: i64 = row.try_get(0).map_err(failed)?;
    let offset: i64 = row.try_get(1).map_err(failed)?;
    let hash = Hash::from_slice(row.try_get(2).map_err(failed)?).ok_or_else(|| failed(Damaged))?;
    let head = Head { sequence: sequence.cast_unsigned(), hash };
    Ok(Checkpoint { head, offset: offset.cast_unsigned() })
}

/// None in the one row of streams without entries, which is there for the checkpoint.
fn entry(row: &Row) -> Result<Option<(StreamId, u64, Bytes)>, IndexError> {
    let Some(sequence) = row.try_get::<_, Option<i64>>(3).map_err(failed)? else {
        return Ok(None);
    };
    let kind: i16 = row.try_get(4).map_err(failed)?;
    let id: Uuid = row.try_get(5).map_err(failed)?;
    let value: &[u8] = row.try_get(6).map_err(failed)?;
    let kind = u8::try_from(kind).ok().and_then(StreamKind::from_byte);
    let stream =
        kind.and_then(|kind| StreamId::new(kind, id).ok()).ok_or_else(|| failed(Damaged))?;
    Ok(Some((stream, sequence.cast_unsigned(), Bytes::copy_from_slice(value))))
}

fn failed(source: impl std::error::Error + Send + Sync + 'static) -> IndexError {
    IndexError(Box::new(source))
}
