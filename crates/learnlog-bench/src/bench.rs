//! What every measurement has at hand. Invariant: learnlog and the ceilings get the same workload from sources of their own.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use learnlog_testkit::ports;
use learnlog_testkit::process::Process;

use crate::ceiling::topic;
use crate::client::Target;
use crate::learnlog::Learnlog;
use crate::process::listens;
use crate::workload::source::Source;

/// Where the bare server's items go.
const BARE_TOPIC: &str = "bench-bare";

/// How much of everything.
#[derive(Debug, Clone)]
pub struct Sizes {
    /// Rounds of every figure.
    pub rounds: usize,
    /// After that, no other round begins.
    pub total: Duration,
    /// Each round of Submit, per number of callers.
    pub submit: Duration,
    /// Each round of SubmitStream.
    pub stream: Duration,
    /// Each round of the bare stream.
    pub bare_stream: Duration,
    /// What all rounds of SubmitStream may need, where they are asked for.
    pub stream_total: Duration,
    /// Entries that are projected.
    pub projection_entries: u64,
    /// Entries at which queries, replay and memory are measured.
    pub entries: u64,
    /// Calls of each query, per round.
    pub query_calls: usize,
    /// Commands whose way to a query is timed, per round.
    pub visible_calls: usize,
}

/// The run.
#[derive(Debug)]
pub struct Bench {
    /// How much.
    pub sizes: Sizes,
    /// What is measured.
    pub learnlog: Learnlog,
    /// Learnlog's commands.
    pub source: Arc<Source>,
    /// The ceilings' commands.
    pub shadow: Arc<Source>,
    /// The bare server.
    pub bare: Target,
    end: Instant,
    _bare: Process,
}

impl Bench {
    /// Starts the bare server. Errors: it cannot be started.
    pub async fn new(sizes: Sizes, learnlog: Learnlog, seed: u64) -> anyhow::Result<Self> {
        topic::create(&learnlog.kafka, BARE_TOPIC).await?;
        let listen = ports::free()?.to_string();
        let program = std::env::current_exe()?;
        let mut process = start_bare(&program, &learnlog, &listen)?;
        listens(&mut process, &listen).await?;
        Ok(Self {
            end: Instant::now() + sizes.total,
            sizes,
            source: Arc::new(Source::new(seed)),
            shadow: Arc::new(Source::new(seed)),
            bare: Target::new(&listen, "a-token-as-long-as-such-tokens-are")?,
            learnlog,
            _bare: process,
        })
    }

    /// The rounds of a figure: the first in any case, and others while there is time besides what SubmitStream needs.
    pub fn rounds(&self) -> impl Iterator<Item = usize> {
        self.rounds_before(self.end.checked_sub(self.sizes.stream_total).unwrap_or(self.end))
    }

    /// The rounds of SubmitStream, which comes last.
    pub fn stream_rounds(&self) -> impl Iterator<Item = usize> {
        self.rounds_before(self.end)
    }

    fn rounds_before(&self, end: Instant) -> impl Iterator<Item = usize> {
        (1..=self.sizes.rounds).take_while(move |round| *round == 1 || Instant::now() < end)
    }
}

fn start_bare(program: &Path, learnlog: &Learnlog, listen: &str) -> anyhow::Result<Process> {
    let options = ["bare", "--kafka", &learnlog.kafka, "--topic", BARE_TOPIC, "--listen", listen];
    let arguments = |command: &mut Command| {
        command.args(options);
    };
    let started = Process::start(program, arguments, &learnlog.folder.join("bare.log"));
    started.context("the bare server cannot be started")
}
