//! `learnlog serve`: the server's roles in one process. Invariant: what contradicts the ledger ends
//! the process before it has touched anything; what is away is waited for, and health says so all
//! the while.

mod gate;
mod opening;
pub mod options;
mod projectors;
mod running;
mod sharing;
mod waiting;

use std::net::{SocketAddr, TcpListener};

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::exit::{Exit, Failure};
use crate::server::serve::options::{Options, ServeOptions};
use crate::server::serve::running::Door;
use crate::server::serve::waiting::WaitingRoom;
use crate::server::settings::LedgerArgs;
use crate::telemetry;

/// What is logged unless the environment says otherwise.
const DEFAULT_FILTER: &str = "info,tokio_postgres=warn,refinery_core=warn";

/// What `learnlog serve` is told.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    #[command(flatten)]
    options: ServeOptions,
}

/// Serves until SIGTERM or SIGINT. Errors: usage, where settings are wrong or contradict the
/// ledger.
pub async fn run(args: &ServeArgs) -> Result<Exit, Failure> {
    let ledger = args.ledger.clone().with_file()?;
    let options = args.options.clone().or(ledger.serve.clone().unwrap_or_default());
    let options = Options::new(options)?;
    telemetry::log(options.log_format, DEFAULT_FILTER)?;
    let trust = gate::trust(&ledger, &options)?;
    let tls = gate::tls(&options)?;
    let settings = ledger.settings()?;
    if let Some(address) = options.metrics_listen {
        telemetry::serve_metrics(address)?;
    }
    let listener = bind(options.listen)?;
    let stop = CancellationToken::new();
    let mut signals = JoinSet::new();
    signals.spawn(Signals::listen()?.obey(stop.clone()));

    let waiting = WaitingRoom::open(&listener, tls.as_ref()).await?;
    let opened = tokio::select! {
        opened = opening::open(settings) => Some(opened?),
        () = stop.cancelled() => None,
    };
    waiting.close().await;
    let Some(opened) = opened else { return Ok(Exit::Done) };
    running::run(opened, options, Door { trust, tls, listener }, stop).await
}

fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    let bound = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    bound
        .with_context(|| format!("cannot listen at {address}: --listen takes another"))
        .map_err(Failure::usage)
}

/// SIGTERM and SIGINT.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self, Failure> {
        let listen = |kind| signal(kind).context("cannot listen to signals").map_err(Failure::bug);
        let terminate = listen(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: listen(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// The first signal drains; a second one ends the process at once.
    async fn obey(mut self, stop: CancellationToken) {
        self.next().await;
        tracing::info!("draining; a second signal ends the process at once");
        stop.cancel();
        self.next().await;
        std::process::exit(1);
    }
}
