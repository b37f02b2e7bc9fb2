//! All wrapped keys out of the table and back into one. Invariant: what is put back is there afterwards, whole, beside what was there,
//! or nothing is; a key is never replaced. The rows say nothing without the master key.

use bytes::Bytes;
use deadpool_postgres::Pool;
use futures::{SinkExt, Stream, StreamExt};

use crate::error::DatabaseError;
use crate::pool;

/// A copy takes as long as it takes: there may be millions of keys.
const NO_LIMIT: &str = "set local statement_timeout = 0";

/// Why keys were not put back. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyCopyError {
    /// Owners have other keys there.
    #[error(
        "{count} keys of the copy are others than those in the table: the table belongs to another history of this \
         ledger; name an empty database"
    )]
    OtherKeys {
        /// How many.
        count: i64,
    },
    /// The copy itself cannot be read or written.
    #[error("the copy of the keys cannot be read or written")]
    Source(#[source] std::io::Error),
    /// The database's own error.
    #[error("the keys cannot be copied")]
    Database(#[from] DatabaseError),
}

/// Shows all keys to `write` as CSV with a header (owner, key_id, wrapped_key, created_at), by owner.
///
/// Errors: the database's, and those of `write`.
pub async fn export(
    keys: &Pool,
    mut write: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<(), KeyCopyError> {
    let failed = || DatabaseError::failed("copy the keys out");
    let mut session = pool::session(keys).await?;
    let transaction = session.transaction().await.map_err(failed())?;
    transaction.batch_execute(NO_LIMIT).await.map_err(failed())?;
    let rows = transaction.copy_out(include_str!("key_copy/export.sql")).await.map_err(failed())?;
    let mut rows = std::pin::pin!(rows);
    while let Some(chunk) = rows.next().await {
        write(&chunk.map_err(failed())?).map_err(KeyCopyError::Source)?;
    }
    Ok(())
}

/// Puts back what [`export`] has shown. Returns how many keys were not there before.
///
/// Errors: [`KeyCopyError`].
pub async fn import(
    keys: &Pool,
    chunks: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<u64, KeyCopyError> {
    let failed = || DatabaseError::failed("copy the keys in");
    let mut session = pool::session(keys).await?;
    let transaction = session.transaction().await.map_err(failed())?;
    transaction.batch_execute(NO_LIMIT).await.map_err(failed())?;
    transaction.batch_execute(include_str!("key_copy/incoming.sql")).await.map_err(failed())?;
    {
        let sink = transaction.copy_in(include_str!("key_copy/read.sql"));
        let mut sink = std::pin::pin!(sink.await.map_err(failed())?);
        let mut chunks = std::pin::pin!(chunks);
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(KeyCopyError::Source)?;
            sink.send(chunk).await.map_err(failed())?;
        }
        sink.as_mut().finish().await.map_err(failed())?;
    }
    transaction.batch_execute("analyze incoming").await.map_err(failed())?;
    let conflicts = transaction.query_one(include_str!("key_copy/conflicts.sql"), &[]);
    let count: i64 = conflicts.await.and_then(|row| row.try_get(0)).map_err(failed())?;
    if count > 0 {
        return Err(KeyCopyError::OtherKeys { count });
    }
    let insert = transaction.execute(include_str!("key_copy/insert.sql"), &[]);
    let inserted = insert.await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    Ok(inserted)
}
