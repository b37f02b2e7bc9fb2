//! What a projection's rows hash to. Invariant: a function of the rows alone, so that the same
//! projection of the same entries has the same digest however it came about: live, again from the
//! beginning, in other batches.

use std::pin::pin;
use std::time::Duration;

use futures::TryStreamExt;
use learnlog_chain::Hash;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::error::DatabaseError;
use sha2::{Digest, Sha256};

use super::Queries;
use super::answer::Answer;
use super::error::QueryError;
use super::snapshot::Snapshot;
use crate::columns::Columns;
use crate::database::schema;

/// Longest time for all rows of a projection.
const DIGEST_SECONDS_MAX: u64 = 1_800;

impl Queries {
    /// SHA-256 over the tables of a projection by name, and their rows in order, as text. Reads
    /// them all.
    ///
    /// Errors: [`QueryError::Unavailable`].
    pub async fn digest(&self, projection: ProjectionId) -> Result<Answer<Hash>, QueryError> {
        let schema = schema(projection);
        let limit = Duration::from_secs(DIGEST_SECONDS_MAX);
        self.answer_within(limit, async |snapshot| {
            let rows = snapshot.query(include_str!("digest/tables.sql"), &[&schema]).await?;
            let mut hasher = Sha256::new();
            for row in &rows {
                let table: String = Columns::of(row).next()?;
                hasher.update(table.as_bytes());
                hasher.update([0]);
                add_rows(snapshot, &table, &mut hasher).await?;
            }
            Ok(Hash::from(<[u8; 32]>::from(hasher.finalize())))
        })
        .await
    }
}

/// `table` comes quoted from the server.
async fn add_rows(
    snapshot: &Snapshot<'_>,
    table: &str,
    hasher: &mut Sha256,
) -> Result<(), DatabaseError> {
    let failed = DatabaseError::failed;
    let statement =
        format!("copy (select one.* from {table} as one order by one) to stdout (format text)");
    let copied = snapshot.copy(&statement).await?;
    let mut copied = pin!(copied);
    while let Some(piece) = copied.try_next().await.map_err(failed("copy rows out"))? {
        hasher.update(&piece);
    }
    Ok(())
}
