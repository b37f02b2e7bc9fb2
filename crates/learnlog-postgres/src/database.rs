//! Where a database is, and how sessions with it behave. Invariant: no session waits for ever:
//! connecting, statements, locks and idle transactions have their limits.

use std::time::Duration;

use tokio_postgres::config::Config;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};

use crate::error::DatabaseError;

/// Longest wait for a connection to be made.
const CONNECT_SECONDS_MAX: u64 = 5;

/// A connection whose peer says nothing for so long is given up.
const SILENT_PEER_SECONDS_MAX: u64 = 20;

/// The database that every server has, to be connected to for making another one.
const MAINTENANCE_DATABASE: &str = "postgres";

/// A database on a server.
#[derive(Debug, Clone)]
pub struct Database {
    config: Config,
    name: String,
}

/// How sessions of one purpose behave.
#[derive(Debug, Clone)]
pub struct Session {
    /// Shown by the server beside each session.
    pub application: &'static str,
    /// Schemas in which tables are looked for, in this order.
    pub search_path: String,
    /// Longest run of a statement, its waiting for locks included.
    pub statement_max: Duration,
    /// Longest pause inside a transaction: a stopped process must not hold locks for ever.
    pub idle_in_transaction_max: Duration,
    /// How its statements are planned.
    pub plans: Plans,
}

/// How the server plans a prepared statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plans {
    /// As it thinks best after some calls.
    Adaptive,
    /// For each call's parameters, which pays for filters that may be absent.
    PerCall,
    /// Once, and only by indexes: for looks by key, which are so cheap that planning them would be most of the work, into
    /// tables that grow many times over before the server counts them again.
    OnceByIndex,
}

impl Database {
    /// From postgres://user:password@host:port/name.
    ///
    /// Errors: [`DatabaseError::Url`], [`DatabaseError::NoName`].
    pub fn parse(url: &str) -> Result<Self, DatabaseError> {
        let mut config: Config = url.parse().map_err(DatabaseError::Url)?;
        let name = config.get_dbname().ok_or(DatabaseError::NoName)?.to_owned();
        config
            .connect_timeout(Duration::from_secs(CONNECT_SECONDS_MAX))
            .tcp_user_timeout(Duration::from_secs(SILENT_PEER_SECONDS_MAX))
            .keepalives_idle(Duration::from_secs(SILENT_PEER_SECONDS_MAX));
        Ok(Self { config, name })
    }

    /// Its name on its server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Another database on the same server.
    #[must_use]
    pub fn renamed(&self, name: &str) -> Self {
        let mut config = self.config.clone();
        config.dbname(name);
        Self { config, name: name.to_owned() }
    }

    /// What a driver needs for such a session; of the URL's own options, the ones named here win.
    pub fn session(&self, session: &Session) -> Config {
        let mut config = self.config.clone();
        let given = config.get_options().unwrap_or_default();
        config.options(format!("{given} {}", session.options()));
        config.application_name(session.application);
        config
    }

    /// Makes the database unless it is there. Any number of processes may do so at once.
    ///
    /// Errors: [`DatabaseError`]; the role must be allowed to make databases only if it is missing.
    pub async fn create_if_missing(&self) -> Result<(), DatabaseError> {
        let maintenance = self.renamed(MAINTENANCE_DATABASE);
        with_connection(&maintenance.config, async |client| self.create_with(client).await).await
    }

    /// Whether it is there.
    ///
    /// Errors: [`DatabaseError`].
    pub async fn exists(&self) -> Result<bool, DatabaseError> {
        let maintenance = self.renamed(MAINTENANCE_DATABASE);
        with_connection(&maintenance.config, async |client| self.exists_with(client).await).await
    }

    /// Does the work on a connection of its own.
    ///
    /// Errors: [`DatabaseError`], and those of the work.
    pub(crate) async fn once<T>(
        &self,
        work: impl AsyncFnOnce(&mut Client) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        with_connection(&self.config, work).await
    }

    async fn exists_with(&self, client: &Client) -> Result<bool, DatabaseError> {
        let found = client
            .query_opt("select from pg_database where datname = $1", &[&self.name])
            .await
            .map_err(DatabaseError::failed("look for the database"))?;
        Ok(found.is_some())
    }

    async fn create_with(&self, client: &Client) -> Result<(), DatabaseError> {
        if self.exists_with(client).await? {
            return Ok(());
        }
        let statement = format!("create database {}", quoted(&self.name));
        match client.batch_execute(&statement).await {
            Err(error) if somebody_else_made_it(&error) => Ok(()),
            made => made.map_err(DatabaseError::failed("create the database")),
        }
    }
}

impl Session {
    fn options(&self) -> String {
        let spaceless = self.search_path.replace(' ', "");
        let mut options = format!(
            "-c search_path={spaceless} -c statement_timeout={} \
             -c idle_in_transaction_session_timeout={} -c timezone=UTC",
            self.statement_max.as_millis(),
            self.idle_in_transaction_max.as_millis(),
        );
        options.push_str(match self.plans {
            Plans::Adaptive => "",
            Plans::PerCall => " -c plan_cache_mode=force_custom_plan",
            Plans::OnceByIndex => " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off",
        });
        options
    }
}

/// Does the work on a connection of its own, which ends with it.
pub(crate) async fn with_connection<T>(
    config: &Config,
    work: impl AsyncFnOnce(&mut Client) -> Result<T, DatabaseError>,
) -> Result<T, DatabaseError> {
    let no_connection = |source| DatabaseError::NoConnection(Box::new(source));
    let (mut client, connection) = config.connect(NoTls).await.map_err(no_connection)?;
    let broken = async {
        match connection.await {
            Err(error) => no_connection(error),
            Ok(()) => DatabaseError::NoConnection("it was closed".into()),
        }
    };
    tokio::select! {
        biased;
        done = work(&mut client) => done,
        error = broken => Err(error),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The server's check and its unique index answer differently, depending on who was faster.
fn somebody_else_made_it(error: &tokio_postgres::Error) -> bool {
    [&SqlState::DUPLICATE_DATABASE, &SqlState::UNIQUE_VIOLATION]
        .into_iter()
        .any(|state| error.code() == Some(state))
}
