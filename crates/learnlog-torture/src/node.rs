//! One `learnlog serve` with proxies between it and everything else. Invariant: whatever happens to it, it comes back on its address, and
//! whoever asks can tell one life from the next.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, ensure};
use learnlog_testkit::ports;
use learnlog_testkit::process::Process;
use tokio::time::{interval, timeout};

use crate::clock::{Clock, Mover};
use crate::learnlog::Learnlog;
use crate::proxy::Proxy;
use crate::servers::Servers;

/// Between two looks at whether it has ended.
const LOOK_INTERVAL: Duration = Duration::from_millis(20);

/// A server and what lies around it.
#[derive(Debug)]
pub struct Node {
    /// From 0.
    pub number: usize,
    /// To each broker.
    pub kafka: Vec<Proxy>,
    /// To PostgreSQL.
    pub database: Proxy,
    /// From callers.
    pub callers: Proxy,
    /// From the other processes.
    pub peers: Proxy,
    /// What it believes the time is.
    pub clock: Clock,
    listen: SocketAddr,
    metrics: SocketAddr,
    process: Mutex<Option<Process>>,
    life: AtomicU64,
    log: PathBuf,
}

impl Node {
    /// Proxies and addresses; nothing runs. Errors: no port is free.
    pub fn new(
        number: usize,
        brokers: usize,
        mover: &Mover,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let proxy = || Proxy::start(ports::listen()?);
        Ok(Self {
            number,
            kafka: std::iter::repeat_with(proxy).take(brokers).collect::<Result<_, _>>()?,
            database: proxy()?,
            callers: proxy()?,
            peers: proxy()?,
            clock: Clock::new(mover, folder.join(format!("clock-{number}")))?,
            listen: ports::free()?,
            metrics: ports::free()?,
            process: Mutex::default(),
            life: AtomicU64::new(0),
            log: folder.join(format!("serve-{number}.log")),
        })
    }

    /// Leads the proxies to the servers. Errors: a server's address is unknown.
    pub fn lead_to(&self, servers: &Servers) -> anyhow::Result<()> {
        for (broker, proxy) in self.kafka.iter().enumerate() {
            proxy.lead_to(servers.behind(broker, proxy.address().port())?);
        }
        let url = servers.database()?;
        let authority = url.rsplit('@').next().and_then(|rest| rest.split('/').next());
        self.database.lead_to(authority.context("a URL of a database")?.parse()?);
        self.callers.lead_to(self.listen);
        self.peers.lead_to(self.listen);
        Ok(())
    }

    /// Where it listens itself.
    pub fn address(&self) -> SocketAddr {
        self.listen
    }

    /// Where it tells its metrics.
    pub fn metrics(&self) -> SocketAddr {
        self.metrics
    }

    /// How often it was started.
    pub fn life(&self) -> u64 {
        self.life.load(Ordering::SeqCst)
    }

    /// What it says.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Starts it. Errors: it cannot be.
    pub fn start(&self, learnlog: &Learnlog) -> anyhow::Result<()> {
        let brokers: Vec<_> = self.kafka.iter().map(|proxy| proxy.address().to_string()).collect();
        let settings = |command: &mut Command| {
            learnlog.settings(command, &brokers.join(","), Some(self.database.address()));
            command.args(["serve", "--listen", &self.listen.to_string()]);
            command.args(["--advertise", &self.peers.address().to_string()]);
            command.args(["--metrics-listen", &self.metrics.to_string()]);
            self.clock.settings(command);
        };
        let mut process = self.process();
        // The old one must have gone before the new one can listen.
        *process = None;
        self.life.fetch_add(1, Ordering::SeqCst);
        let started = Process::start(&learnlog.program, settings, &self.log);
        *process =
            Some(started.with_context(|| format!("cannot start {}", learnlog.program.display()))?);
        Ok(())
    }

    /// SIGKILL.
    pub fn kill(&self) {
        *self.process() = None;
    }

    /// SIGTERM; returns how it ended, or None where it did not in time and was killed. Errors: it has ended before.
    pub async fn end(&self, limit: Duration) -> anyhow::Result<Option<ExitStatus>> {
        // From here on, it does not end by itself.
        let process = self.process().take();
        let mut process = process.context("there is no process to be ended")?;
        signal(&process, "TERM")?;
        let ended = async {
            let mut looks = interval(LOOK_INTERVAL);
            loop {
                looks.tick().await;
                if let Some(status) = process.ended()? {
                    return anyhow::Ok(status);
                }
            }
        };
        timeout(limit, ended).await.ok().transpose()
    }

    /// Sends a signal, if it was started. Errors: it has ended.
    pub fn signal(&self, name: &str) -> anyhow::Result<()> {
        self.process().as_ref().map_or(Ok(()), |process| signal(process, name))
    }

    /// It was started, and is not being ended.
    pub fn is_to_run(&self) -> bool {
        self.process().is_some()
    }

    /// It was started and has ended by itself.
    pub fn has_ended(&self) -> bool {
        let mut process = self.process();
        process.as_mut().is_some_and(|process| !matches!(process.ended(), Ok(None)))
    }

    fn process(&self) -> MutexGuard<'_, Option<Process>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn signal(process: &Process, name: &str) -> anyhow::Result<()> {
    let pid = process.id().to_string();
    let status = Command::new("kill").args(["-s", name, &pid]).status()?;
    ensure!(status.success(), "kill -s {name} {pid} failed");
    Ok(())
}
