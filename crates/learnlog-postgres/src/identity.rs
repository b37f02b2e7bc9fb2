//! Whose database it is. Invariant: a database belongs to the first ledger that claims it, for
//! ever; nobody reads or writes another ledger's rows by a wrong setting.

use deadpool_postgres::Pool;
use learnlog_chain::Hash;
use uuid::Uuid;

use crate::database::Database;
use crate::error::DatabaseError;
use crate::pool;

/// What makes a ledger that ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The ledger's id.
    pub ledger_id: Uuid,
    /// N: partitions of its entries topic.
    pub entries_logs: u32,
    /// Hash of the first entry of its catalog.
    pub catalog_genesis: Hash,
}

/// The database cannot be used for this ledger.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// It is another ledger's.
    #[error(
        "the database {database} belongs to ledger {theirs} (genesis {their_genesis}, {their_logs} logs), not to ledger \
         {ours} (genesis {our_genesis}, {our_logs} logs): name the right database, or an empty one"
    )]
    Mismatch {
        /// Which database.
        database: String,
        /// Id of the ledger whose it is.
        theirs: Uuid,
        /// That ledger's genesis.
        their_genesis: String,
        /// That ledger's log count.
        their_logs: i32,
        /// Id of the ledger at hand.
        ours: Uuid,
        /// Its genesis.
        our_genesis: Hash,
        /// Its log count.
        our_logs: u32,
    },
    /// The database's own error.
    #[error("the database does not say whose it is: has `learnlog init` been run with it?")]
    Database(#[source] DatabaseError),
}

/// Makes a database without owner the ledger's, and refuses another ledger's.
///
/// Errors: [`IdentityError`].
pub async fn claim(pool: &Pool, ours: &Identity) -> Result<(), IdentityError> {
    let (database, row) = stored(pool, ours).await.map_err(IdentityError::Database)?;
    let same = row.ledger_id == ours.ledger_id
        && row.entries_logs == ours.entries_logs.cast_signed()
        && row.catalog_genesis == ours.catalog_genesis.as_bytes();
    if same {
        return Ok(());
    }
    Err(IdentityError::Mismatch {
        database,
        theirs: row.ledger_id,
        their_genesis: row.catalog_genesis.iter().map(|byte| format!("{byte:02x}")).collect(),
        their_logs: row.entries_logs,
        ours: ours.ledger_id,
        our_genesis: ours.catalog_genesis,
        our_logs: ours.entries_logs,
    })
}

/// Id of the ledger that the database belongs to; None: nobody's yet, or there is no such database. Makes and claims nothing.
///
/// Errors: [`DatabaseError`].
pub async fn owner(database: &Database) -> Result<Option<Uuid>, DatabaseError> {
    if !database.exists().await? {
        return Ok(None);
    }
    database
        .once(async |client| {
            let failed = || DatabaseError::failed("say whose it is");
            let claimed = client.query_one(include_str!("identity/has_table.sql"), &[]).await;
            if !claimed.and_then(|row| row.try_get(0)).map_err(failed())? {
                return Ok(None);
            }
            let row = client.query_opt(include_str!("identity/stored.sql"), &[]).await;
            let id = |row: tokio_postgres::Row| row.try_get(1);
            row.and_then(|row| row.map(id).transpose()).map_err(failed())
        })
        .await
}

struct Stored {
    ledger_id: Uuid,
    entries_logs: i32,
    catalog_genesis: Vec<u8>,
}

async fn stored(pool: &Pool, ours: &Identity) -> Result<(String, Stored), DatabaseError> {
    let session = pool::session(pool).await?;
    let genesis: &[u8] = ours.catalog_genesis.as_bytes();
    let row = async {
        session
            .execute(
                include_str!("identity/claim.sql"),
                &[&ours.ledger_id, &ours.entries_logs.cast_signed(), &genesis],
            )
            .await?;
        session.query_one(include_str!("identity/stored.sql"), &[]).await
    };
    let read = |row: tokio_postgres::Row| -> Result<_, tokio_postgres::Error> {
        Ok((
            row.try_get(0)?,
            Stored {
                ledger_id: row.try_get(1)?,
                entries_logs: row.try_get(2)?,
                catalog_genesis: row.try_get(3)?,
            },
        ))
    };
    row.await.and_then(read).map_err(DatabaseError::failed("say whose it is"))
}
