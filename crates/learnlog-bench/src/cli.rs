//! The command line. Invariant: a run is described by its options alone; nothing is read from the environment but the servers' addresses.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::bench::Sizes;

/// The ceiling of SubmitStream has no read models that fall behind, so it needs no long rounds.
const BARE_STREAM_LIMIT: Duration = Duration::from_secs(15);

/// What a round of SubmitStream may take besides, until the read models have caught up.
const CATCH_UP_ALLOWANCE: Duration = Duration::from_secs(30);

/// Measures learnlog against what could be reached with the same tools and nothing else.
#[derive(Debug, Parser)]
#[command(name = "learnlog-bench", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What it can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Measure, on servers that nobody else uses, and print one table.
    Run(RunArgs),
    /// Serve the ceilings of Submit and SubmitStream; `run` starts it.
    Bare(BareArgs),
}

/// A group of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Letter {
    /// (a) Submit.
    Submit,
    /// (b) SubmitStream.
    Stream,
    /// (c) Projection.
    Projection,
    /// (d) Acknowledged to visible, and (g).
    Visible,
    /// (e) Queries, and (g).
    Queries,
    /// (f) Verify and replay, and (g).
    Replay,
    /// (h) Two processes.
    Processes,
    /// (i) Overload.
    Overload,
    /// (j) Start of a process.
    Start,
}

/// How to measure.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The program `learnlog`.
    #[arg(long, value_name = "FILE")]
    pub learnlog: PathBuf,
    /// Folder with the file `master-key`, for secrets and logs.
    #[arg(long, value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Kafka's bootstrap servers.
    #[arg(long, env = "LEARNLOG_KAFKA", value_name = "SERVERS")]
    pub kafka: String,
    /// A PostgreSQL database whose role may create others.
    #[arg(long, env = "LEARNLOG_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: String,
    /// Rounds of every figure; fewer than 5 give no verdict.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub rounds: u16,
    /// Entries at which (d) to (g) are measured, and (j) at least.
    #[arg(long, default_value_t = 1_000_000)]
    pub entries: u64,
    /// Entries that are projected in (c), at least.
    #[arg(long, default_value_t = 200_000)]
    pub projection_entries: u64,
    /// Seconds of Submit, per round and number of callers.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub submit_seconds: u64,
    /// Seconds of SubmitStream, per round; its ceiling gets 15 of them at most.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub stream_seconds: u64,
    /// Calls of each query, per round.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub query_calls: u32,
    /// Minutes after which no other round begins; every figure has one, and keeps those it had.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=1_440))]
    pub minutes: u64,
    /// Only these figures.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub only: Vec<Letter>,
    /// A minute's run that shows that everything works; its figures say nothing.
    #[arg(long)]
    pub quick: bool,
    /// What the workload is made from.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What the bare server needs.
#[derive(Debug, Args)]
pub struct BareArgs {
    /// Kafka's bootstrap servers.
    #[arg(long)]
    pub kafka: String,
    /// Where items of SubmitStream go.
    #[arg(long)]
    pub topic: String,
    /// Where to listen.
    #[arg(long)]
    pub listen: SocketAddr,
}

impl RunArgs {
    /// Which figures.
    pub fn chosen(&self) -> Vec<Letter> {
        if self.only.is_empty() { Letter::value_variants().to_vec() } else { self.only.clone() }
    }

    /// How much of everything.
    pub fn sizes(&self) -> Sizes {
        let rounds = if self.quick { 1 } else { self.rounds };
        let stream = Duration::from_secs(if self.quick { 3 } else { self.stream_seconds });
        let bare_stream = stream.min(BARE_STREAM_LIMIT);
        let stream_round = stream + bare_stream + CATCH_UP_ALLOWANCE;
        let streams = self.chosen().contains(&Letter::Stream);
        let asked = Sizes {
            rounds: usize::from(rounds),
            total: Duration::from_secs(self.minutes * 60),
            submit: Duration::from_secs(self.submit_seconds),
            stream,
            bare_stream,
            stream_total: if streams { stream_round * rounds.into() } else { Duration::ZERO },
            projection_entries: self.projection_entries,
            entries: self.entries,
            query_calls: self.query_calls as usize,
            visible_calls: 200,
        };
        if !self.quick {
            return asked;
        }
        Sizes {
            submit: Duration::from_secs(1),
            projection_entries: 20_000,
            entries: 40_000,
            query_calls: 50,
            visible_calls: 20,
            ..asked
        }
    }
}
