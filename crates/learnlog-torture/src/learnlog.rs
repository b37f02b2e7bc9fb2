//! The system under test, by its own command line. Invariant: one ledger and one key database for the whole run.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

/// The ledger's name.
pub const LEDGER: &str = "torture";

/// Logs of learners: few, so that processes meet in them.
pub const ENTRIES_LOGS: u32 = 4;

/// Rejections are wanted here, and no caller is to be refused for them.
const REJECTIONS_PER_MINUTE: &str = "1000000";

/// Where everything is.
#[derive(Debug, Clone)]
pub struct Learnlog {
    /// The program.
    pub program: PathBuf,
    /// Bootstrap servers, without a proxy in between.
    pub kafka: String,
    /// URL of a database, without a proxy in between; those that are made lie beside it.
    pub database: String,
    /// Name of the read models' database.
    pub models: &'static str,
    /// Folder for keys and secrets.
    pub folder: PathBuf,
}

impl Learnlog {
    /// Makes the ledger, or the read models' database for the ledger that is there. Errors: `init` fails.
    pub fn init(&self) -> anyhow::Result<()> {
        self.run(&["init", "--entries-logs", &ENTRIES_LOGS.to_string()], None).map(drop)
    }

    /// A token. Errors: there is no secret to make it from.
    pub fn token(&self) -> anyhow::Result<String> {
        let token = self.run(&["token", "--subject", "torture"], None)?;
        Ok(token.trim().to_owned())
    }

    /// Runs it to its end; gives its standard output. Errors: it fails, with what it says.
    pub fn run(&self, arguments: &[&str], server: Option<SocketAddr>) -> anyhow::Result<String> {
        let mut command = Command::new(&self.program);
        self.settings(&mut command, &self.kafka, None);
        command.args(arguments);
        if let Some(server) = server {
            command.env("LEARNLOG_SERVER", format!("http://{server}"));
            command.env("LEARNLOG_TOKEN", self.token()?);
        }
        let output = command.output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let printed = String::from_utf8_lossy(&output.stdout);
            let verb = arguments.join(" ");
            bail!("learnlog {verb} ended with {}: {said}{printed}", output.status);
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// URL of a database beside the given one, perhaps by another way. Errors: the URL is none.
    pub fn database_url(&self, name: &str, by: Option<SocketAddr>) -> anyhow::Result<String> {
        let (server, _) = self.database.rsplit_once('/').context("no URL of a database")?;
        let (role, authority) = server.rsplit_once('@').context("a URL without a role")?;
        let authority = by.map_or_else(|| authority.to_owned(), |by| by.to_string());
        Ok(format!("{role}@{authority}/{name}"))
    }

    /// The environment of one process.
    pub fn settings(&self, command: &mut Command, kafka: &str, database: Option<SocketAddr>) {
        let beside = |name: &str| self.database_url(name, database).unwrap_or_default();
        command
            .env("LEARNLOG_LEDGER", LEDGER)
            .env("LEARNLOG_KAFKA", kafka)
            .env("LEARNLOG_DATABASE", beside(self.models))
            .env("LEARNLOG_KEYS_DATABASE", beside("torture_keys"))
            .env("LEARNLOG_MASTER_KEY_FILE", self.folder.join("master-key"))
            .env("LEARNLOG_TOKEN_SECRET_FILE", self.folder.join("token-secret"))
            .env("LEARNLOG_REJECTIONS_PER_MINUTE", REJECTIONS_PER_MINUTE)
            .env_remove("LEARNLOG_CONFIG")
            .env_remove("LEARNLOG_MASTER_KEY");
    }
}
