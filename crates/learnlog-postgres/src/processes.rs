//! Who serves the ledger now: a row per process, which it writes again and again. Invariant: who
//! lives is told by the server's clock alone, and nothing but speed rests on the answer.

use std::time::Duration;

use deadpool_postgres::Pool;
use uuid::Uuid;

use crate::database::{Database, Plans, Session};
use crate::error::DatabaseError;
use crate::pool;

/// A process that was not seen for longer is dead to the others.
pub const LIVE_LIMIT: Duration = Duration::from_millis(2_500);

/// The row of a process that was not seen for longer is deleted by whoever comes across it.
pub const DEAD_LIMIT: Duration = Duration::from_secs(60);

/// Longest time for one beat, a session included.
pub const BEAT_LIMIT: Duration = Duration::from_secs(2);

/// Other processes that one may know; those that started first.
pub const OTHERS_LIMIT_PROCESSES: i64 = 63;

/// What a process says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beat {
    /// Its own, for as long as it runs.
    pub process_id: Uuid,
    /// Where others reach it: http://host:port or https://host:port; empty: nowhere.
    pub address: String,
    /// It ends.
    pub leaving: bool,
    /// Logs that it cannot write now.
    pub unable_to_write: Vec<i32>,
    /// Logs that it cannot project now.
    pub unable_to_project: Vec<i32>,
}

/// A process as another one sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What it said last.
    pub said: Beat,
    /// When it first said something, in microseconds since 1970.
    pub started_at_micros: i64,
    /// When it said so, in microseconds since 1970.
    pub seen_at_micros: i64,
}

/// One session for beats, which waits for no query.
///
/// Errors: [`DatabaseError`].
pub fn beats(database: &Database) -> Result<Pool, DatabaseError> {
    let session = Session {
        application: "learnlog processes",
        search_path: "public".into(),
        statement_max: BEAT_LIMIT,
        idle_in_transaction_max: BEAT_LIMIT,
        plans: Plans::Adaptive,
    };
    pool::open(database, &session, 1)
}

/// Says that this process lives; gives all that do, itself included, in the order in which they started.
///
/// Errors: [`DatabaseError`].
pub async fn beat(pool: &Pool, beat: &Beat) -> Result<Vec<Seen>, DatabaseError> {
    let failed = DatabaseError::failed;
    let work = async {
        let session = pool::session(pool).await?;
        let statement = session.prepare_cached(include_str!("processes/beat.sql")).await;
        let statement = statement.map_err(failed("prepare a beat"))?;
        let (live, dead) = (LIVE_LIMIT.as_secs_f64(), DEAD_LIMIT.as_secs_f64());
        let Beat { process_id, address, leaving, unable_to_write, unable_to_project } = beat;
        let rows = session
            .query(
                &statement,
                &[
                    process_id,
                    address,
                    leaving,
                    unable_to_write,
                    unable_to_project,
                    &live,
                    &dead,
                    &OTHERS_LIMIT_PROCESSES,
                ],
            )
            .await;
        let rows = rows.map_err(failed("say that this process lives"))?;
        rows.iter().map(seen).collect::<Result<_, _>>().map_err(failed("read who lives"))
    };
    pool::within(BEAT_LIMIT, work).await
}

fn seen(row: &tokio_postgres::Row) -> Result<Seen, tokio_postgres::Error> {
    let said = Beat {
        process_id: row.try_get(0)?,
        address: row.try_get(1)?,
        leaving: row.try_get(4)?,
        unable_to_write: row.try_get(5)?,
        unable_to_project: row.try_get(6)?,
    };
    Ok(Seen { said, started_at_micros: row.try_get(2)?, seen_at_micros: row.try_get(3)? })
}

/// How many processes live, said by the server's clock.
///
/// Errors: [`DatabaseError`].
pub async fn live(pool: &Pool) -> Result<i64, DatabaseError> {
    let session = pool::session(pool).await?;
    let limit = LIVE_LIMIT.as_secs_f64();
    let counted = session.query_one(include_str!("processes/live.sql"), &[&limit]).await;
    let counted = counted.and_then(|row| row.try_get(0));
    counted.map_err(DatabaseError::failed("count the processes that live"))
}

/// Deletes the row of a process that has ended.
///
/// Errors: [`DatabaseError`].
pub async fn remove(pool: &Pool, process_id: Uuid) -> Result<(), DatabaseError> {
    let work = async {
        let session = pool::session(pool).await?;
        let statement = "delete from processes where process_id = $1";
        let deleted = session.execute(statement, &[&process_id]).await;
        deleted.map(|_| ()).map_err(DatabaseError::failed("say that this process has ended"))
    };
    pool::within(BEAT_LIMIT, work).await
}
