//! Runs the projections: one loop, one reader and one session per log. Invariant: rows and
//! checkpoints move together or not at all, so that a killed, stopped or second projector does no
//! harm. An entry that cannot be projected stops its own log only, with an alarm, and so does a
//! fault that does not pass by itself.

mod backoff;
mod collect;
mod error;
mod lane;
mod pace;
mod report;
pub mod status;
pub mod store;
mod tables;

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::operations;
use learnlog_ledger::chain_reader::WriterWitness;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::host::{Driven, Host, SystemHost};
use learnlog_ledger::read_error::doubt::Doubt;
use learnlog_postgres::database::Database;
use tokio::sync::watch;

use self::backoff::Backoff;
use self::lane::{Lane, Stage};
use self::pace::Pace;
use self::report::Report;
use self::status::LaneStatus;
use self::store::Stores;
use self::tables::PgStores;

/// Most entries of one transaction.
pub const BATCH_ENTRIES_MAX: usize = 8_192;

/// A batch is closed when its values have so many bytes.
pub const BATCH_BYTES_MAX: usize = 4 << 20;

/// Longest wait for the loops to end.
pub const STOP_WAIT: Duration = Duration::from_secs(20);

/// How to project.
#[derive(Debug, Clone)]
pub struct ProjectorConfig {
    /// N of genesis.
    pub entries_logs: u32,
    /// At least 1; [`BATCH_ENTRIES_MAX`] unless there is a reason.
    pub batch_entries_max: usize,
    /// At least 1; [`BATCH_BYTES_MAX`] unless there is a reason.
    pub batch_bytes_max: usize,
    /// The writers of this process by log, if it has any: what they have confirmed is compared with
    /// what is read.
    pub writers: Vec<WriterWitness>,
    /// By log, whether it is this process's to project; None: all are. Two that project one log lose time, nothing else.
    pub mine: Option<watch::Receiver<Vec<bool>>>,
    /// Of this machine: how many transactions a second it may begin.
    pub cores: usize,
}

/// What to project from where to where.
pub struct ProjectorPorts {
    /// Kafka, or a simulation.
    pub event_log: Arc<dyn EventLog>,
    /// The read models.
    pub stores: Arc<dyn Stores>,
    /// The machine.
    pub host: Arc<dyn Host>,
}

/// The running projections. Dropped, it lets them end by themselves.
pub struct ProjectorRunner {
    lanes: Vec<Driven>,
    status: watch::Receiver<Vec<LaneStatus>>,
}

impl ProjectorConfig {
    /// With the limits of this module.
    pub fn new(entries_logs: u32) -> Self {
        Self {
            entries_logs,
            batch_entries_max: BATCH_ENTRIES_MAX,
            batch_bytes_max: BATCH_BYTES_MAX,
            writers: Vec::new(),
            mine: None,
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

impl ProjectorPorts {
    /// From that log to that database, which is migrated and claimed for the ledger.
    pub fn new(event_log: Arc<dyn EventLog>, database: Database, entries_logs: u32) -> Self {
        let stores = Arc::new(PgStores { database, entries_logs });
        Self { event_log, stores, host: Arc::new(SystemHost) }
    }
}

impl ProjectorRunner {
    /// Starts a loop per log. Servers that are away are waited for.
    ///
    /// Errors: the system gives no more threads.
    pub fn start(config: ProjectorConfig, ports: ProjectorPorts) -> io::Result<Self> {
        crate::metrics::describe();
        let logs = (0..=operations(config.entries_logs).0).map(LogNumber);
        let all = logs.clone().map(LaneStatus::starting).collect();
        let (sender, status) = watch::channel(all);
        let sender = Arc::new(sender);
        let config = Arc::new(config);
        let pace = Arc::new(Pace::new(config.cores));
        let lane = |log| Lane {
            config: Arc::clone(&config),
            log,
            event_log: Arc::clone(&ports.event_log),
            stores: Arc::clone(&ports.stores),
            pace: Arc::clone(&pace),
            report: Report::new(log, &sender),
            backoff: Backoff::new(),
            doubt: Doubt::default(),
            stage: Stage::default(),
        };
        let drive =
            |log: LogNumber| ports.host.drive(format!("project-{}", log.0), Box::new(lane(log)));
        let lanes = logs.map(drive).collect::<io::Result<_>>()?;
        Ok(Self { lanes, status })
    }

    /// Where each log's projection stands, by log.
    pub fn status(&self) -> Vec<LaneStatus> {
        self.status.borrow().clone()
    }

    /// The same, as it changes.
    pub fn subscribe(&self) -> watch::Receiver<Vec<LaneStatus>> {
        self.status.clone()
    }

    /// Ends the loops after the transactions at hand. Blocks, at most [`STOP_WAIT`]: one that waits
    /// for a server that says nothing is left behind; its batch is written whole or not at all.
    pub fn stop(self) {
        self.lanes.iter().for_each(Driven::stop);
        let deadline = Instant::now() + STOP_WAIT;
        let left = || deadline.saturating_duration_since(Instant::now());
        let behind = self.lanes.iter().filter(|lane| !lane.wait(left())).count();
        if behind > 0 {
            tracing::warn!(behind, "projections that wait for a silent server are left behind");
        }
    }
}
