//! Servers as child processes. Invariant: none outlives its owner, whatever ends first, and what it says is in a file.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::net::TcpStream;
use tokio::time::{MissedTickBehavior, interval, timeout};
use uuid::Uuid;

/// How long a server may take to listen.
const LISTEN_TIMEOUT: Duration = Duration::from_secs(30);

/// Between two looks at whether it does.
const LOOK_INTERVAL: Duration = Duration::from_millis(20);

/// Below the range from which the system takes ports for outgoing connections: no such connection takes a server's port before it listens.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Ports that are tried.
const PORT_ATTEMPTS: usize = 100;

/// A running server.
#[derive(Debug)]
pub struct Process(Child);

/// Memory of a process.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Resident now, in MiB.
    pub resident_mib: f64,
    /// The most that was ever resident, in MiB.
    pub peak_mib: f64,
}

impl Process {
    /// Starts a program whose output goes to `log`. It is ended by the kernel when the calling thread ends, which should be the main
    /// one. Errors: it cannot be started.
    pub fn start(
        program: &Path,
        command: impl FnOnce(&mut Command),
        log: &Path,
    ) -> anyhow::Result<Self> {
        let output = File::options().create(true).append(true).open(log)?;
        let mut wrapped = Command::new("setpriv");
        wrapped.args(["--pdeathsig", "KILL", "--"]).arg(program);
        wrapped.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        command(&mut wrapped);
        Ok(Self(wrapped.spawn().with_context(|| format!("cannot start {}", program.display()))?))
    }

    /// Waits until something listens there. Errors: nothing does in time, or the process has ended.
    pub async fn listens(&mut self, host_and_port: &str) -> anyhow::Result<()> {
        let connected = async {
            let mut looks = interval(LOOK_INTERVAL);
            looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while TcpStream::connect(host_and_port).await.is_err() {
                looks.tick().await;
                self.check_running()?;
            }
            anyhow::Ok(())
        };
        timeout(LISTEN_TIMEOUT, connected).await.context("the server does not listen")?
    }

    /// Errors: it has ended.
    pub fn check_running(&mut self) -> anyhow::Result<()> {
        match self.0.try_wait()? {
            Some(status) => bail!("the server ended with {status}; its log says why"),
            None => Ok(()),
        }
    }

    /// What it holds. Errors: it has ended.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let mebibytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kibibytes =
                line.and_then(|rest| rest.strip_suffix("kB")?.trim().parse::<f64>().ok());
            kibibytes.map(|kibibytes| kibibytes / 1_024.0).context("no memory in its status")
        };
        Ok(Memory { resident_mib: mebibytes("VmRSS:")?, peak_mib: mebibytes("VmHWM:")? })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A loopback address that nobody listened on just now. Errors: none is found.
pub fn free_address() -> anyhow::Result<String> {
    let span = u128::from(PORTS.end - PORTS.start);
    for _ in 0..PORT_ATTEMPTS {
        let port = PORTS.start + u16::try_from(Uuid::new_v4().as_u128() % span)?;
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok(listener.local_addr()?.to_string());
        }
    }
    bail!("no free port between {} and {}", PORTS.start, PORTS.end)
}
