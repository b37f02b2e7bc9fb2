//! One snapshot for everything that belongs to an answer.

use deadpool_postgres::Transaction;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::pool;
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, Row};

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

impl Queries {
    /// Computes an answer in one snapshot.
    pub(super) async fn answer<T>(
        &self,
        compute: impl AsyncFnOnce(&Snapshot<'_>) -> Result<T, DatabaseError>,
    ) -> Result<Answer<T>, QueryError> {
        let failed = DatabaseError::failed;
        let mut session = pool::session(&self.pool).await?;
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
