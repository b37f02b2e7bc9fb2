//! The entries of one stream, as they lie on Kafka. Invariant: the bytes are those that were
//! hashed.

use bytes::Bytes;
use learnlog_codec::placement::log_of;
use learnlog_domain::stream::StreamId;

use super::Queries;
use super::answer::Answer;
use super::error::QueryError;
use crate::columns::Columns;

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

impl Queries {
    /// Entries of a stream from `from_stream_sequence` (0 or 1: the first) on, at most `limit` and
    /// [`STREAM_ENTRIES_MAX`] of them, and at most [`STREAM_ENTRIES_BYTES_MAX`] bytes: go on behind
    /// the last until none comes.
    ///
    /// Errors: [`QueryError::Unavailable`].
    pub async fn stream_entries(
        &self,
        stream: StreamId,
        from_stream_sequence: u64,
        limit: u32,
    ) -> Result<Answer<Vec<StreamEntry>>, QueryError> {
        let log = log_of(stream, self.entries_logs).0.cast_signed();
        let kind = i16::from(stream.kind() as u8);
        let from = i64::try_from(from_stream_sequence).unwrap_or(i64::MAX);
        let limit = i64::from(limit.clamp(1, STREAM_ENTRIES_MAX));
        let bytes = STREAM_ENTRIES_BYTES_MAX as i64;
        self.answer(async |snapshot| {
            let statement = include_str!("stream_entries.sql");
            let id = stream.uuid();
            let parameters: &[&(dyn tokio_postgres::types::ToSql + Sync)] =
                &[&log, &kind, &id, &from, &limit, &bytes];
            let rows = snapshot.query(statement, parameters).await?;
            let read = rows.iter().map(|row| {
                let mut columns = Columns::of(row);
                Ok(StreamEntry {
                    sequence: columns.count()?,
                    stream_sequence: columns.count()?,
                    value: Bytes::copy_from_slice(columns.next()?),
                })
            });
            read.collect()
        })
        .await
    }
}
