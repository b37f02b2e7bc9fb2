//! One log's writer: one task that decides, chains, produces and confirms. Invariant: an answer is
//! an entry that was confirmed or read back, never something that this process merely hopes is
//! there. Correctness needs no lease: the chain is the fence, ownership is speed.

mod append;
mod cache;
mod confirm;
mod dispatch;
mod intake;
mod job;
mod load;
mod pipeline;
mod settle;
mod stream;
mod tail;

use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use futures::FutureExt;
use learnlog_chain::Head;
use learnlog_codec::entry::{Genesis, LogNumber};
use learnlog_domain::catalog::Catalog;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Timestamp;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::catalog_view::CatalogView;
use crate::chain_reader::WriterWitness;
use crate::clock::Clock;
use crate::event_log::{DeliveryReport, EventLog, LogProducer};
use crate::host::Host;
use crate::index::{EntryIndex, ReferenceClock};
use crate::ledger::{LogState, LogStatus};
use crate::limits::QUEUE_LIMIT_COMMANDS;
use crate::read_error::doubt::Doubt;
use crate::stray::Strays;
use crate::submission::SubmitError;
use crate::trail::Trail;
use cache::StreamCache;
pub(crate) use job::{Job, Reply};
use load::Loaded;
use pipeline::Pipeline;
use tail::Tail;

/// What a writer works with; shared by the writers of a ledger.
#[derive(Clone)]
pub(crate) struct Parts {
    pub event_log: Arc<dyn EventLog>,
    pub index: Arc<dyn EntryIndex>,
    pub clock: Arc<dyn Clock>,
    pub reference_clock: Arc<dyn ReferenceClock>,
    pub host: Arc<dyn Host>,
    pub genesis: Genesis,
    pub catalog: watch::Receiver<CatalogView>,
    /// The last entry of the catalog that this process has answered with: whoever heard of a
    /// definition here may rest on it here.
    pub catalog_answered: Arc<AtomicU64>,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
}

/// A running writer, from outside.
pub(crate) struct WriterHandle {
    pub commands: mpsc::Sender<Job>,
    pub witness: WriterWitness,
    /// Asks it to read what others have written, before it takes the next command.
    pub refresh: Arc<Notify>,
}

/// Starts the writer of one log, which tells by `publish` where it stands.
pub(crate) fn start(
    log: LogNumber,
    publish: watch::Sender<LogStatus>,
    witness: WriterWitness,
    parts: Parts,
) -> WriterHandle {
    let (commands, incoming) = mpsc::channel(QUEUE_LIMIT_COMMANDS);
    let disputed = witness.disputed.clone();
    let tasks = parts.tasks.clone();
    let alarm = publish.clone();
    let refresh = Arc::<Notify>::default();
    let signals = Signals { disputed, refresh: Arc::clone(&refresh) };
    let writer = Writer::new(log, parts, incoming, publish, signals).run();
    tasks.spawn(async move {
        if AssertUnwindSafe(writer).catch_unwind().await.is_err() {
            tracing::error!(log = log.0, "the writer broke: this is a bug");
            let why = "its writer broke: restart this process";
            alarm.send_modify(|status| status.state = LogState::Stopped(why.into()));
        }
    });
    WriterHandle { commands, witness, refresh }
}

/// What others tell the task beside commands.
struct Signals {
    /// A reader of this process has met another entry than this writer.
    disputed: CancellationToken,
    /// Others have written.
    refresh: Arc<Notify>,
}

/// The state of the task.
struct Writer {
    log: LogNumber,
    parts: Parts,
    incoming: mpsc::Receiver<Job>,
    publish: watch::Sender<LogStatus>,
    signals: Signals,

    /// The last entry that is known to be in the log; None until the first read-back.
    confirmed: Option<Trail>,
    /// After the last produced entry.
    head: Head,
    recorded_at: Timestamp,
    catalog_sequence: u64,
    strays: Strays,
    /// Strays below this offset are counted.
    read_to: u64,
    /// The highest offset that any report named.
    highest_reported: Option<u64>,

    generation: u64,
    /// Since the last settling, something has got into the log.
    fruitful: bool,
    producer: Option<Box<dyn LogProducer>>,
    reports: mpsc::UnboundedReceiver<(u64, DeliveryReport)>,
    report_sender: mpsc::UnboundedSender<(u64, DeliveryReport)>,
    pipeline: Pipeline,

    cache: StreamCache,
    tail: Tail,
    /// In the catalog: the definitions with everything that is produced.
    tentative_catalog: Arc<Catalog>,

    /// To be looked at before anything new, in order.
    again: VecDeque<Job>,
    /// Jobs that were taken so far.
    tickets: u64,
    held: BTreeMap<StreamId, Held>,
    /// Those that wait for an unconfirmed entry.
    waiting_jobs: usize,
    parked: BTreeMap<StreamId, Vec<Job>>,
    parked_jobs: usize,
    to_load: VecDeque<StreamId>,
    loads: usize,
    loaded: mpsc::Receiver<Loaded>,
    loaded_sender: mpsc::Sender<Loaded>,
    looking: bool,
    /// The producer's queue was full: wait for reports.
    blocked: bool,
    /// Since when the tail has been full.
    full_since: Option<Instant>,
    /// The log seems to have lost its end.
    doubt: Doubt,
}

/// Jobs of one stream of which the first waits for its position. Those that came after it wait with it.
struct Held {
    /// Of the first.
    ticket: u64,
    /// The unconfirmed entry that all of them wait for.
    sequence: u64,
}

/// Why the writer leaves its normal work.
enum Leave {
    /// Something is unknown: settle and go on.
    Settle(String),
    /// Nothing is unknown, but the log must be read to its end.
    ReadOn,
    /// It cannot go on until somebody looks.
    Stop(String),
    /// It was asked to end.
    End,
}

impl Writer {
    fn new(
        log: LogNumber,
        parts: Parts,
        incoming: mpsc::Receiver<Job>,
        publish: watch::Sender<LogStatus>,
        signals: Signals,
    ) -> Self {
        let (report_sender, reports) = mpsc::unbounded_channel();
        let (loaded_sender, loaded) = mpsc::channel(QUEUE_LIMIT_COMMANDS);
        Self {
            log,
            parts,
            incoming,
            publish,
            signals,
            confirmed: None,
            head: Head::EMPTY,
            recorded_at: Timestamp::from_micros(0),
            catalog_sequence: 0,
            strays: Strays::default(),
            read_to: 0,
            highest_reported: None,
            generation: 0,
            fruitful: true,
            producer: None,
            reports,
            report_sender,
            pipeline: Pipeline::at(0),
            cache: StreamCache::new(),
            tail: Tail::above(Head::EMPTY),
            tentative_catalog: Arc::default(),
            again: VecDeque::new(),
            tickets: 0,
            held: BTreeMap::new(),
            waiting_jobs: 0,
            parked: BTreeMap::new(),
            parked_jobs: 0,
            to_load: VecDeque::new(),
            loads: 0,
            loaded,
            loaded_sender,
            looking: false,
            blocked: false,
            full_since: None,
            doubt: Doubt::default(),
        }
    }

    async fn run(mut self) {
        let mut left = Leave::Settle("starting".to_owned());
        loop {
            let ready = match left {
                Leave::Settle(why) => self.settle(&why).await,
                Leave::ReadOn => self.read_on().await,
                Leave::Stop(why) => return self.refuse_for_good(&why).await,
                Leave::End => return self.end().await,
            };
            left = match ready {
                Ok(()) => self.work().await,
                Err(left) => left,
            };
        }
    }

    /// Stopped with an alarm: answers everybody so until the process ends.
    async fn refuse_for_good(mut self, why: &str) {
        tracing::error!(log = self.log.0, why, "the log is stopped");
        let reason: Arc<str> = why.into();
        self.discard_producer().await;
        self.set_state(LogState::Stopped(Arc::clone(&reason)));
        let error = SubmitError::Stopped { log: self.log, reason };
        self.fail_waiting(&error);
        loop {
            tokio::select! {
                biased;
                () = self.parts.stop.cancelled() => return,
                job = self.incoming.recv() => match job {
                    Some(job) => job.fail(error.clone()),
                    None => return,
                },
            }
        }
    }

    /// The process ends: nothing more is produced; what is unconfirmed stays unknown to its callers.
    async fn end(mut self) {
        self.discard_producer().await;
        let error = SubmitError::Ended { log: self.log };
        self.fail_waiting(&error);
        self.incoming.close();
        while let Some(job) = self.incoming.recv().await {
            job.fail(error.clone());
        }
    }

    /// Everybody who waits for this writer gets that answer.
    fn fail_waiting(&mut self, error: &SubmitError) {
        let parked = std::mem::take(&mut self.parked);
        (self.parked_jobs, self.waiting_jobs) = (0, 0);
        self.to_load.clear();
        let pending = self
            .pipeline
            .drain()
            .flat_map(|pending| std::iter::once(pending.job).chain(pending.waiting));
        pending
            .chain(self.again.drain(..))
            .chain(parked.into_values().flatten())
            .for_each(|job| job.fail(error.clone()));
    }

    fn set_state(&self, state: LogState) {
        self.publish.send_modify(|status| status.state = state);
    }
}
