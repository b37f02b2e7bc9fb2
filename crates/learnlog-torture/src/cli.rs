//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::check::Kind;

/// Torments learnlog on real parts, and checks that it kept its promises.
#[derive(Debug, Parser)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Starts everything, runs load and faults, checks.
    Run(RunArgs),
    /// Checks a run again.
    Check(CheckArgs),
}

/// How a run is to be.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The program.
    #[arg(long)]
    pub learnlog: PathBuf,
    /// An empty folder for all that is recorded.
    #[arg(long)]
    pub folder: PathBuf,
    /// Minutes of load and faults; longer, until every kind of fault has been.
    #[arg(long, default_value_t = 10.0)]
    pub minutes: f64,
    /// Kafka brokers.
    #[arg(long, default_value_t = 1, value_parser = brokers)]
    pub brokers: usize,
    /// Callers of each of the three processes.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub callers: u16,
    /// What load and faults are drawn from; chosen and told, unless given.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Falsifies what was recorded before it is checked, so that the check must fail.
    #[arg(long, value_enum)]
    pub plant: Option<Kind>,
}

/// What to check.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Of the run.
    #[arg(long)]
    pub folder: PathBuf,
    /// Reads the topics there, not what the run kept of them.
    #[arg(long)]
    pub kafka: Option<String>,
    /// Falsifies what was recorded before it is checked, so that the check must fail.
    #[arg(long, value_enum)]
    pub plant: Option<Kind>,
}

fn brokers(text: &str) -> Result<usize, &'static str> {
    match text {
        "1" => Ok(1),
        "3" => Ok(3),
        _ => Err("there can be 1 or 3"),
    }
}
