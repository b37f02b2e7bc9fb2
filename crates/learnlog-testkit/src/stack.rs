//! A running Kafka and PostgreSQL. Invariant: the servers are real, answer when `Stack` is
//! returned, and go down with this process. How they are found, installed and started is left to
//! `ops/stack`.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use uuid::Uuid;

use crate::database::Database;

mod segment;
pub mod server;

use server::Server;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ops/stack");
const KAFKA: &str = "LEARNLOG_KAFKA";
const DATABASE: &str = "LEARNLOG_DATABASE";

/// A running Kafka and PostgreSQL.
#[derive(Debug)]
pub struct Stack {
    bootstrap_servers: String,
    database_url: String,
    /// Where a stack of this process lies; none if the environment named the servers.
    run: Option<PathBuf>,
    private: bool,
}

impl Stack {
    /// The servers that all tests of a process share: those that `LEARNLOG_KAFKA` and
    /// `LEARNLOG_DATABASE` name, and where they name none, one's own. Disturb nobody there: use
    /// [`Stack::private`] for that.
    ///
    /// # Panics
    ///
    /// If the servers cannot be started; what `ops/stack` says goes to standard error.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Stack> = OnceLock::new();
        SHARED.get_or_init(|| match (std::env::var(KAFKA), std::env::var(DATABASE)) {
            (Ok(bootstrap_servers), Ok(database_url)) => {
                Self { bootstrap_servers, database_url, run: None, private: false }
            }
            _ => Self::start(false),
        })
    }

    /// Servers that nobody else uses, to be paused, killed and restarted. They go down when this
    /// value is dropped.
    ///
    /// # Panics
    ///
    /// If the servers cannot be started; what `ops/stack` says goes to standard error.
    #[must_use]
    pub fn private() -> Self {
        Self::start(true)
    }

    fn start(private: bool) -> Self {
        let run = std::env::temp_dir().join(format!("learnlog-test-{}", Uuid::now_v7().simple()));
        let mut stack = Self {
            bootstrap_servers: String::new(),
            database_url: String::new(),
            run: Some(run),
            private,
        };
        stack.script(&["up"]);
        let lines = stack.script(&["env"]);
        let address = |name| match std::env::var(name) {
            Ok(given) if !private => given,
            _ => exported(&lines, name),
        };
        stack.bootstrap_servers = address(KAFKA);
        stack.database_url = address(DATABASE);
        stack
    }

    /// Kafka's bootstrap servers: `host:port`.
    #[must_use]
    pub fn bootstrap_servers(&self) -> &str {
        &self.bootstrap_servers
    }

    /// `postgres://…` of a role that may create databases.
    #[must_use]
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// Makes an empty database, which is dropped with the returned value.
    ///
    /// # Panics
    ///
    /// If PostgreSQL refuses.
    #[must_use]
    pub fn fresh_database(&self) -> Database {
        Database::create(&self.database_url)
    }

    /// The Kafka of a private stack.
    #[must_use]
    pub fn kafka(&self) -> Server<'_> {
        Server::new(self, "kafka")
    }

    /// The PostgreSQL of a private stack.
    #[must_use]
    pub fn postgres(&self) -> Server<'_> {
        Server::new(self, "postgres")
    }

    /// Whether somebody listens at Kafka's address.
    fn answers(&self) -> bool {
        std::net::TcpStream::connect(&self.bootstrap_servers).is_ok()
    }

    /// Runs `ops/stack` on this stack's run directory and returns what it prints.
    fn script(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("ops/stack can be run");
        assert!(output.status.success(), "ops/stack {} failed: see above", arguments.join(" "));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let run = self.run.as_ref().expect("a stack that this process started");
        let mut command = Command::new(SCRIPT);
        command.args(arguments).arg("--dir").arg(run);
        command.arg("--parent").arg(std::process::id().to_string());
        command.stderr(Stdio::inherit());
        if self.private {
            command.env_remove(KAFKA).env_remove(DATABASE);
        }
        command
    }
}

impl Drop for Stack {
    /// Should that fail, the stack still goes down with this process.
    fn drop(&mut self) {
        if self.private {
            let _ = self.command(&["down"]).status();
        }
    }
}

/// The value of `name` in a line like `export A=1 B=2`. Addresses of our own servers need no
/// quotes.
fn exported(lines: &str, name: &str) -> String {
    lines
        .split_whitespace()
        .find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
        .unwrap_or_else(|| panic!("ops/stack env names no {name}: {lines}"))
        .to_owned()
}
