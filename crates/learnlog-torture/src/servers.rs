//! Kafka and PostgreSQL of the run, by `ops/stack`. Invariant: they are nobody else's, and go down with this process.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ops/stack");

/// A private stack.
#[derive(Debug, Clone)]
pub struct Servers {
    run: PathBuf,
    log: PathBuf,
    /// `kafka`, and with three brokers `kafka2` and `kafka3`.
    pub brokers: Vec<&'static str>,
}

impl Servers {
    /// Starts them, with a listener of each broker for each of its proxies' ports. Errors: they do not
    /// start; what `ops/stack` says goes to `log`.
    pub fn start(run: PathBuf, log: PathBuf, proxies: &[Vec<u16>]) -> anyhow::Result<Self> {
        let names = ["kafka", "kafka2", "kafka3"];
        let servers = Self { run, log, brokers: names[..proxies.len()].to_vec() };
        let ports: Vec<_> = proxies.iter().flatten().map(u16::to_string).collect();
        let (count, ports) = (proxies.len().to_string(), ports.join(" "));
        servers.run(&["up", "--brokers", &count, "--advertise", &ports])?;
        Ok(servers)
    }

    /// Where the listener behind a broker's proxy listens. Errors: there is none.
    pub fn behind(&self, broker: usize, proxy: u16) -> anyhow::Result<SocketAddr> {
        let file = self.file(self.brokers[broker], "listeners")?;
        let mut pairs = file.lines().filter_map(|line| line.split_once(' '));
        let found = pairs.find(|(advertised, _)| *advertised == proxy.to_string());
        Ok(found.context("a listener is missing")?.1.parse()?)
    }

    /// Bootstrap servers without a proxy in between. Errors: they cannot be read.
    pub fn kafka(&self) -> anyhow::Result<String> {
        let addresses: anyhow::Result<Vec<_>> =
            self.brokers.iter().map(|broker| self.file(broker, "bootstrap")).collect();
        Ok(addresses?.iter().map(|address| address.trim()).collect::<Vec<_>>().join(","))
    }

    /// URL of a database, without a proxy in between. Errors: it cannot be read.
    pub fn database(&self) -> anyhow::Result<String> {
        Ok(self.file("postgres", "url")?.trim().to_owned())
    }

    /// SIGSTOP. Errors: it does not run.
    pub fn stop(&self, server: &str) -> anyhow::Result<()> {
        self.run(&["pause", server])
    }

    /// SIGCONT. Errors: it does not run.
    pub fn go_on(&self, server: &str) -> anyhow::Result<()> {
        self.run(&["resume", server])
    }

    /// SIGKILL. Errors: it does not end.
    pub fn kill(&self, server: &str) -> anyhow::Result<()> {
        self.run(&["kill", server])
    }

    /// Starts a killed one on its port with its data; returns when it answers. Errors: it does not.
    pub fn restart(&self, server: &str) -> anyhow::Result<()> {
        self.run(&["up", server])
    }

    /// Ends them and removes their data. Errors: they do not end.
    pub fn down(&self) -> anyhow::Result<()> {
        self.run(&["down"])
    }

    fn file(&self, server: &str, name: &str) -> anyhow::Result<String> {
        let path = self.run.join(server).join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    }

    fn run(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let mut command = Command::new(Path::new(SCRIPT));
        command.args(arguments).arg("--dir").arg(&self.run);
        command.arg("--parent").arg(std::process::id().to_string());
        command.env_remove("LEARNLOG_KAFKA").env_remove("LEARNLOG_DATABASE");
        let log = fs::File::options().create(true).append(true).open(&self.log)?;
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).status()?;
        ensure!(status.success(), "ops/stack {} failed: see its log", arguments.join(" "));
        Ok(())
    }
}
