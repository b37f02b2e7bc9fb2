//! The ledger as the rest of the process sees it: one writer per log. Invariant: a stream's commands always go to the writer of its log.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use learnlog_codec::entry::{Genesis, LogNumber};
use learnlog_codec::placement::{CATALOG, log_of};
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::catalog_view::{CatalogFollower, CatalogView};
use crate::chain_reader::WriterWitness;
use crate::checkpoint::Checkpoint;
use crate::clock::Clock;
use crate::event_log::EventLog;
use crate::genesis::all_logs;
use crate::host::Host;
use crate::index::{EntryIndex, ReferenceClock};
use crate::limits::QUEUE_WAIT;
use crate::stray::Strays;
use crate::submission::{Answer, Submission, SubmitError};
use crate::writer::{self, Job, Parts, Reply, WriterHandle};

/// What a ledger is made of.
pub struct Dependencies {
    /// Kafka, or a simulation.
    pub event_log: Arc<dyn EventLog>,
    /// The entry index.
    pub index: Arc<dyn EntryIndex>,
    /// The machine's clock.
    pub clock: Arc<dyn Clock>,
    /// PostgreSQL's clock.
    pub reference_clock: Arc<dyn ReferenceClock>,
    /// The machine.
    pub host: Arc<dyn Host>,
}

/// Where one log stands, as this process knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogStatus {
    /// Which log.
    pub log: LogNumber,
    /// The last entry known to be in it.
    pub checkpoint: Checkpoint,
    /// Whether commands are taken.
    pub state: LogState,
    /// Passed by this process's writer.
    pub strays: Strays,
}

impl LogStatus {
    pub(crate) fn starting(log: LogNumber) -> Self {
        let state = LogState::Starting;
        Self { log, checkpoint: Checkpoint::EMPTY, state, strays: Strays::default() }
    }
}

/// Whether a log takes commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogState {
    /// Not yet.
    Starting,
    /// Yes.
    Serving,
    /// Not now; it tries again by itself.
    Unavailable(Arc<str>),
    /// Not until an operator acts.
    Stopped(Arc<str>),
}

/// A command that its writer has taken over.
pub struct PendingAnswer {
    log: LogNumber,
    reply: Reply,
    status: watch::Receiver<LogStatus>,
}

impl Future for PendingAnswer {
    type Output = Result<Answer, SubmitError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let log = self.log;
        let reply = ready!(Pin::new(&mut self.reply).poll(context));
        Poll::Ready(reply.unwrap_or_else(|_| Err(gone(log, &self.status))))
    }
}

/// Why a writer answers nobody any more: it was stopped, or the process ends.
fn gone(log: LogNumber, status: &watch::Receiver<LogStatus>) -> SubmitError {
    match &status.borrow().state {
        LogState::Stopped(reason) => SubmitError::Stopped { log, reason: Arc::clone(reason) },
        LogState::Starting | LogState::Serving | LogState::Unavailable(_) => {
            SubmitError::Ended { log }
        }
    }
}

/// A running ledger.
pub struct Ledger {
    genesis: Genesis,
    writers: Vec<WriterHandle>,
    catalog: CatalogFollower,
    catalog_answered: Arc<AtomicU64>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Ledger {
    /// Starts a writer for every log of the ledger with that genesis, and follows the catalog. Call it inside a tokio runtime.
    /// Errors: the operating system has no thread to give.
    pub fn start(genesis: Genesis, dependencies: Dependencies) -> std::io::Result<Self> {
        let catalog_head = watch::Sender::new(LogStatus::starting(CATALOG));
        let event_log = Arc::clone(&dependencies.event_log);
        let catalog_witness = WriterWitness::new(catalog_head.subscribe());
        let writers = all_logs(genesis.entries_logs).count();
        let witness = catalog_witness.clone();
        let catalog = CatalogFollower::start(&*dependencies.host, event_log, witness, writers)?;
        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        let catalog_answered = Arc::<AtomicU64>::default();
        let parts = Parts {
            event_log: dependencies.event_log,
            index: dependencies.index,
            clock: dependencies.clock,
            reference_clock: dependencies.reference_clock,
            host: dependencies.host,
            genesis: genesis.clone(),
            catalog: catalog.views(),
            catalog_answered: Arc::clone(&catalog_answered),
            tasks: tasks.clone(),
            stop: stop.clone(),
        };
        let head = |log| match log {
            CATALOG => (catalog_head.clone(), catalog_witness.clone()),
            log => {
                let head = watch::Sender::new(LogStatus::starting(log));
                let witness = WriterWitness::new(head.subscribe());
                (head, witness)
            }
        };
        let logs = all_logs(genesis.entries_logs);
        let writers = logs.map(|log| {
            let catalog = catalog.views_of(log);
            let (head, witness) = head(log);
            writer::start(log, head, witness, Parts { catalog, ..parts.clone() })
        });
        let writers = writers.collect();
        Ok(Self { genesis, writers, catalog, catalog_answered, tasks, stop })
    }

    /// Records a command, or finds that it is recorded.
    pub async fn submit(&self, submission: Submission) -> Result<Answer, SubmitError> {
        self.hand_over(submission, false).await?.await
    }

    /// What `submit` would answer, on confirmed state; writes nothing.
    pub async fn validate(&self, submission: Submission) -> Result<Answer, SubmitError> {
        self.hand_over(submission, true).await?.await
    }

    /// Gives a command to the writer of its log; the answer comes later. Of two commands of a stream, the one handed over first is
    /// decided first. Errors:
    /// [`SubmitError::Overloaded`], [`SubmitError::Unavailable`], [`SubmitError::Ended`].
    pub async fn hand_over(
        &self,
        submission: Submission,
        validate_only: bool,
    ) -> Result<PendingAnswer, SubmitError> {
        let log = log_of(submission.stream, self.genesis.entries_logs);
        let Some(writer) = self.writers.get(log.0 as usize) else {
            let reason = "this process has no writer for it".into();
            return Err(SubmitError::Unavailable { log, reason });
        };
        let (job, reply) = Job::new(submission, validate_only);
        match writer.commands.send_timeout(job, QUEUE_WAIT).await {
            Ok(()) => {
                let status = writer.witness.heads.clone();
                Ok(PendingAnswer { log, reply, status })
            }
            Err(SendTimeoutError::Timeout(_)) => {
                Err(SubmitError::Overloaded { log, limit: "QUEUE_LIMIT_COMMANDS" })
            }
            Err(SendTimeoutError::Closed(_)) => Err(gone(log, &writer.witness.heads)),
        }
    }

    /// What the catalog's genesis says.
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// Every log, by number.
    pub fn status(&self) -> Vec<LogStatus> {
        self.writers.iter().map(|writer| writer.witness.heads.borrow().clone()).collect()
    }

    /// Follows the state of every log, by number.
    pub fn watch_status(&self) -> Vec<watch::Receiver<LogStatus>> {
        self.writers.iter().map(|writer| writer.witness.heads.clone()).collect()
    }

    /// Every log's writer, for readers of this process to be compared with, by number.
    pub fn witnesses(&self) -> Vec<WriterWitness> {
        self.writers.iter().map(|writer| writer.witness.clone()).collect()
    }

    /// The definitions as this process knows them, now and later.
    pub fn catalog(&self) -> watch::Receiver<CatalogView> {
        self.catalog.views()
    }

    /// Comes back when the catalog has reached `sequence`, or cannot any more.
    pub async fn wait_catalog(&self, sequence: u64) {
        let mut views = self.catalog.views();
        // The follower lives as long as this ledger: an error means that it has stopped.
        drop(views.wait_for(|view| view.sequence >= sequence || view.stopped.is_some()).await);
    }

    /// The writer of that log reads what others have written before it takes its next command: others wrote it, and do so no more.
    pub fn refresh(&self, log: LogNumber) {
        if let Some(writer) = self.writers.get(log.0 as usize) {
            writer.refresh.notify_one();
        }
    }

    /// The last entry of the catalog that anybody was answered with through this process: whoever heard of a definition here may
    /// rest on it, wherever the command is decided.
    pub fn catalog_answered(&self) -> u64 {
        self.catalog_answered.load(Ordering::Acquire)
    }

    /// Somebody was answered here with that entry of the catalog, which another process has written.
    pub fn heard_of_catalog(&self, sequence: u64) {
        self.catalog_answered.fetch_max(sequence, Ordering::AcqRel);
    }

    /// Stops taking commands and waits for the writers to end.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
