//! One ledger of one test: its name, databases and keys, and the environment that its processes share.

use std::path::PathBuf;
use std::process::Command;

use learnlog_testkit::database::Database;
use learnlog_testkit::names::unique_ledger_name;
use learnlog_testkit::stack::Stack;

use crate::process::{Server, bound};

/// A ledger that exists, and where it lies.
pub struct Site {
    pub name: String,
    kafka: String,
    database: Database,
    keys: Database,
    directory: tempfile::TempDir,
}

impl Site {
    /// A new ledger on these servers, made by `learnlog init`.
    pub fn new(stack: &Stack) -> Self {
        let site = Self::planned(stack);
        let output = site.command(&["init"]).output().expect("learnlog runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        site
    }

    /// The settings of a ledger that has not been made.
    pub fn planned(stack: &Stack) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        std::fs::write(directory.path().join("master-key"), "5a".repeat(32)).expect("writable");
        Self {
            name: unique_ledger_name(),
            kafka: stack.bootstrap_servers().to_owned(),
            database: stack.fresh_database(),
            keys: stack.fresh_database(),
            directory,
        }
    }

    /// The same, with the read models in another, empty database.
    pub fn with_empty_read_models(self, stack: &Stack) -> Self {
        Self { database: stack.fresh_database(), ..self }
    }

    /// The same, with nothing in PostgreSQL.
    pub fn with_empty_databases(self, stack: &Stack) -> Self {
        let (database, keys) = (stack.fresh_database(), stack.fresh_database());
        Self { database, keys, ..self }
    }

    /// A file of this ledger's own.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn kafka(&self) -> &str {
        &self.kafka
    }

    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    pub fn keys_url(&self) -> &str {
        self.keys.url()
    }

    /// `learnlog` with these arguments and this ledger's environment; it ends with the thread that starts it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bound(&binary());
        command
            .args(arguments)
            .env_remove("LEARNLOG_MASTER_KEY")
            .env("LEARNLOG_LEDGER", &self.name)
            .env("LEARNLOG_KAFKA", &self.kafka)
            .env("LEARNLOG_DATABASE", self.database.url())
            .env("LEARNLOG_KEYS_DATABASE", self.keys.url())
            .env("LEARNLOG_MASTER_KEY_FILE", self.path("master-key"))
            .env("LEARNLOG_TOKEN_SECRET_FILE", self.path("token-secret"));
        command
    }

    /// A token of that subject.
    pub fn token(&self, subject: &str) -> String {
        let output = self.command(&["token", "--subject", subject]).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("a token is text").trim().to_owned()
    }

    /// A process that serves all roles; it answers, but may not be ready.
    pub fn serve(&self) -> Server {
        Server::start(self, &[])
    }
}

/// The binary that was built beside this test.
fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    let directory = test.ancestors().nth(2).expect("target/<profile>/deps/<test>");
    let binary = directory.join("learnlog");
    assert!(binary.exists(), "run `cargo build --package learnlog` first, or ops/test");
    binary
}
