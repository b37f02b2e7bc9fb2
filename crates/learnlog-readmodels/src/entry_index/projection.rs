//! Writes the entry index.

use learnlog_codec::entry::Body;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::copy::Copy;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Instant;
use postgres::{Client, Statement, Transaction};

use super::ID;
use crate::projection::{ApplyError, Batch, Projection};

/// The projection of one session.
pub(crate) struct EntryIndexProjection {
    copy: Statement,
}

impl EntryIndexProjection {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        let copy = client
            .prepare(include_str!("copy.sql"))
            .map_err(DatabaseError::failed("prepare the entry index"))?;
        Ok(Self { copy })
    }
}

impl Projection for EntryIndexProjection {
    fn id(&self) -> ProjectionId {
        ID
    }

    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        batch: &Batch<'_>,
    ) -> Result<(), ApplyError> {
        let mut copy = Copy::begin(transaction, &self.copy)?;
        for entry in batch.entries {
            let (stream, stream_sequence) = match &entry.entry.body {
                Body::Command(command) => (Some(command.stream), command.stream_sequence),
                Body::Genesis(_) => (None, 0),
            };
            let kind = stream.map(|stream| i16::from(stream.kind() as u8));
            let id = stream.map(|stream| stream.uuid());
            copy.row(|row| {
                row.int4(batch.log())
                    .int8(entry.entry.sequence.cast_signed())
                    .int2_or_null(kind)
                    .uuid_or_null(id.as_ref().map(uuid::Uuid::as_bytes))
                    .int8(stream_sequence.cast_signed())
                    .bytes(entry.hash.as_bytes())
                    .int8(entry.offset.cast_signed())
                    .instant(Instant(entry.entry.recorded_at.micros()))
                    .bytes(batch.value(entry));
            })?;
        }
        copy.finish()?;
        Ok(())
    }

    fn forget(&mut self) {}
}
