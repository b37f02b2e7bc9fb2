//! What tests stand on: keys in memory, and a ledger in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod, Genesis, LogNumber};
use learnlog_codec::genesis::catalog;
use learnlog_domain::id::{KeyId, LedgerId};
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Timestamp;
use learnlog_keys::keyring::Keyring;
use learnlog_keys::master::MasterKey;
use learnlog_keys::table::{KeyRow, KeyTable, KeyTableError, Owner};
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::clock::{Clock, SystemClock};
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::genesis::{all_logs, settle_catalog, settle_log};
use learnlog_ledger::host::SystemHost;
use learnlog_ledger::index::{EntryIndex, Histories, IndexError, ReferenceClock};
use learnlog_ledger::ledger::{Dependencies, Ledger, LogState};
use learnlog_ledger::memory::MemoryLog;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::authentication::principal::Principal;
use crate::caller::{Caller, CallerLimits, Callers, REQUESTS_LIMIT_PER_SECOND};
use crate::commands::desk::Desk;
use crate::ownership::process::Process;
use crate::ownership::router::Router;

/// Wrapped keys in memory.
#[derive(Default)]
pub struct Table(Mutex<HashMap<Owner, KeyRow>>);

impl Table {
    /// How many keys there are, the ledger's included.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl KeyTable for Table {
    fn get_or_insert(
        &self,
        proposed: Vec<KeyRow>,
    ) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        let mut rows = self.0.lock().unwrap();
        let found = proposed.into_iter().map(|row| rows.entry(row.owner).or_insert(row).clone());
        let found = found.collect();
        async { Ok(found) }.boxed()
    }

    fn of_owners(&self, owners: Vec<Owner>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        let rows = self.0.lock().unwrap();
        let found = owners.iter().filter_map(|owner| rows.get(owner).cloned()).collect();
        async { Ok(found) }.boxed()
    }

    fn find(&self, ids: Vec<KeyId>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        let rows = self.0.lock().unwrap();
        let found = rows.values().filter(|row| ids.contains(&row.key_id)).cloned().collect();
        async { Ok(found) }.boxed()
    }
}

/// The ledger of these tests.
pub fn ledger_id() -> LedgerId {
    LedgerId::new(Uuid::from_u128(1)).unwrap()
}

/// A new keyring; each has keys of its own.
pub async fn keyring() -> Keyring {
    keyring_over(Arc::new(Table::default())).await
}

/// The keyring over a table.
pub async fn keyring_over(table: Arc<Table>) -> Keyring {
    let master = MasterKey::from_hex(&"0f".repeat(32)).unwrap();
    Keyring::open(table, master, ledger_id()).await.unwrap()
}

/// An index that has not begun: writers keep what they wrote.
struct NoIndex;

impl EntryIndex for NoIndex {
    fn checkpoint(&self, _: LogNumber) -> BoxFuture<'_, Result<Checkpoint, IndexError>> {
        async { Ok(Checkpoint::EMPTY) }.boxed()
    }

    fn earlier(&self, _: LogNumber, _: u64) -> BoxFuture<'_, Result<Checkpoint, IndexError>> {
        async { Ok(Checkpoint::EMPTY) }.boxed()
    }

    fn load(&self, _: LogNumber, _: Vec<StreamId>) -> BoxFuture<'_, Result<Histories, IndexError>> {
        async { Ok(Histories::default()) }.boxed()
    }
}

struct SameClock;

impl ReferenceClock for SameClock {
    fn now(&self) -> BoxFuture<'_, Result<Timestamp, IndexError>> {
        async { Ok(SystemClock.now()) }.boxed()
    }
}

/// A log in memory that holds the genesis of every log of a ledger with one entries log.
pub async fn settled_log() -> (MemoryLog, Genesis) {
    let log = MemoryLog::new(3);
    let settle = {
        let log: Arc<dyn EventLog> = Arc::new(log.clone());
        move || {
            let candidate = catalog(ledger_id(), 1, SystemClock.now()).unwrap();
            let settled = settle_catalog(&log, &candidate, PATIENCE).unwrap();
            for number in all_logs(1).skip(1) {
                settle_log(&log, &settled, number, PATIENCE).unwrap();
            }
            settled.genesis
        }
    };
    (log, tokio::task::spawn_blocking(settle).await.unwrap())
}

/// A ledger on that log, which takes commands.
pub async fn ledger(event_log: Arc<dyn EventLog>, genesis: Genesis) -> Ledger {
    let dependencies = Dependencies {
        event_log,
        index: Arc::new(NoIndex),
        clock: Arc::new(SystemClock),
        reference_clock: Arc::new(SameClock),
        host: Arc::new(SystemHost),
    };
    let ledger = Ledger::start(genesis, dependencies).unwrap();
    for mut status in ledger.watch_status() {
        let serving = status.wait_for(|status| status.state == LogState::Serving);
        drop(tokio::time::timeout(PATIENCE, serving).await.unwrap().unwrap());
    }
    ledger
}

/// The process that is tested.
pub const OWN: Uuid = Uuid::from_u128(1);

/// Another one.
pub const OTHER: Uuid = Uuid::from_u128(2);

/// A process that may own and project everything.
pub fn process(id: Uuid, address: &str) -> Process {
    Process {
        id,
        address: address.to_owned(),
        started_at_micros: 0,
        seen_at_micros: 0,
        leaving: false,
        unable_to_write: Vec::new(),
        unable_to_project: Vec::new(),
    }
}

/// A desk that shares with nobody.
pub fn desk(ledger: Arc<Ledger>, keyring: Keyring) -> Arc<Desk> {
    let router = Arc::new(Router::new(OWN, Arc::clone(&ledger), None));
    Arc::new(Desk::new(ledger, Arc::new(keyring), router, TaskTracker::new()))
}

/// A service that may cause that many rejections in a minute.
pub fn caller(rejections_per_minute: u64) -> Caller {
    known(&callers(rejections_per_minute), "importer")
}

/// Callers who may each cause that many rejections in a minute.
pub fn callers(rejections_per_minute: u64) -> Callers {
    let requests_per_second = REQUESTS_LIMIT_PER_SECOND;
    Callers::new(CallerLimits { rejections_per_minute, requests_per_second })
}

/// The service of that name.
pub fn known(callers: &Callers, name: &str) -> Caller {
    let actor = Actor {
        kind: ActorKind::Service,
        subject: name.to_owned(),
        issuer: "learnlog".to_owned(),
        on_behalf_of: None,
        authenticated: AuthenticationMethod::LocalToken,
    };
    let valid_until = SystemTime::now() + Duration::from_secs(3_600);
    callers.of(Arc::new(Principal { actor, valid_until }))
}

const PATIENCE: Duration = Duration::from_secs(60);
