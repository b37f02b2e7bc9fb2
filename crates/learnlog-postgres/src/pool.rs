//! A bounded pool of sessions. Invariant: who waits for a session waits no longer than its limit
//! and then gets an error.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::NoTls;

use crate::database::{Database, Session};
use crate::error::DatabaseError;

/// Longest wait for a session, for one to be made included.
const WAIT_SECONDS_MAX: u64 = 5;

/// Up to `sessions_max` sessions, made when they are needed.
///
/// Errors: [`DatabaseError::NoConnection`] outside a runtime.
pub fn open(
    database: &Database,
    session: &Session,
    sessions_max: usize,
) -> Result<Pool, DatabaseError> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(database.session(session), NoTls, recycling);
    let wait = Some(Duration::from_secs(WAIT_SECONDS_MAX));
    Pool::builder(manager)
        .max_size(sessions_max)
        .wait_timeout(wait)
        .create_timeout(wait)
        .recycle_timeout(wait)
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|source| DatabaseError::NoConnection(Box::new(source)))
}

/// A session of the pool.
///
/// Errors: [`DatabaseError::NoConnection`].
pub async fn session(pool: &Pool) -> Result<deadpool_postgres::Object, DatabaseError> {
    pool.get().await.map_err(|source| DatabaseError::NoConnection(Box::new(source)))
}

/// Longest time for a few statements, from asking for a session to the last row.
pub const STATEMENTS_WAIT: Duration = Duration::from_secs(15);

/// The result of `work`, if it comes in time; the server's own limits do not help where it is
/// stopped.
///
/// Errors: [`DatabaseError::TimedOut`], and those of `work`.
pub async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, DatabaseError>>,
) -> Result<T, DatabaseError> {
    let limit_seconds = limit.as_secs();
    let ended = tokio::time::timeout(limit, work).await;
    ended.unwrap_or(Err(DatabaseError::TimedOut { limit_seconds }))
}
