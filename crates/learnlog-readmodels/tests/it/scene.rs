//! A ledger, a database, and projections between them.

use std::sync::Arc;
use std::time::Duration;

use learnlog_chain::Hash;
use learnlog_codec::entry::{LedgerPosition, LogNumber, Outcome};
use learnlog_domain::command::Command;
use learnlog_domain::time::Occurred;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::memory::MemoryLog;
use learnlog_postgres::database::Database;
use learnlog_postgres::identity::{Identity, claim};
use learnlog_postgres::migrate::{MigrationSet, migrate};
use learnlog_readmodels::database::{LOOK_SESSIONS, PROJECTIONS, query_pool};
use learnlog_readmodels::queries::Queries;
use learnlog_readmodels::runner::{ProjectorConfig, ProjectorPorts, ProjectorRunner};
use learnlog_testkit::stack::Stack;
use tokio::time::Instant;

use crate::journal::{Journal, Written};

/// Entries logs of the tests' ledgers.
pub const LOGS: u32 = 3;

/// How long a test waits for what must happen.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A database of read models.
pub struct Models {
    pub database: Database,
    pub pool: deadpool_postgres::Pool,
    pub queries: Queries,
    _kept: Option<learnlog_testkit::database::Database>,
}

/// A ledger in memory and its read models.
pub struct Scene {
    pub journal: Journal,
    pub models: Models,
    runner: Option<ProjectorRunner>,
}

impl Models {
    /// Empty, on the shared server.
    pub async fn new(journal: &Journal) -> Self {
        let kept = Stack::shared().fresh_database();
        let mut this = Self::at(kept.url(), journal).await;
        this._kept = Some(kept);
        this
    }

    /// At that URL.
    pub async fn at(url: &str, journal: &Journal) -> Self {
        let database = Database::parse(url).unwrap();
        database.create_if_missing().await.unwrap();
        migrate(&database, MigrationSet::ReadModels).await.unwrap();
        let pool = query_pool(&database, 4).unwrap();
        let looks = query_pool(&database, LOOK_SESSIONS).unwrap();
        let identity = Identity {
            ledger_id: journal.genesis.ledger_id.uuid(),
            entries_logs: journal.entries_logs,
            catalog_genesis: journal.catalog_genesis(),
        };
        claim(&pool, &identity).await.unwrap();
        let queries = Queries::new(pool.clone(), looks, journal.entries_logs);
        Self { database, pool, queries, _kept: None }
    }

    /// Projects in batches of at most so many entries.
    pub fn project(&self, journal: &Journal, batch_entries_max: usize) -> ProjectorRunner {
        let mut config = ProjectorConfig::new(journal.entries_logs);
        config.batch_entries_max = batch_entries_max;
        let event_log = Arc::clone(&journal.event_log);
        let ports = ProjectorPorts::new(event_log, self.database.clone(), journal.entries_logs);
        ProjectorRunner::start(config, ports).unwrap()
    }

    /// Waits until everything written so far is visible.
    pub async fn catch_up(&self, position: &LedgerPosition) {
        self.queries.wait_for(position, Instant::now() + PATIENCE).await.unwrap();
    }

    /// The digests of all projections.
    pub async fn digests(&self) -> Vec<(&'static str, Hash)> {
        let mut digests = Vec::new();
        for projection in PROJECTIONS {
            let digest = self.queries.digest(projection).await.unwrap();
            digests.push((projection.name, digest.value));
        }
        digests
    }

    /// One number from the tables.
    pub async fn number(&self, statement: &str) -> i64 {
        let client = self.pool.get().await.unwrap();
        client.query_one(statement, &[]).await.unwrap().get(0)
    }

    /// Lines of text from the tables.
    pub async fn lines(&self, statement: &str) -> Vec<String> {
        let client = self.pool.get().await.unwrap();
        let rows = client.query(statement, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Scene {
    /// In memory, with projections running.
    pub async fn new() -> Self {
        let event_log: Arc<dyn EventLog> = Arc::new(MemoryLog::new(LOGS + 2));
        let journal = Journal::begin(event_log, LOGS);
        let models = Models::new(&journal).await;
        let runner = Some(models.project(&journal, 1_000));
        Self { journal, models, runner }
    }

    /// Writes what the rules must record.
    pub fn record(&mut self, command: Command, occurred: Option<Occurred>) -> Written {
        let written = self.journal.submit(&command, occurred);
        assert!(matches!(written.outcome, Outcome::Recorded(_)), "{written:?}");
        written
    }

    /// The same for definitions.
    pub fn define(&mut self, commands: impl IntoIterator<Item = Command>) {
        for command in commands {
            self.record(command, None);
        }
    }

    /// The queries, once everything written is visible.
    pub async fn queries(&self) -> &Queries {
        self.models.catch_up(&self.journal.position()).await;
        &self.models.queries
    }

    /// How the projection of a log is doing.
    pub fn status(&self, log: LogNumber) -> learnlog_readmodels::runner::status::LaneStatus {
        self.runner.as_ref().unwrap().status()[log.0 as usize].clone()
    }

    /// Ends the projections.
    pub async fn stop(&mut self) {
        if let Some(runner) = self.runner.take() {
            stop(runner).await;
        }
    }
}

/// Ends a runner without blocking the test's thread.
pub async fn stop(runner: ProjectorRunner) {
    tokio::task::spawn_blocking(move || runner.stop()).await.unwrap();
}
