//! `learnlog init`: makes a ledger. Invariant: the catalog's genesis is settled first, and whatever
//! was accepted there is the ledger; everything else follows from it. Running it again, or twice at
//! once, or after it was killed, changes nothing that was settled.

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use deadpool_postgres::Pool;
use learnlog_codec::entry::LogNumber;
use learnlog_codec::genesis::catalog;
use learnlog_codec::placement::CATALOG;
use learnlog_domain::id::LedgerId;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::error::TopicError;
use learnlog_kafka::topics::{check, ensure};
use learnlog_keys::keyring::{Keyring, KeyringError};
use learnlog_ledger::chain_reader::ChainReader;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::clock::{Clock, SystemClock};
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::genesis::{GenesisError, Settled, all_logs, settle_catalog, settle_log};
use learnlog_ledger::limits::POLL_WAIT;
use learnlog_ledger::read_error::ReadError;
use learnlog_postgres::database::{Database, Plans, Session};
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::identity::{Identity, IdentityError, claim, owner};
use learnlog_postgres::key_table::PgKeyTable;
use learnlog_postgres::migrate::{MigrateError, MigrationSet, migrate};
use learnlog_postgres::pool;
use learnlog_readmodels::database::lookup_pool;
use uuid::Uuid;

use crate::exit::{Exit, Failure};
use crate::output::say;
use crate::server::settings::{LedgerArgs, Settings};
use crate::server::token::ensure_secret;

/// How long one log's genesis may take.
const GENESIS_LIMIT: Duration = Duration::from_secs(30);

/// How long one statement about keys may take.
const KEY_STATEMENT_LIMIT: Duration = Duration::from_secs(10);

/// Class of the SQLSTATEs of a wrong role or password.
const INVALID_AUTHORIZATION_CLASS: &str = "28";

/// Logs that are opened at the same time.
const LOGS_AT_ONCE: usize = 16;

/// Sessions with a database: histories and keys of the commands under way.
const SESSIONS: usize = 8;

/// What the ledger is to be.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Logs that share the learners, fixed for ever: how many writers and projectors can work side
    /// by side.
    #[arg(long, value_name = "N", default_value_t = 8)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1024))]
    entries_logs: u32,
}

/// Makes the ledger, or finds it made. Errors: usage, where settings contradict the ledger that is
/// there; unavailable.
pub async fn run(args: &InitArgs) -> Result<Exit, Failure> {
    let settings = args.ledger.clone().settings()?;
    look_before_making(&settings).await?;
    let settled = make_logs(&settings, args.entries_logs).await?;
    let genesis = &settled.genesis;
    if genesis.entries_logs != args.entries_logs {
        return Err(Failure::usage(anyhow!(
            "this ledger was made with {} entries logs, which cannot be changed: pass \
             --entries-logs {}",
            genesis.entries_logs,
            genesis.entries_logs
        )));
    }
    open_databases(&settings, &settled).await?;
    ensure_secret(&settings.token_secret_file)?;
    say(&format!(
        "ledger {} is ready: {} entries logs, genesis {}",
        genesis.ledger_id, genesis.entries_logs, settled.hash
    ));
    Ok(Exit::Done)
}

/// A ledger whose topics are not there is a new one: it takes no database that is another's, which is
/// found out before anything is made.
async fn look_before_making(settings: &Settings) -> Result<(), Failure> {
    let topic = settings.names.catalog();
    if !matches!(check(&settings.connection, &topic, 1).await, Err(TopicError::Missing { .. })) {
        return Ok(());
    }
    for database in [&settings.database, &settings.keys_database] {
        if let Some(theirs) = owner(database).await.map_err(database_failure)? {
            return Err(Failure::usage(anyhow!(
                "the database {} belongs to ledger {theirs}, and there is no topic {topic}: for a new ledger name an \
                 empty database; if that ledger has lost its topics, run `learnlog restore`. Nothing was made",
                database.name()
            )));
        }
    }
    Ok(())
}

async fn make_logs(settings: &Settings, entries_logs: u32) -> Result<Settled, Failure> {
    let connection = &settings.connection;
    let names = &settings.names;
    ensure(connection, &names.catalog(), 1).await.map_err(topic_failure)?;
    let ledger_id = LedgerId::new(Uuid::now_v7()).map_err(Failure::bug)?;
    let candidate = catalog(ledger_id, entries_logs, SystemClock.now()).map_err(Failure::usage)?;
    let settled =
        on_log(settings, entries_logs, move |log| settle_catalog(log, &candidate, GENESIS_LIMIT))
            .await?;
    let count = settled.genesis.entries_logs;
    ensure(connection, &names.entries(), count).await.map_err(topic_failure)?;
    ensure(connection, &names.operations(), 1).await.map_err(topic_failure)?;
    let first = settled.clone();
    on_log(settings, count, move |log| {
        for_all_but_catalog(count, |number| {
            settle_log(log, &first, number, GENESIS_LIMIT).map(drop)
        })
    })
    .await?;
    Ok(settled)
}

/// The read models' database and the keys: made where they are missing, brought up to date, and
/// found to be this ledger's. Errors: usage, where they are another's or the master key is another
/// one; unavailable.
pub async fn open_databases(
    settings: &Settings,
    settled: &Settled,
) -> Result<(Pool, Arc<Keyring>), Failure> {
    for (database, set) in [
        (&settings.database, MigrationSet::ReadModels),
        (&settings.keys_database, MigrationSet::Keys),
    ] {
        database.create_if_missing().await.map_err(database_failure)?;
        migrate(database, set).await.map_err(migrate_failure)?;
    }
    let identity = identity(settled);
    let pool = lookup_pool(&settings.database, SESSIONS).map_err(database_failure)?;
    claim(&pool, &identity).await.map_err(identity_failure)?;
    let keys = key_pool(&settings.keys_database, SESSIONS).map_err(database_failure)?;
    claim(&keys, &identity).await.map_err(identity_failure)?;
    let table = Arc::new(PgKeyTable::new(keys));
    let ledger_id = settled.genesis.ledger_id;
    if !Keyring::has_begun(&*table, ledger_id).await.map_err(key_failure)?
        && is_in_use(settings, settled.genesis.entries_logs).await?
    {
        return Err(Failure::usage(anyhow!(
            "the database {} holds no keys, but this ledger is in use: with new keys, nothing that was sealed could be read \
             again. Name the database that has them (--keys-database), or put them back by `learnlog restore`",
            settings.keys_database.name()
        )));
    }
    let keyring = Keyring::open(table, settings.master_key.clone(), ledger_id).await;
    Ok((pool, Arc::new(keyring.map_err(key_failure)?)))
}

/// Whether a log holds more than its genesis.
async fn is_in_use(settings: &Settings, entries_logs: u32) -> Result<bool, Failure> {
    on_log(settings, entries_logs, move |event_log| {
        for log in all_logs(entries_logs) {
            let read = |source| ReadError::Log { log, source };
            let high = event_log.bounds(log).map_err(read)?.high;
            let mut reader = ChainReader::open(event_log, log, Checkpoint::EMPTY)?;
            while reader.next_offset() < high && !reader.reached_end() {
                reader.poll(2, POLL_WAIT, &mut |_| {})?;
                if reader.checkpoint().head.sequence > 1 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    })
    .await
}

/// Sessions with the database of persons' keys.
pub fn key_pool(database: &Database, sessions_max: usize) -> Result<Pool, DatabaseError> {
    let session = Session {
        application: "learnlog keys",
        search_path: "public".into(),
        statement_max: KEY_STATEMENT_LIMIT,
        idle_in_transaction_max: KEY_STATEMENT_LIMIT,
        plans: Plans::Adaptive,
    };
    pool::open(database, &session, sessions_max)
}

/// What marks a database as this ledger's.
pub fn identity(settled: &Settled) -> Identity {
    Identity {
        ledger_id: settled.genesis.ledger_id.uuid(),
        entries_logs: settled.genesis.entries_logs,
        catalog_genesis: settled.hash,
    }
}

/// Runs something that blocks on the ledger's logs.
pub async fn on_log<T: Send + 'static>(
    settings: &Settings,
    entries_logs: u32,
    work: impl FnOnce(&Arc<dyn EventLog>) -> Result<T, GenesisError> + Send + 'static,
) -> Result<T, Failure> {
    let log = KafkaLog::new(&settings.connection, settings.names.clone(), entries_logs)
        .map_err(Failure::usage)?;
    let log: Arc<dyn EventLog> = Arc::new(log);
    tokio::task::spawn_blocking(move || work(&log))
        .await
        .map_err(Failure::bug)?
        .map_err(genesis_failure)
}

/// Does something that blocks for every log but the catalog, several at a time. Errors: the first.
pub fn for_all_but_catalog(
    entries_logs: u32,
    work: impl Fn(LogNumber) -> Result<(), GenesisError> + Sync,
) -> Result<(), GenesisError> {
    let logs: Vec<_> = all_logs(entries_logs).filter(|&number| number != CATALOG).collect();
    logs.chunks(LOGS_AT_ONCE).try_for_each(|logs| {
        std::thread::scope(|scope| {
            let work = &work;
            let threads: Vec<_> =
                logs.iter().map(|&log| (log, scope.spawn(move || work(log)))).collect();
            // A thread that broke has settled nothing.
            let ends = threads
                .into_iter()
                .map(|(log, thread)| thread.join().unwrap_or(Err(GenesisError::Empty { log })));
            ends.collect()
        })
    })
}

/// How a process ends that found this.
pub fn genesis_failure(error: GenesisError) -> Failure {
    let exit = match &error {
        GenesisError::Read(read) if read.is_passing() => Exit::Unavailable,
        GenesisError::Read(_)
        | GenesisError::NotGenesis { .. }
        | GenesisError::OtherLedger { .. }
        | GenesisError::Empty { .. } => Exit::Usage,
        GenesisError::Write { .. } | GenesisError::TimedOut { .. } => Exit::Unavailable,
    };
    Failure::new(exit, error)
}

/// How a process ends that found this.
pub fn topic_failure(error: TopicError) -> Failure {
    let exit = match &error {
        TopicError::Kafka { .. } => Exit::Unavailable,
        TopicError::Missing { .. } | TopicError::Partitions { .. } | TopicError::Setting { .. } => {
            Exit::Usage
        }
    };
    Failure::new(exit, error)
}

/// How a process ends that found this.
pub fn identity_failure(error: IdentityError) -> Failure {
    let exit = match &error {
        IdentityError::Mismatch { .. } => Exit::Usage,
        IdentityError::Database(_) => return database_failure(error),
    };
    Failure::new(exit, error)
}

/// How a process ends that found this.
pub fn key_failure(error: KeyringError) -> Failure {
    let exit = match &error {
        KeyringError::WrongMasterKey => Exit::Usage,
        _ => Exit::Unavailable,
    };
    Failure::new(exit, error)
}

/// How a process ends that found this.
pub fn migrate_failure(error: MigrateError) -> Failure {
    match error {
        MigrateError::Refused { .. } => Failure::usage(error),
        MigrateError::Database { .. } => database_failure(error),
    }
}

/// A server that is away is unavailable; one that does not let us in is a wrong setting.
pub fn database_failure(error: impl Into<anyhow::Error>) -> Failure {
    let error = error.into();
    let refused = error.chain().any(|cause| {
        let cause = cause.downcast_ref::<tokio_postgres::Error>();
        let state = cause.and_then(tokio_postgres::Error::code);
        state.is_some_and(|state| state.code().starts_with(INVALID_AUTHORIZATION_CLASS))
    });
    Failure::new(if refused { Exit::Usage } else { Exit::Unavailable }, error)
}
