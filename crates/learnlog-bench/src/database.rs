//! Databases that are made for one round. Invariant: each is made empty, and dropped when the round is over.

use anyhow::Context;
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};

/// A session with PostgreSQL; it ends when dropped.
pub struct Session {
    client: Client,
    _connection: JoinSet<()>,
}

impl Session {
    /// Opens one. Errors: PostgreSQL does not let us in.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        let mut task = JoinSet::new();
        task.spawn(async move {
            // A broken connection shows at the next statement.
            let _ = connection.await;
        });
        Ok(Self { client, _connection: task })
    }

    /// Makes a database. Errors: it is there.
    pub async fn create(&self, name: &str) -> anyhow::Result<()> {
        let statement = format!("create database {name}");
        self.client.batch_execute(&statement).await.with_context(|| statement)
    }

    /// Drops a database after ending our own sessions in it. With `force`, PostgreSQL would refuse to end its own vacuum; without, it does
    /// so by itself.
    pub async fn drop(&self, name: &str) -> anyhow::Result<()> {
        let end = "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = $1 and usename = current_user";
        self.client.query(end, &[&name]).await.context("end the sessions of a round")?;
        let statement = format!("drop database if exists {name}");
        self.client.batch_execute(&statement).await.with_context(|| statement)
    }

    /// The server's version.
    pub async fn version(&self) -> anyhow::Result<String> {
        Ok(self.client.query_one("show server_version", &[]).await?.get(0))
    }

    /// Entries up to which every projection has come, over all logs, by the checkpoints of a read models' database.
    pub async fn projected(&self) -> anyhow::Result<i64> {
        let sum = "select coalesce(sum(least), 0)::int8
            from (select min(sequence) as least from checkpoints group by log) as logs";
        Ok(self.client.query_one(sum, &[]).await?.get(0))
    }
}
