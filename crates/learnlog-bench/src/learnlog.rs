//! The system that is measured, by its own command line. Invariant: one ledger and one key database for the whole run; read models come and
//! go.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use learnlog_testkit::ports;
use learnlog_testkit::process::Process;

use crate::client::Target;

/// The ledger's name.
const LEDGER: &str = "bench";

/// Seconds within which a server must be serving.
const START_LIMIT_SECONDS: &str = "120";

/// Where everything is.
#[derive(Debug, Clone)]
pub struct Learnlog {
    /// The program.
    pub program: PathBuf,
    /// Bootstrap servers.
    pub kafka: String,
    /// URL of a database; those that are made lie beside it.
    pub database: String,
    /// Folder for keys, secrets and logs.
    pub folder: PathBuf,
}

/// A running `learnlog serve`.
#[derive(Debug)]
pub struct Serve {
    /// The process.
    pub process: Process,
    /// How to call it.
    pub target: Target,
}

impl Learnlog {
    /// Makes the ledger, or the read models' database of that name for the ledger that is there. Errors: `init` fails.
    pub fn init(&self, database: &str) -> anyhow::Result<()> {
        self.run(database, &["init"], None).map(drop)
    }

    /// Starts a server; it serves when this returns. Errors: it does not.
    pub async fn serve(&self, database: &str, roles: &str) -> anyhow::Result<Serve> {
        let token = self.run(database, &["token", "--subject", "bench"], None)?;
        let listen = ports::free()?.to_string();
        let target = Target::new(&listen, token.trim())?;
        let process = self.start(database, roles, &listen)?;
        self.run(database, &["health", "--wait", START_LIMIT_SECONDS], Some(&target))?;
        Ok(Serve { process, target })
    }

    /// Starts a server and does not wait for it.
    pub fn start(&self, database: &str, roles: &str, listen: &str) -> anyhow::Result<Process> {
        let settings = |command: &mut Command| {
            self.settings(command, database);
            command.args(["serve", "--roles", roles, "--listen", listen]);
        };
        let started = Process::start(&self.program, settings, &self.folder.join("serve.log"));
        started.with_context(|| format!("cannot start {}", self.program.display()))
    }

    /// Runs `learnlog verify` over the whole ledger; how long it took. Errors: it finds something.
    pub fn verify(&self, target: &Target) -> anyhow::Result<Duration> {
        let begun = Instant::now();
        self.run(LEDGER, &["verify"], Some(target))?;
        Ok(begun.elapsed())
    }

    /// URL of the database of that name.
    pub fn database_url(&self, name: &str) -> anyhow::Result<String> {
        let (server, _) = self.database.rsplit_once('/').context("no URL of a database")?;
        Ok(format!("{server}/{name}"))
    }

    fn run(
        &self,
        database: &str,
        arguments: &[&str],
        target: Option<&Target>,
    ) -> anyhow::Result<String> {
        let mut command = Command::new(&self.program);
        self.settings(&mut command, database);
        command.args(arguments);
        if let Some(target) = target {
            command.env("LEARNLOG_SERVER", target.address()).env("LEARNLOG_TOKEN", target.token());
        }
        let output = command.output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("learnlog {} ended with {}: {said}", arguments.join(" "), output.status);
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    fn settings(&self, command: &mut Command, database: &str) {
        let beside = |name: &str| self.database_url(name).unwrap_or_default();
        command
            .env("LEARNLOG_LEDGER", LEDGER)
            .env("LEARNLOG_KAFKA", &self.kafka)
            .env("LEARNLOG_DATABASE", beside(database))
            .env("LEARNLOG_KEYS_DATABASE", beside("bench_keys"))
            .env("LEARNLOG_MASTER_KEY_FILE", self.folder.join("master-key"))
            .env("LEARNLOG_TOKEN_SECRET_FILE", self.folder.join("token-secret"))
            .env_remove("LEARNLOG_CONFIG")
            .env_remove("LEARNLOG_MASTER_KEY");
    }
}
