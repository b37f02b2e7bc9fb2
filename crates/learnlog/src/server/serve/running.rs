//! The roles of a process, from start to drain. Invariant: they end in the order in which work
//! flows: first no call is taken any more, then writers end, then projectors after their batches.

use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Context;
use learnlog_api::authentication::Trust;
use learnlog_api::health::source::HealthSource;
use learnlog_api::health::{Watched, watch};
use learnlog_api::history::standing::LogPlace;
use learnlog_api::server::tls::Tls;
use learnlog_api::server::{Parts, ServerError, serve};
use learnlog_codec::entry::LogNumber;
use learnlog_ledger::clock::SystemClock;
use learnlog_ledger::genesis::all_logs;
use learnlog_ledger::host::SystemHost;
use learnlog_ledger::ledger::{Dependencies, Ledger};
use learnlog_readmodels::database::{LOOK_SESSIONS, query_pool};
use learnlog_readmodels::entry_index::history::{PgClock, PgEntryIndex};
use learnlog_readmodels::queries::Queries;
use learnlog_readmodels::runner::status::LaneStatus;
use learnlog_readmodels::runner::{ProjectorConfig, ProjectorPorts, ProjectorRunner};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic_health::server::HealthReporter;

use crate::exit::{Exit, Failure};
use crate::server::serve::opening::Opened;
use crate::server::serve::options::{Options, Role};
use crate::server::serve::projectors::ProjectorsWork;
use crate::server::serve::sharing::{Sharing, Work};
use crate::server::serve::waiting::WaitingRoom;

/// The name under which health tells of the projectors.
const PROJECTOR_SERVICE: &str = "learnlog.projector";

/// Where callers come in, and who may.
pub struct Door {
    /// Whom to believe.
    pub trust: Trust,
    /// None: plain text.
    pub tls: Option<Tls>,
    /// Bound, not blocking.
    pub listener: TcpListener,
}

/// Runs the roles until `stop` is canceled and everything has drained. Errors: [`Failure`].
pub async fn run(
    opened: Opened,
    options: Options,
    door: Door,
    stop: CancellationToken,
) -> Result<Exit, Failure> {
    let ledger = match options.has(Role::Api) {
        true => Some(Arc::new(ledger(&opened)?)),
        false => None,
    };
    let sharing = Sharing::of(&opened, &options)?;
    let projectors = match options.has(Role::Projector) {
        true => Some(projectors(&opened, ledger.as_deref(), &sharing)?),
        false => None,
    };
    let lanes = projectors.as_ref().map(ProjectorRunner::subscribe);
    let ended = CancellationToken::new();
    let served = match ledger {
        Some(ledger) => api(&opened, ledger, &options, door, sharing, lanes, stop).await,
        None => {
            let work = health(lanes.as_ref());
            let shared = Work { writes: None, projects: lanes };
            let shared =
                sharing.share(shared, stop.clone(), CancellationToken::new(), ended.clone());
            let served = async {
                let served = only_health(work, &door, stop).await;
                ended.cancel();
                served
            };
            futures::join!(served, shared).0
        }
    };
    if let Some(projectors) = projectors {
        let stopped = tokio::task::spawn_blocking(|| projectors.stop()).await;
        stopped.context("a projector broke").map_err(Failure::bug)?;
    }
    tracing::info!("ended");
    served.map(|()| Exit::Done)
}

fn ledger(opened: &Opened) -> Result<Ledger, Failure> {
    let dependencies = Dependencies {
        event_log: Arc::clone(&opened.event_log),
        index: Arc::new(PgEntryIndex::new(opened.pool.clone())),
        clock: Arc::new(SystemClock),
        reference_clock: Arc::new(PgClock::new(opened.pool.clone())),
        host: Arc::new(SystemHost),
    };
    Ledger::start(opened.settled.genesis.clone(), dependencies)
        .context("the ledger cannot be started")
        .map_err(|error| Failure::new(Exit::Unavailable, error))
}

fn projectors(
    opened: &Opened,
    ledger: Option<&Ledger>,
    sharing: &Sharing,
) -> Result<ProjectorRunner, Failure> {
    let database = opened.settings.database.clone();
    let entries_logs = opened.settled.genesis.entries_logs;
    let mut config = ProjectorConfig::new(entries_logs);
    config.writers = ledger.map(Ledger::witnesses).unwrap_or_default();
    config.mine = Some(sharing.mine());
    let event_log = Arc::clone(&opened.event_log);
    ProjectorRunner::start(config, ProjectorPorts::new(event_log, database, entries_logs))
        .context("the projectors cannot be started")
        .map_err(|error| Failure::new(Exit::Unavailable, error))
}

async fn api(
    opened: &Opened,
    ledger: Arc<Ledger>,
    options: &Options,
    door: Door,
    sharing: Sharing,
    lanes: Option<watch::Receiver<Vec<LaneStatus>>>,
    stop: CancellationToken,
) -> Result<(), Failure> {
    let entries_logs = ledger.genesis().entries_logs;
    let sessions = |count| query_pool(&opened.settings.database, count).map_err(Failure::usage);
    let (questions, looks) = (sessions(options.query_sessions)?, sessions(LOOK_SESSIONS)?);
    let router = sharing.router(&ledger);
    let leaving = CancellationToken::new();
    let parts = Parts {
        ledger: Arc::clone(&ledger),
        router: Arc::clone(&router),
        queries: Queries::new(questions, looks, entries_logs),
        keyring: Arc::clone(&opened.keyring),
        event_log: Arc::clone(&opened.event_log),
        places: all_logs(entries_logs).map(|log| place(opened, log)).collect(),
        trust: door.trust,
        tls: door.tls,
        caller_limits: options.caller_limits,
        also_needed: health(lanes.as_ref()),
        leaving: stop,
    };
    let listener = tokio::net::TcpListener::from_std(door.listener)
        .context("the listening socket cannot be used")
        .map_err(Failure::bug)?;
    tracing::info!(address = %options.listen, "listening");
    let ended = CancellationToken::new();
    let work = Work { writes: Some((Arc::clone(&ledger), router)), projects: lanes };
    let shared = sharing.share(work, parts.leaving.clone(), leaving.clone(), ended.clone());
    let served = async {
        let served = serve(parts, listener, leaving).await;
        ledger.stop().await;
        ended.cancel();
        served
    };
    let (served, ()) = futures::join!(served, shared);
    served.map_err(|error| match error {
        ServerError::Tls(_) => Failure::usage(error),
        ServerError::Reflection(_) | ServerError::Transport(_) => Failure::bug(error),
    })
}

/// What health must know of the projections.
fn health(lanes: Option<&watch::Receiver<Vec<LaneStatus>>>) -> Vec<Arc<dyn HealthSource>> {
    let source = |lanes: &watch::Receiver<_>| Arc::new(ProjectorsWork(lanes.clone())) as Arc<_>;
    lanes.map(source).into_iter().collect()
}

fn place(opened: &Opened, log: LogNumber) -> LogPlace {
    let place = opened.settings.names.place(log, opened.settled.genesis.entries_logs);
    LogPlace { topic: place.topic, partition: place.partition }
}

/// A process without calls: health is all that it answers.
async fn only_health(
    sources: Vec<Arc<dyn HealthSource>>,
    door: &Door,
    stop: CancellationToken,
) -> Result<(), Failure> {
    let reporter = HealthReporter::new();
    let why = "this process does not have the role api";
    let room = WaitingRoom::with(&door.listener, door.tls.as_ref(), reporter.clone(), why).await?;
    watch(reporter, vec![Watched { service: PROJECTOR_SERVICE, sources }], stop).await;
    room.close().await;
    Ok(())
}
