//! The server's clock, to find a clock that is off. Invariant: the clock, not the start of a
//! transaction.

use deadpool_postgres::Pool;

use crate::error::DatabaseError;
use crate::pool;

/// Now, in microseconds since 1970-01-01T00:00:00Z.
///
/// Errors: [`DatabaseError`].
pub async fn now_micros(pool: &Pool) -> Result<i64, DatabaseError> {
    let session = pool::session(pool).await?;
    let statement = "select (extract(epoch from clock_timestamp()) * 1000000)::int8";
    let row =
        session.query_one(statement, &[]).await.map_err(DatabaseError::failed("tell the time"))?;
    row.try_get(0).map_err(DatabaseError::failed("tell the time"))
}
