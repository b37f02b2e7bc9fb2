//! The gRPC server: all services on one port. Invariant: without a principal only health and reflection answer, and
//! when `serve` comes back no call is under way.

pub mod connections;
pub mod tls;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use learnlog_keys::keyring::Keyring;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::ledger::{Ledger, LogState, LogStatus};
use learnlog_proto::DESCRIPTOR_SET;
use learnlog_proto::api::ledger_service_server::LedgerServiceServer;
use learnlog_proto::api::query_service_server::QueryServiceServer;
use learnlog_readmodels::queries::Queries;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::server::NamedService;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::server::{Router, TcpIncoming};
use tonic_health::ServingStatus;
use tonic_health::pb::FILE_DESCRIPTOR_SET as HEALTH_DESCRIPTOR_SET;
use tonic_health::server::{HealthReporter, HealthService};
use tower::layer::util::{Identity, Stack};
use tower::util::MapResponseLayer;

use self::connections::{CONNECTIONS_LIMIT, limited};
use self::tls::Tls;
use crate::authentication::interceptor::Gate;
use crate::authentication::{Authenticator, Trust};
use crate::caller::{CallerLimits, Callers};
use crate::commands::desk::Desk;
use crate::commands::door::Door;
use crate::commands::service::Commands;
use crate::error::reason::Reason;
use crate::health::source::{HealthSource, KeysAnswer, LedgerTakes, LogAnswers, ReadModelsFollow};
use crate::health::{Watched, watch};
use crate::history::service::{FOLLOWED_STREAMS_LIMIT, History, LOG_REPLAYS_LIMIT};
use crate::history::standing::{LogPlace, ToldHeads};
use crate::message::server::command_service_server::CommandServiceServer;
use crate::message::{QUESTION_LIMIT_BYTES, TRANSPORT_LIMIT_BYTES, explained};
use crate::metrics;
use crate::ownership::router::Router as Owners;
use crate::places::Places;
use crate::queries::service::Answers;
use crate::queries::wait::Asking;

/// Calls under way on one connection.
pub const CALLS_LIMIT_PER_CONNECTION: u32 = 1_024;

/// Calls of one connection that were given up before the server came to look at them; past it, the connection ends. As many as may be
/// under way: under overload, the deadlines of callers pass, and a connection that ends takes the calls of all who share it along.
pub const GIVEN_UP_LIMIT_CALLS: usize = CALLS_LIMIT_PER_CONNECTION as usize;

/// Bytes that a client may send ahead on one call.
pub const CALL_WINDOW_BYTES: u32 = 1 << 20;

/// Bytes that a client may send ahead on one connection.
pub const CONNECTION_WINDOW_BYTES: u32 = 8 << 20;

/// How often a silent connection is asked whether it lives, and how long it may take to say so.
pub const KEEPALIVE: Duration = Duration::from_secs(30);

/// How long calls may take to end when the process does.
pub const DRAIN_LIMIT: Duration = Duration::from_secs(20);

/// Bytes of a call's metadata.
pub const METADATA_LIMIT_BYTES: u32 = 32 << 10;

/// What the server serves.
pub struct Parts {
    /// Takes the commands.
    pub ledger: Arc<Ledger>,
    /// Where commands go.
    pub router: Arc<Owners>,
    /// Answers the queries.
    pub queries: Queries,
    /// Seals and opens.
    pub keyring: Arc<Keyring>,
    /// Read by replays.
    pub event_log: Arc<dyn EventLog>,
    /// Where each log lies, by number.
    pub places: Vec<LogPlace>,
    /// Whom to believe.
    pub trust: Trust,
    /// None: plain text, for a network that is trusted.
    pub tls: Option<Tls>,
    /// What one caller may do.
    pub caller_limits: CallerLimits,
    /// What else must be there for all services ("the projectors of this process").
    pub also_needed: Vec<Arc<dyn HealthSource>>,
    /// Canceled when callers should go elsewhere: from then on health says so, and calls are still taken.
    pub leaving: CancellationToken,
}

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Certificate, key or authority cannot be used.
    #[error("the TLS certificate, key or client authority cannot be used: are they PEM files?")]
    Tls(#[source] tonic::transport::Error),
    /// Descriptors are incomplete.
    #[error("the protocol's description is incomplete")]
    Reflection(#[source] tonic_reflection::server::Error),
    /// The port is lost.
    #[error("the gRPC server failed")]
    Transport(#[source] tonic::transport::Error),
}

/// Serves on `listener` until `stop` is canceled and every call has ended, at most [`DRAIN_LIMIT`] later.
pub async fn serve(
    parts: Parts,
    listener: TcpListener,
    stop: CancellationToken,
) -> Result<(), ServerError> {
    metrics::describe();
    let tasks = TaskTracker::new();
    let reporter = HealthReporter::new();
    // A new reporter says that the whole serves. Nobody has looked yet, and callers come at once.
    reporter.set_service_status("", ServingStatus::NotServing).await;
    let watched = watched(&parts);
    let (owners, ledger) = (Arc::clone(&parts.router), Arc::clone(&parts.ledger));
    let leaving = parts.leaving.clone();
    let router = router(parts, &reporter, &tasks, &stop)?;
    tasks.spawn(watch(reporter, watched, leaving.clone()));
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let incoming = limited(incoming, CONNECTIONS_LIMIT);
    let served = router.serve_with_incoming_shutdown(incoming, stop.clone().cancelled_owned());
    let served = drained(served, &stop).await;
    if served.is_none() {
        let not_serving = |status: LogStatus| {
            (status.state != LogState::Serving)
                .then(|| format!("{}: {:?}", status.log, status.state))
        };
        let logs: Vec<_> = ledger.status().into_iter().filter_map(not_serving).collect();
        tracing::warn!(not_serving = ?logs, "calls that did not end in time were cut off");
    }
    stop.cancel();
    leaving.cancel();
    owners.close();
    tasks.close();
    tasks.wait().await;
    served.unwrap_or(Ok(())).map_err(ServerError::Transport)
}

/// None where calls were cut off.
async fn drained<T>(served: impl Future<Output = T>, stop: &CancellationToken) -> Option<T> {
    let cut_off = async {
        stop.cancelled().await;
        tokio::time::timeout(DRAIN_LIMIT, std::future::pending::<()>()).await
    };
    tokio::select! {
        served = served => Some(served),
        _ = cut_off => None,
    }
}

fn watched(parts: &Parts) -> Vec<Watched> {
    let source = |source: Arc<dyn HealthSource>| source;
    let log = source(Arc::new(LogAnswers::new(Arc::clone(&parts.event_log))));
    let takes = source(Arc::new(LedgerTakes(Arc::clone(&parts.ledger))));
    let keys = source(Arc::new(KeysAnswer(Arc::clone(&parts.keyring))));
    let (queries, ledger) = (parts.queries.clone(), Arc::clone(&parts.ledger));
    let follow = source(Arc::new(ReadModelsFollow::new(queries, ledger)));
    let needs = |service, own: Vec<&Arc<dyn HealthSource>>| Watched {
        service,
        sources: own.into_iter().chain(&parts.also_needed).cloned().collect(),
    };
    vec![
        needs(CommandServiceServer::<Commands>::NAME, vec![&log, &takes, &keys]),
        needs(QueryServiceServer::<Answers>::NAME, vec![&follow]),
        needs(LedgerServiceServer::<History>::NAME, vec![&log, &follow]),
    ]
}

type Layers = Stack<MapResponseLayer<Explain>, Identity>;
type Explain = fn(http::Response<tonic::body::Body>) -> http::Response<tonic::body::Body>;

fn router(
    parts: Parts,
    reporter: &HealthReporter,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> Result<Router<Layers>, ServerError> {
    let mut server = tonic::transport::Server::builder()
        .layer(MapResponseLayer::new(explained as Explain))
        .max_concurrent_streams(CALLS_LIMIT_PER_CONNECTION)
        .http2_max_pending_accept_reset_streams(Some(GIVEN_UP_LIMIT_CALLS))
        .initial_stream_window_size(CALL_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .http2_max_header_list_size(METADATA_LIMIT_BYTES);
    if let Some(tls) = &parts.tls {
        server = server.tls_config(tls.config()).map_err(ServerError::Tls)?;
    }
    let callers = Callers::new(parts.caller_limits);
    let gate = Gate(Arc::new(Authenticator::new(parts.trust, callers)));
    let (ledger, keyring) = (Arc::clone(&parts.ledger), Arc::clone(&parts.keyring));
    let desk = Desk::new(ledger, keyring, Arc::clone(&parts.router), tasks.clone());
    let desk = Arc::new(desk);
    let (logs, ledger_id) = (desk.log_count(), parts.ledger.genesis().ledger_id);
    let asking = Asking::of(parts.queries);
    let commands = Commands::new(desk, stop.clone());
    let admission = commands.admission();
    let answers = Answers::new(asking.clone(), parts.keyring, ledger_id, logs);
    let history = History {
        router: parts.router,
        ledger: parts.ledger,
        event_log: parts.event_log,
        asking,
        places: parts.places,
        told: ToldHeads::default(),
        ending: stop.clone(),
        tasks: tasks.clone(),
        replays: Places::new(LOG_REPLAYS_LIMIT, Reason::TooManyReplays),
        followed: Places::new(FOLLOWED_STREAMS_LIMIT, Reason::TooManyReplays),
    };
    let commands = CommandServiceServer::new(commands)
        .max_decoding_message_size(TRANSPORT_LIMIT_BYTES)
        .accept_compressed(Gzip)
        .send_compressed(Gzip);
    let queries = QueryServiceServer::new(answers)
        .max_decoding_message_size(QUESTION_LIMIT_BYTES)
        .accept_compressed(Gzip)
        .send_compressed(Gzip);
    let history = LedgerServiceServer::new(history)
        .max_decoding_message_size(QUESTION_LIMIT_BYTES)
        .accept_compressed(Gzip)
        .send_compressed(Gzip);
    let health = HealthService::from_health_reporter(reporter.clone());
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(HEALTH_DESCRIPTOR_SET)
    };
    Ok(server
        .add_service(Door::new(InterceptedService::new(commands, gate.clone()), admission))
        .add_service(InterceptedService::new(queries, gate.clone()))
        .add_service(InterceptedService::new(history, gate))
        .add_service(tonic_health::pb::health_server::HealthServer::new(health))
        .add_service(reflection().build_v1().map_err(ServerError::Reflection)?)
        .add_service(reflection().build_v1alpha().map_err(ServerError::Reflection)?))
}
