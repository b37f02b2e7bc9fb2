//! From settings to an open ledger. Invariant: topics, every log's genesis, both databases and the
//! master key are checked against each other before anything is served; what is away is asked again
//! until it answers.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::check;
use learnlog_keys::keyring::Keyring;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::genesis::{Settled, check_log, read_catalog};

use crate::exit::{Exit, Failure};
use crate::server::init::{self, topic_failure};
use crate::server::settings::Settings;

/// Between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// Everything that roles are made from.
pub struct Opened {
    /// As told.
    pub settings: Settings,
    /// The catalog's genesis.
    pub settled: Settled,
    /// The ledger's logs.
    pub event_log: Arc<dyn EventLog>,
    /// Sessions with the read models' database, for the ledger itself.
    pub pool: Pool,
    /// The keys.
    pub keyring: Arc<Keyring>,
}

/// Opens the ledger, as soon as everything is there. Errors: usage, if settings contradict it.
pub async fn open(settings: Settings) -> Result<Opened, Failure> {
    let mut told = String::new();
    let mut attempts = tokio::time::interval(PAUSE);
    attempts.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        attempts.tick().await;
        let failure = match attempt(&settings).await {
            Ok((settled, event_log, pool, keyring)) => {
                return Ok(Opened { settings, settled, event_log, pool, keyring });
            }
            Err(failure) => failure,
        };
        if failure.exit != Exit::Unavailable {
            return Err(failure);
        }
        let why = format!("{:#}", failure.error);
        if why != told {
            tracing::warn!(why, "the ledger cannot be opened yet; trying again");
            told = why;
        }
    }
}

type Parts = (Settled, Arc<dyn EventLog>, Pool, Arc<Keyring>);

async fn attempt(settings: &Settings) -> Result<Parts, Failure> {
    let (connection, names) = (&settings.connection, &settings.names);
    check(connection, &names.catalog(), 1).await.map_err(topic_failure)?;
    // Where the catalog lies does not depend on how many entries logs there are.
    let settled = init::on_log(settings, 1, read_catalog).await?;
    let count = settled.genesis.entries_logs;
    check(connection, &names.entries(), count).await.map_err(topic_failure)?;
    check(connection, &names.operations(), 1).await.map_err(topic_failure)?;
    let first = settled.clone();
    init::on_log(settings, count, move |log| {
        init::for_all_but_catalog(count, |number| check_log(log, &first, number))
    })
    .await?;
    let event_log = KafkaLog::new(connection, names.clone(), count).map_err(Failure::usage)?;
    let (pool, keyring) = init::open_databases(settings, &settled).await?;
    tracing::info!(
        ledger = %settled.genesis.ledger_id, entries_logs = count, "the ledger is open"
    );
    Ok((settled, Arc::new(event_log), pool, keyring))
}
