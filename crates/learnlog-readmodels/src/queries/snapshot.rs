//! One snapshot for everything that belongs to an answer.

use std::time::Duration;

use deadpool_postgres::{Pool, Transaction};
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::pool::{self, STATEMENTS_WAIT};
use tokio_postgres::types::ToSql;
use tokio_postgres::{CopyOutStream, IsolationLevel, Row};

use super::Queries;
use super::answer::Answer;
use super::error::QueryError;

/// A transaction that sees one snapshot.
pub(super) struct Snapshot<'a>(Transaction<'a>);

impl Snapshot<'_> {
    /// All rows. Statements that are asked for at once go out at once.
    pub async fn query(
        &self,
        statement: &'static str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, DatabaseError> {
        let rows = async {
            let statement = self.0.prepare_cached(statement).await?;
            self.0.query(&statement, parameters).await
        };
        rows.await.map_err(DatabaseError::failed("answer a query"))
    }
}

impl Snapshot<'_> {
    /// Many rows, as the server writes them. Takes as long as it takes.
    pub async fn copy(&self, statement: &str) -> Result<CopyOutStream, DatabaseError> {
        let copied = async {
            self.0.batch_execute("set local statement_timeout = 0").await?;
            self.0.copy_out(statement).await
        };
        copied.await.map_err(DatabaseError::failed("copy rows out"))
    }
}

impl Queries {
    /// Computes an answer in one snapshot, in at most [`STATEMENTS_WAIT`].
    pub(super) async fn answer<T>(
        &self,
        compute: impl AsyncFnOnce(&Snapshot<'_>) -> Result<T, DatabaseError>,
    ) -> Result<Answer<T>, QueryError> {
        self.answer_within(STATEMENTS_WAIT, compute).await
    }

    /// The same with another limit: a server that is stopped never says so.
    pub(super) async fn answer_within<T>(
        &self,
        limit: Duration,
        compute: impl AsyncFnOnce(&Snapshot<'_>) -> Result<T, DatabaseError>,
    ) -> Result<Answer<T>, QueryError> {
        Ok(pool::within(limit, self.compute(&self.pool, compute)).await?)
    }

    /// The same for a look at positions, which waits behind no question.
    pub(super) async fn look_at<T>(
        &self,
        compute: impl AsyncFnOnce(&Snapshot<'_>) -> Result<T, DatabaseError>,
    ) -> Result<Answer<T>, QueryError> {
        Ok(pool::within(STATEMENTS_WAIT, self.compute(&self.looks, compute)).await?)
    }

    async fn compute<T>(
        &self,
        sessions: &Pool,
        compute: impl AsyncFnOnce(&Snapshot<'_>) -> Result<T, DatabaseError>,
    ) -> Result<Answer<T>, DatabaseError> {
        let failed = DatabaseError::failed;
        let mut session = pool::session(sessions).await?;
        let transaction = session
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await
            .map_err(failed("begin a query"))?;
        let snapshot = Snapshot(transaction);
        let position = self.positions.read(&snapshot).await?;
        let value = compute(&snapshot).await?;
        snapshot.0.commit().await.map_err(failed("end a query"))?;
        Ok(Answer { position, value })
    }
}
