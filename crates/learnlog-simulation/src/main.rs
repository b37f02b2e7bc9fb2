//! `learnlog-simulation`: runs seeds, and says which of them break a promise. Exit status: 0 if none does, 1 if one does, 64 for a bad
//! command line, 70 if a seed cannot be run.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool")]

use std::collections::BTreeMap;
use std::num::NonZero;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::Parser;
use learnlog_simulation::plant::Plant;
use learnlog_simulation::run::{Outcome, RunError, run};

/// Runs the real writer, reader and projections in simulated worlds.
#[derive(Debug, Parser)]
#[command(name = "learnlog-simulation")]
struct Cli {
    /// How many seeds.
    #[arg(long, default_value_t = 1_000, conflicts_with = "seed")]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1, conflicts_with = "seed")]
    from: u64,
    /// This seed alone, with everything that happens in it.
    #[arg(long)]
    seed: Option<u64>,
    /// With `--seed`: also what the parts themselves have to say.
    #[arg(long, requires = "seed")]
    log: bool,
    /// Breaks a promise on purpose in every seed.
    #[arg(long, value_enum)]
    plant: Option<Plant>,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let failed = error.use_stderr();
            drop(error.print());
            return ExitCode::from(if failed { 64 } else { 0 });
        }
    };
    let done = match cli.seed {
        Some(seed) => one(&cli, seed),
        None => many(&cli),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("learnlog-simulation: error: {error}");
            ExitCode::from(70)
        }
    }
}

fn one(cli: &Cli, seed: u64) -> Result<bool, RunError> {
    if cli.log {
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter("debug").init();
    }
    let outcome = run(seed, cli.plant, true)?;
    outcome.trace.iter().for_each(|line| println!("{line}"));
    told(seed, &outcome);
    println!("seed {seed}: {} entries, digest {:016x}", outcome.entries, outcome.digest);
    Ok(outcome.violations.is_empty())
}

fn many(cli: &Cli) -> Result<bool, RunError> {
    let next = AtomicU64::new(cli.from);
    let sum = Mutex::new(Sum::default());
    let work = || -> Result<(), RunError> {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= cli.from + cli.seeds {
                return Ok(());
            }
            let outcome = run(seed, cli.plant, false)?;
            told(seed, &outcome);
            sum.lock().unwrap_or_else(std::sync::PoisonError::into_inner).add(seed, &outcome);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(join).collect::<Result<Vec<()>, RunError>>()
    })?;
    let sum = sum.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    sum.print(cli.seeds);
    Ok(sum.broken.is_empty())
}

fn join(worker: std::thread::ScopedJoinHandle<'_, Result<(), RunError>>) -> Result<(), RunError> {
    worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn told(seed: u64, outcome: &Outcome) {
    for violation in &outcome.violations {
        println!("seed {seed}: BROKEN: {}: {}", violation.promise, violation.what);
    }
}

#[derive(Default)]
struct Sum {
    broken: Vec<u64>,
    faults: BTreeMap<&'static str, u64>,
    asked: usize,
    heard: usize,
    entries: usize,
    records: usize,
}

impl Sum {
    fn add(&mut self, seed: u64, outcome: &Outcome) {
        if !outcome.violations.is_empty() {
            self.broken.push(seed);
        }
        for (kind, count) in &outcome.faults {
            *self.faults.entry(kind).or_default() += count;
        }
        self.asked += outcome.asked;
        self.heard += outcome.heard;
        self.entries += outcome.entries;
        self.records += outcome.records;
    }

    fn print(&self, seeds: u64) {
        for (kind, count) in &self.faults {
            println!("{count:>9}  {kind}");
        }
        let Self { asked, heard, entries, records, broken, .. } = self;
        println!("{asked} attempts, {heard} answers; {entries} entries in {records} records");
        println!("{seeds} seeds, {} of them with a broken promise", broken.len());
        if let Some(seed) = broken.iter().min() {
            println!("to see one: ops/simulate --seed {seed}");
        }
    }
}
