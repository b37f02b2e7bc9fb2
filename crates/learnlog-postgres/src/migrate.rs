//! Migrations, embedded. Invariant: one process at a time migrates a database (an advisory lock
//! that ends with its session), and a migration that was applied is never changed: a database that
//! is ahead of this process, or differs, is refused.

use std::time::Duration;

use refinery::Runner;
use tokio_postgres::Client;
use tracing::info;

use crate::database::{Database, Plans, Session, with_connection};
use crate::error::DatabaseError;

mod read_models {
    refinery::embed_migrations!("../../migrations/readmodels");
}

mod keys {
    refinery::embed_migrations!("../../migrations/keys");
}

/// Longest wait for another process that migrates, and longest run of one statement of a migration.
const STATEMENT_SECONDS_MAX: u64 = 600;

/// Key of the advisory lock: "learnlog" in ASCII.
const LOCK: i64 = i64::from_be_bytes(*b"learnlog");

/// Which tables a database gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationSet {
    /// Everything that can be derived from the ledger.
    ReadModels,
    /// Wrapped keys, which cannot.
    Keys,
}

/// A database that could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database's own error.
    #[error("the database {database} cannot be migrated")]
    Database {
        /// Which.
        database: String,
        /// The database's own error.
        #[source]
        source: DatabaseError,
    },
    /// A migration failed, or what was applied is not what this process holds.
    #[error(
        "the database {database} does not fit this version of learnlog: where it is ahead, upgrade this process; nothing was lost"
    )]
    Refused {
        /// Which.
        database: String,
        /// Which migration, and why.
        #[source]
        source: Box<refinery::Error>,
    },
}

/// Brings the tables of a database up to date; returns how many migrations were applied. Any number
/// of processes may do so at once.
///
/// Errors: [`MigrateError`]; each migration is applied whole or not at all.
pub async fn migrate(database: &Database, set: MigrationSet) -> Result<usize, MigrateError> {
    let limit = Duration::from_secs(STATEMENT_SECONDS_MAX);
    let session = Session {
        application: "learnlog migrate",
        search_path: "public".into(),
        statement_max: limit,
        idle_in_transaction_max: limit,
        plans: Plans::Adaptive,
    };
    let name = database.name();
    let run = async |client: &mut Client| {
        client
            .execute("select pg_advisory_lock($1)", &[&LOCK])
            .await
            .map_err(DatabaseError::failed("wait for another process that migrates"))?;
        Ok(set.runner().run_async(client).await)
    };
    let report = with_connection(&database.session(&session), run)
        .await
        .map_err(|source| MigrateError::Database { database: name.to_owned(), source })?
        .map_err(|source| MigrateError::Refused {
            database: name.to_owned(),
            source: Box::new(source),
        })?;
    let applied = report.applied_migrations().len();
    if applied > 0 {
        info!(database = name, applied, "migrated");
    }
    Ok(applied)
}

impl MigrationSet {
    fn runner(self) -> Runner {
        match self {
            Self::ReadModels => read_models::migrations::runner(),
            Self::Keys => keys::migrations::runner(),
        }
    }
}
