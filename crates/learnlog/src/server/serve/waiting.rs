//! What answers while Kafka or PostgreSQL is away at the start. Invariant: health says NOT_SERVING,
//! every other call is UNAVAILABLE with what to do, and port and certificate are those that the
//! server has afterwards.

use std::net::TcpListener;
use std::time::Duration;

use anyhow::Context;
use learnlog_api::error::ApiError;
use learnlog_api::error::reason::Reason;
use learnlog_api::server::tls::Tls;
use learnlog_proto::api::{command_service_server, ledger_service_server, query_service_server};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::body::Body;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::{HealthReporter, HealthService};

use crate::exit::Failure;

/// The server as a whole, and what it will serve.
const SERVICES: [&str; 4] = [
    "",
    command_service_server::SERVICE_NAME,
    query_service_server::SERVICE_NAME,
    ledger_service_server::SERVICE_NAME,
];

/// How long calls may take to leave when the server takes over.
const LEAVE_LIMIT: Duration = Duration::from_secs(2);

/// The gRPC server before there is a ledger to serve, or in a process that serves none.
pub struct WaitingRoom {
    stop: CancellationToken,
    server: JoinSet<()>,
}

impl WaitingRoom {
    /// Answers on a copy of `listener` until closed. Errors: the operating system has no copy to
    /// give; a certificate that cannot be used.
    pub async fn open(listener: &TcpListener, tls: Option<&Tls>) -> Result<Self, Failure> {
        let why = "the ledger is being opened";
        Self::with(listener, tls, HealthReporter::new(), why).await
    }

    /// The same, with health as reported and all other calls refused for that reason.
    pub async fn with(
        listener: &TcpListener,
        tls: Option<&Tls>,
        health: HealthReporter,
        why: &'static str,
    ) -> Result<Self, Failure> {
        let listener = listener
            .try_clone()
            .and_then(tokio::net::TcpListener::from_std)
            .context("the listening socket cannot be used")
            .map_err(Failure::bug)?;
        let mut builder = Server::builder();
        if let Some(tls) = tls {
            builder = builder
                .tls_config(tls.config())
                .context("certificate, key or client authority cannot be used: are they PEM?")
                .map_err(Failure::usage)?;
        }
        for service in SERVICES {
            health.set_service_status(service, ServingStatus::NotServing).await;
        }
        let stop = CancellationToken::new();
        let served = builder.add_routes(routes(health, why)).serve_with_incoming_shutdown(
            TcpIncoming::from(listener),
            stop.clone().cancelled_owned(),
        );
        let mut server = JoinSet::new();
        server.spawn(async move {
            if let Err(error) = served.await {
                tracing::error!(%error, "health cannot be served");
            }
        });
        Ok(Self { stop, server })
    }

    /// Sends everybody away and frees the copy.
    pub async fn close(mut self) {
        self.stop.cancel();
        if tokio::time::timeout(LEAVE_LIMIT, self.server.join_next()).await.is_err() {
            self.server.shutdown().await;
        }
    }
}

fn routes(health: HealthReporter, why: &'static str) -> Routes {
    let health = HealthServer::new(HealthService::from_health_reporter(health));
    let refuse = move || async move {
        let hint = "try again, commands under the same command_id; health says when";
        let error = ApiError::new(Reason::LedgerUnavailable, format!("{why}: {hint}"));
        Status::from(error).into_http::<Body>()
    };
    Routes::from(Routes::new(health).into_axum_router().fallback(refuse))
}
