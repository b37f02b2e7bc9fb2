//! All that a run needs: servers, three processes, proxies around each. Invariant: every connection of a process, and every connection of a
//! caller or another process to it, leads through a proxy of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::client::Connection;
use crate::clock::Mover;
use crate::learnlog::Learnlog;
use crate::node::Node;
use crate::servers::Servers;

/// `learnlog serve` processes.
pub const NODES: usize = 3;

/// How long a process may take until it serves, with everything around it sound.
const READY_LIMIT: Duration = Duration::from_secs(120);

/// Between two looks.
const LOOK_INTERVAL: Duration = Duration::from_millis(200);

/// What runs.
#[derive(Debug)]
pub struct Site {
    /// Kafka and PostgreSQL.
    pub servers: Servers,
    /// The system's command line.
    pub learnlog: Learnlog,
    /// Its processes.
    pub nodes: Vec<Node>,
    /// Of every caller.
    pub token: String,
}

impl Site {
    /// Starts everything; every process serves when this returns. Errors: something does not start.
    pub async fn start(program: &Path, folder: &Path, brokers: usize) -> anyhow::Result<Arc<Self>> {
        let mover = Mover::build(folder)?;
        let nodes = (0..NODES).map(|number| Node::new(number, brokers, &mover, folder));
        let nodes: Vec<_> = nodes.collect::<Result<_, _>>()?;
        let ports =
            |broker: usize| nodes.iter().map(|it| it.kafka[broker].address().port()).collect();
        let ports: Vec<Vec<u16>> = (0..brokers).map(ports).collect();
        let run =
            std::env::temp_dir().join(format!("learnlog-torture-{}", Uuid::now_v7().simple()));
        let log = folder.join("stack.log");
        let servers = spawn_blocking(move || Servers::start(run, log, &ports)).await??;
        for node in &nodes {
            node.lead_to(&servers)?;
        }
        let key = folder.join("master-key");
        std::fs::write(&key, format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()))?;
        let learnlog = Learnlog {
            program: program.to_owned(),
            kafka: servers.kafka()?,
            database: servers.database()?,
            models: "torture",
            folder: PathBuf::from(folder),
        };
        learnlog.init()?;
        let token = learnlog.token()?;
        let site = Arc::new(Self { servers, learnlog, nodes, token });
        for node in &site.nodes {
            node.start(&site.learnlog)?;
        }
        site.ready().await?;
        Ok(site)
    }

    /// Waits until every process serves. Errors: one does not.
    pub async fn ready(&self) -> anyhow::Result<()> {
        for node in &self.nodes {
            let deadline = Instant::now() + READY_LIMIT;
            let mut looks = interval(LOOK_INTERVAL);
            looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while let Err(why) = self.verb(node.number, &["health"]).await {
                let number = node.number;
                ensure!(Instant::now() < deadline, "process {number} does not serve: {why:#}");
                looks.tick().await;
            }
        }
        Ok(())
    }

    /// A connection to a process as callers have it.
    pub fn connection(&self, node: usize) -> anyhow::Result<Connection> {
        Connection::new(self.nodes[node].callers.address(), &self.token)
    }

    /// Runs a verb of learnlog against a process, without a proxy in between. Errors: it fails.
    pub async fn verb(
        &self,
        node: usize,
        arguments: &'static [&'static str],
    ) -> anyhow::Result<String> {
        let (learnlog, address) = (self.learnlog.clone(), self.nodes[node].address());
        spawn_blocking(move || learnlog.run(arguments, Some(address)))
            .await
            .context("a verb broke")?
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.nodes.iter().for_each(Node::kill);
        // Should that fail, they still go down with this process.
        let _ = self.servers.down();
    }
}
