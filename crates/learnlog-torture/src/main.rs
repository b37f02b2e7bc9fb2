//! The binary `learnlog-torture`: a development tool that torments a learnlog which it knows only by its command line, its API and its
//! topics.

mod check;
mod cli;
mod client;
mod clock;
mod ending;
mod fault;
mod forwarding;
mod hash;
mod history;
mod learnlog;
mod load;
mod node;
mod pause;
mod plant;
mod proxy;
mod random;
mod report;
mod run;
mod say;
mod servers;
mod site;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Verb};

fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // Child processes are bound to the thread that starts them: this one.
    let report = match cli.verb {
        Verb::Run(args) => runtime.block_on(run::run(&args))?,
        Verb::Check(args) => run::check_again(&args)?,
    };
    std::io::stdout().write_all(report.text.as_bytes())?;
    Ok(if report.violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
