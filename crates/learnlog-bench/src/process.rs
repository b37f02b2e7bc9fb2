//! What is asked of servers that are child processes.

use std::fs;
use std::time::Duration;

use anyhow::{Context, bail};
use learnlog_testkit::process::Process;
use tokio::net::TcpStream;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How long a server may take to listen.
const LISTEN_TIMEOUT: Duration = Duration::from_secs(30);

/// Between two looks at whether it does.
const LOOK_INTERVAL: Duration = Duration::from_millis(20);

/// Memory of a process.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Resident now, in MiB.
    pub resident_mib: f64,
    /// The most that was ever resident, in MiB.
    pub peak_mib: f64,
}

/// Waits until it listens there. Errors: nothing does in time, or the process has ended.
pub async fn listens(process: &mut Process, host_and_port: &str) -> anyhow::Result<()> {
    let connected = async {
        let mut looks = interval(LOOK_INTERVAL);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while TcpStream::connect(host_and_port).await.is_err() {
            looks.tick().await;
            check_running(process)?;
        }
        anyhow::Ok(())
    };
    timeout(LISTEN_TIMEOUT, connected).await.context("the server does not listen")?
}

/// Errors: it has ended.
pub fn check_running(process: &mut Process) -> anyhow::Result<()> {
    match process.ended()? {
        Some(status) => bail!("the server ended with {status}; its log says why"),
        None => Ok(()),
    }
}

/// What it holds. Errors: it has ended.
pub fn memory(process: &Process) -> anyhow::Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id()))?;
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kibibytes = line.and_then(|rest| rest.strip_suffix("kB")?.trim().parse::<f64>().ok());
        kibibytes.map(|kibibytes| kibibytes / 1_024.0).context("no memory in its status")
    };
    Ok(Memory { resident_mib: mebibytes("VmRSS:")?, peak_mib: mebibytes("VmHWM:")? })
}
