//! A whole server: its own ledger on the shared Kafka and PostgreSQL, with projectors, on a port of its own.
//! Invariant: as `learnlog init` and `serve` would set it up.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use deadpool_postgres::Pool;
use learnlog_api::authentication::Trust;
use learnlog_api::authentication::local_token::{LocalTokenSecret, issue_local_token};
use learnlog_api::caller::{CallerLimits, REQUESTS_LIMIT_PER_SECOND};
use learnlog_api::history::standing::LogPlace;
use learnlog_api::ownership::router::Router;
use learnlog_api::server::tls::Tls;
use learnlog_api::server::{Parts, serve};
use learnlog_codec::entry::ActorKind;
use learnlog_codec::genesis::catalog;
use learnlog_domain::id::LedgerId;
use learnlog_kafka::connection::Connection;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::ensure;
use learnlog_kafka::topics::names::TopicNames;
use learnlog_keys::keyring::Keyring;
use learnlog_keys::master::MasterKey;
use learnlog_ledger::clock::{Clock, SystemClock};
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::genesis::{Settled, all_logs, settle_catalog, settle_log};
use learnlog_ledger::host::SystemHost;
use learnlog_ledger::ledger::{Dependencies, Ledger};
use learnlog_postgres::database::{Database, Plans, Session};
use learnlog_postgres::key_table::PgKeyTable;
use learnlog_postgres::migrate::{MigrationSet, migrate};
use learnlog_postgres::pool;
use learnlog_readmodels::database::{LOOK_SESSIONS, lookup_pool, query_pool};
use learnlog_readmodels::entry_index::history::{PgClock, PgEntryIndex};
use learnlog_readmodels::queries::Queries;
use learnlog_readmodels::runner::{ProjectorConfig, ProjectorPorts, ProjectorRunner};
use learnlog_testkit::names::unique_ledger_name;
use learnlog_testkit::stack::Stack;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::transport::{Channel, Endpoint};
use uuid::Uuid;

/// Logs of entries in these tests.
pub const ENTRIES_LOGS: u32 = 2;

/// How long anything may take here.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Rejections of one caller in a minute.
pub const REJECTIONS_PER_MINUTE: u64 = 50;

/// A running server.
pub struct World {
    pub address: String,
    pub secret: LocalTokenSecret,
    pub ledger: Arc<Ledger>,
    pub queries: Queries,
    /// Of the read models.
    pub database: Database,
    pub stop: CancellationToken,
    pub served: JoinHandle<()>,
    _databases: [learnlog_testkit::database::Database; 2],
    _projectors: ProjectorRunner,
}

/// The world that most tests share. Its server runs as long as the process.
pub fn shared() -> &'static World {
    static SHARED: OnceLock<(Runtime, World)> = OnceLock::new();
    let (_, world) = SHARED.get_or_init(|| {
        let start = || {
            let runtime = Runtime::new().unwrap();
            let world = runtime.block_on(World::start(None));
            (runtime, world)
        };
        // A test's own runtime may not block on another.
        std::thread::spawn(start).join().unwrap()
    });
    world
}

impl World {
    /// A server of its own.
    pub async fn start(tls: Option<Tls>) -> Self {
        Self::start_with(tls, REQUESTS_LIMIT_PER_SECOND).await
    }

    /// The same, where each caller may ask no more often than that in a second.
    pub async fn start_with(tls: Option<Tls>, requests_per_second: NonZeroU32) -> Self {
        let stack = tokio::task::spawn_blocking(Stack::shared).await.unwrap();
        let names = TopicNames::new(&unique_ledger_name()).unwrap();
        let connection =
            Connection::new(stack.bootstrap_servers().to_owned(), BTreeMap::new()).unwrap();
        let settled = settle(&connection, &names).await;
        let genesis = settled.genesis.clone();
        let log = KafkaLog::new(&connection, names.clone(), ENTRIES_LOGS).unwrap();
        let event_log: Arc<dyn EventLog> = Arc::new(log);
        let databases = [stack.fresh_database(), stack.fresh_database()];
        let database = migrated(&databases[0], MigrationSet::ReadModels).await;
        let keys = migrated(&databases[1], MigrationSet::Keys).await;
        let config = ProjectorConfig::new(ENTRIES_LOGS);
        let ports = ProjectorPorts::new(Arc::clone(&event_log), database.clone(), ENTRIES_LOGS);
        let projectors = ProjectorRunner::start(config, ports).unwrap();
        let pool = query_pool(&database, 8).unwrap();
        let keyring = keyring(&keys, genesis.ledger_id).await;
        let dependencies = Dependencies {
            event_log: Arc::clone(&event_log),
            index: Arc::new(PgEntryIndex::new(lookup_pool(&database, 4).unwrap())),
            clock: Arc::new(SystemClock),
            reference_clock: Arc::new(PgClock::new(pool.clone())),
            host: Arc::new(SystemHost),
        };
        let ledger = Arc::new(Ledger::start(genesis, dependencies).unwrap());
        let secret = LocalTokenSecret::generate().unwrap();
        let queries =
            Queries::new(pool, query_pool(&database, LOOK_SESSIONS).unwrap(), ENTRIES_LOGS);
        let own = Uuid::new_v4();
        let stop = CancellationToken::new();
        let parts = Parts {
            ledger: Arc::clone(&ledger),
            router: Arc::new(Router::new(own, Arc::clone(&ledger), None)),
            queries: queries.clone(),
            keyring: Arc::new(keyring),
            event_log,
            places: places(&names),
            trust: Trust {
                local_tokens: Some(LocalTokenSecret::from_hex(&secret.to_hex()).unwrap()),
                key_set: None,
                client_certificates: tls.is_some(),
            },
            tls,
            caller_limits: CallerLimits {
                rejections_per_minute: REJECTIONS_PER_MINUTE,
                requests_per_second,
            },
            also_needed: Vec::new(),
            leaving: stop.clone(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let server = serve(parts, listener, stop.clone());
        let served = TaskTracker::new().spawn(async { server.await.unwrap() });
        let _databases = databases;
        Self {
            address,
            secret,
            ledger,
            queries,
            database,
            stop,
            served,
            _databases,
            _projectors: projectors,
        }
    }

    /// A connection in plain text.
    pub async fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).unwrap();
        endpoint.connect().await.unwrap()
    }

    /// The `authorization` value of a caller.
    pub fn token(&self, subject: &str) -> String {
        let hour = Duration::from_secs(3_600);
        let token = issue_local_token(&self.secret, subject, ActorKind::Service, hour).unwrap();
        format!("Bearer {token}")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn settle(connection: &Connection, names: &TopicNames) -> Settled {
    ensure(connection, &names.catalog(), 1).await.unwrap();
    ensure(connection, &names.entries(), ENTRIES_LOGS).await.unwrap();
    ensure(connection, &names.operations(), 1).await.unwrap();
    let log = KafkaLog::new(connection, names.clone(), ENTRIES_LOGS).unwrap();
    let log: Arc<dyn EventLog> = Arc::new(log);
    let settle = move || {
        let ledger_id = LedgerId::new(Uuid::now_v7()).unwrap();
        let candidate = catalog(ledger_id, ENTRIES_LOGS, SystemClock.now()).unwrap();
        let settled = settle_catalog(&log, &candidate, PATIENCE).unwrap();
        for number in all_logs(ENTRIES_LOGS).skip(1) {
            settle_log(&log, &settled, number, PATIENCE).unwrap();
        }
        settled
    };
    tokio::task::spawn_blocking(settle).await.unwrap()
}

async fn migrated(database: &learnlog_testkit::database::Database, set: MigrationSet) -> Database {
    let database = Database::parse(database.url()).unwrap();
    migrate(&database, set).await.unwrap();
    database
}

async fn keyring(database: &Database, ledger_id: LedgerId) -> Keyring {
    let session = Session {
        application: "learnlog keys",
        search_path: "public".into(),
        statement_max: PATIENCE,
        idle_in_transaction_max: PATIENCE,
        plans: Plans::Adaptive,
    };
    let pool: Pool = pool::open(database, &session, 4).unwrap();
    let master = MasterKey::from_hex(&"5a".repeat(32)).unwrap();
    Keyring::open(Arc::new(PgKeyTable::new(pool)), master, ledger_id).await.unwrap()
}

fn places(names: &TopicNames) -> Vec<LogPlace> {
    let place = |log| {
        let place = names.place(log, ENTRIES_LOGS);
        LogPlace { topic: place.topic, partition: place.partition }
    };
    all_logs(ENTRIES_LOGS).map(place).collect()
}
