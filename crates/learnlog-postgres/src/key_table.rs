//! Wrapped keys, in a database of their own. Invariant: an owner has one key, the first that was
//! inserted; rows say nothing without the master key.

use std::collections::HashMap;

use deadpool_postgres::{Object, Pool};
use futures::future::BoxFuture;
use learnlog_keys::table::{KeyId, KeyRow, KeyTable, KeyTableError, Owner};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::error::DatabaseError;
use crate::pool::{self, STATEMENTS_WAIT};

/// The table `wrapped_keys`.
pub struct PgKeyTable {
    pool: Pool,
}

/// A row that is no key, or none where one must be.
#[derive(Debug, thiserror::Error)]
#[error("the table wrapped_keys is damaged: restore it from its backup")]
struct Damaged;

impl PgKeyTable {
    /// Over sessions with a migrated database of keys.
    pub fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Inserts those whose owners have none; what the table then holds of all of them, or None if that is what was proposed.
    async fn insert(&self, proposed: &[KeyRow]) -> Result<Option<Vec<Row>>, DatabaseError> {
        let owners: Vec<&[u8]> = proposed.iter().map(|row| &row.owner.as_bytes()[..]).collect();
        let key_ids: Vec<Uuid> = proposed.iter().map(|row| row.key_id.uuid()).collect();
        let keys: Vec<&[u8]> = proposed.iter().map(|row| &row.wrapped_key[..]).collect();
        let session = pool::session(&self.pool).await?;
        let insert = async {
            let insert = session.prepare_cached(include_str!("key_table/insert.sql")).await?;
            session.execute(&insert, &[&owners, &key_ids, &keys]).await
        };
        let inserted = insert.await.map_err(DatabaseError::failed("insert keys"))?;
        // Most are new persons: their keys are those proposed, and need not be asked for.
        if usize::try_from(inserted) == Ok(proposed.len()) {
            return Ok(None);
        }
        of_owners(&session, &owners).await.map(Some)
    }

    async fn by_owners(&self, owners: &[Owner]) -> Result<Vec<Row>, DatabaseError> {
        let owners: Vec<&[u8]> = owners.iter().map(|owner| &owner.as_bytes()[..]).collect();
        of_owners(&pool::session(&self.pool).await?, &owners).await
    }

    async fn by_ids(&self, key_ids: Vec<Uuid>) -> Result<Vec<Row>, DatabaseError> {
        let session = pool::session(&self.pool).await?;
        let find = async {
            let find = session.prepare_cached(include_str!("key_table/by_ids.sql")).await?;
            session.query(&find, &[&key_ids]).await
        };
        find.await.map_err(DatabaseError::failed("find keys"))
    }
}

async fn of_owners(session: &Object, owners: &[&[u8]]) -> Result<Vec<Row>, DatabaseError> {
    let find = async {
        let find = session.prepare_cached(include_str!("key_table/of_owners.sql")).await?;
        session.query(&find, &[&owners]).await
    };
    find.await.map_err(DatabaseError::failed("find keys"))
}

impl KeyTable for PgKeyTable {
    fn get_or_insert(
        &self,
        proposed: Vec<KeyRow>,
    ) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        Box::pin(async move {
            let rows = pool::within(STATEMENTS_WAIT, self.insert(&proposed)).await;
            let Some(rows) = rows.map_err(failed)? else { return Ok(proposed) };
            let rows = keys(rows)?;
            let mut by_owner: HashMap<_, _> =
                rows.into_iter().map(|row| (row.owner, row)).collect();
            let of_owner =
                |proposal: &KeyRow| by_owner.remove(&proposal.owner).ok_or_else(|| failed(Damaged));
            proposed.iter().map(of_owner).collect()
        })
    }

    fn of_owners(&self, owners: Vec<Owner>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        Box::pin(async move {
            let rows = pool::within(STATEMENTS_WAIT, self.by_owners(&owners)).await;
            keys(rows.map_err(failed)?)
        })
    }

    fn find(&self, key_ids: Vec<KeyId>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        let key_ids = key_ids.iter().map(|key_id| key_id.uuid()).collect();
        Box::pin(async move {
            let rows = pool::within(STATEMENTS_WAIT, self.by_ids(key_ids)).await;
            keys(rows.map_err(failed)?)
        })
    }
}

fn keys(rows: Vec<Row>) -> Result<Vec<KeyRow>, KeyTableError> {
    rows.iter().map(key).collect()
}

fn key(row: &Row) -> Result<KeyRow, KeyTableError> {
    let key_id: Uuid = row.try_get(0).map_err(failed)?;
    let owner: &[u8] = row.try_get(1).map_err(failed)?;
    let wrapped_key: &[u8] = row.try_get(2).map_err(failed)?;
    Ok(KeyRow {
        key_id: KeyId::new(key_id).map_err(failed)?,
        owner: Owner::from_bytes(owner.try_into().map_err(|_| failed(Damaged))?),
        wrapped_key: wrapped_key.try_into().map_err(|_| failed(Damaged))?,
    })
}

fn failed(source: impl std::error::Error + Send + Sync + 'static) -> KeyTableError {
    KeyTableError(Box::new(source))
}
