//! Runs the projections: one thread, one reader and one session per log. Invariant: rows and
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
mod stop;
mod tables;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::operations;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::ledger::LogStatus;
use learnlog_postgres::database::Database;
use tokio::sync::watch;

use self::lane::Lane;
use self::pace::Pace;
use self::report::Report;
use self::status::LaneStatus;
use self::stop::Stop;

/// Most entries of one transaction.
pub const BATCH_ENTRIES_MAX: usize = 8_192;

/// A batch is closed when its values have so many bytes.
pub const BATCH_BYTES_MAX: usize = 4 << 20;

/// Longest wait for the threads to end.
pub const STOP_WAIT: Duration = Duration::from_secs(20);

/// What to project from where to where.
#[derive(Debug, Clone)]
pub struct ProjectorConfig {
    /// Migrated, and claimed for the ledger.
    pub database: Database,
    /// N of genesis.
    pub entries_logs: u32,
    /// At least 1; [`BATCH_ENTRIES_MAX`] unless there is a reason.
    pub batch_entries_max: usize,
    /// At least 1; [`BATCH_BYTES_MAX`] unless there is a reason.
    pub batch_bytes_max: usize,
    /// The writers of this process by log, if it has any: what they have confirmed is compared with
    /// what is read.
    pub writers: Vec<watch::Receiver<LogStatus>>,
}

/// The running projections. Dropped, it lets them end by themselves.
pub struct ProjectorRunner {
    stop: Arc<Stop>,
    status: watch::Receiver<Vec<LaneStatus>>,
}

impl ProjectorConfig {
    /// With the limits of this module.
    pub fn new(database: Database, entries_logs: u32) -> Self {
        Self {
            database,
            entries_logs,
            batch_entries_max: BATCH_ENTRIES_MAX,
            batch_bytes_max: BATCH_BYTES_MAX,
            writers: Vec::new(),
        }
    }
}

impl ProjectorRunner {
    /// Starts a thread per log. Servers that are away are waited for.
    ///
    /// Errors: the system gives no more threads.
    pub fn start(config: ProjectorConfig, event_log: Arc<dyn EventLog>) -> io::Result<Self> {
        crate::metrics::describe();
        let logs = (0..=operations(config.entries_logs).0).map(LogNumber);
        let all = logs.clone().map(LaneStatus::starting).collect();
        let (sender, status) = watch::channel(all);
        let sender = Arc::new(sender);
        let runner = Self { stop: Arc::new(Stop::default()), status };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let pace = Arc::new(Pace::new(cores));
        for log in logs {
            let lane = Lane {
                config: config.clone(),
                log,
                event_log: Arc::clone(&event_log),
                stop: Arc::clone(&runner.stop),
                pace: Arc::clone(&pace),
                report: Report::new(log, &sender),
            };
            let thread = std::thread::Builder::new().name(format!("project-{}", log.0));
            let running = runner.stop.running();
            thread.spawn(move || {
                lane.run();
                drop(running);
            })?;
        }
        Ok(runner)
    }

    /// Where each log's projection stands, by log.
    pub fn status(&self) -> Vec<LaneStatus> {
        self.status.borrow().clone()
    }

    /// The same, as it changes.
    pub fn subscribe(&self) -> watch::Receiver<Vec<LaneStatus>> {
        self.status.clone()
    }

    /// Ends the threads after the batches at hand. Blocks, at most [`STOP_WAIT`]: a thread that waits
    /// for a server that says nothing is left behind; its batch is written whole or not at all.
    pub fn stop(self) {
        self.stop.set();
        let left = self.stop.wait(STOP_WAIT);
        if left > 0 {
            tracing::warn!(left, "projections that wait for a silent server are left behind");
        }
    }
}

impl Drop for ProjectorRunner {
    fn drop(&mut self) {
        self.stop.set();
    }
}
