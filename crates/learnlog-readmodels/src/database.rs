//! Sessions with the database of the read models. Invariant: tables are found by the versions named
//! here, so that the SQL names none and a projection's new version is a new schema.

use std::time::Duration;

use deadpool_postgres::Pool;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::database::{Database, Plans, Session};
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::pool;

use crate::{catalog, enrollments, entry_index, obligations, people, transcript};

/// Longest run of one statement of a query.
const QUERY_SECONDS_MAX: u64 = 10;

/// Longest run of one statement of a projector, waiting for another projector included.
const PROJECT_SECONDS_MAX: u64 = 120;

/// Longest pause inside a transaction.
const PAUSE_SECONDS_MAX: u64 = 30;

/// Sessions that only look how far projections are: one for those who wait, one for health.
pub const LOOK_SESSIONS: usize = 2;

/// All projections, each in its schema.
pub const PROJECTIONS: [ProjectionId; 6] =
    [entry_index::ID, catalog::ID, people::ID, enrollments::ID, obligations::ID, transcript::ID];

/// Sessions that ask.
///
/// Errors: [`DatabaseError`].
pub fn query_pool(database: &Database, sessions_max: usize) -> Result<Pool, DatabaseError> {
    let session = Session {
        application: "learnlog query",
        search_path: search_path(),
        statement_max: Duration::from_secs(QUERY_SECONDS_MAX),
        idle_in_transaction_max: Duration::from_secs(PAUSE_SECONDS_MAX),
        plans: Plans::PerCall,
    };
    pool::open(database, &session, sessions_max)
}

/// Sessions of the writers, which look streams up in the entry index.
///
/// Errors: [`DatabaseError`].
pub fn lookup_pool(database: &Database, sessions_max: usize) -> Result<Pool, DatabaseError> {
    let session = Session {
        application: "learnlog writer",
        search_path: search_path(),
        statement_max: Duration::from_secs(QUERY_SECONDS_MAX),
        idle_in_transaction_max: Duration::from_secs(PAUSE_SECONDS_MAX),
        plans: Plans::OnceByIndex,
    };
    pool::open(database, &session, sessions_max)
}

/// How a projector's sessions behave.
pub(crate) fn projector_session() -> Session {
    Session {
        application: "learnlog projector",
        search_path: search_path(),
        statement_max: Duration::from_secs(PROJECT_SECONDS_MAX),
        idle_in_transaction_max: Duration::from_secs(PAUSE_SECONDS_MAX),
        plans: Plans::Adaptive,
    }
}

/// Where a projection's tables are.
pub(crate) fn schema(projection: ProjectionId) -> String {
    format!("{}_v{}", projection.name, projection.version)
}

fn search_path() -> String {
    format!("{},public", PROJECTIONS.map(schema).join(","))
}
