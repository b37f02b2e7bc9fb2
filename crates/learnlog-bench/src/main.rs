//! The binary `learnlog-bench`: a development tool that measures a learnlog it knows only by its command line and its API.

mod bench;
mod ceiling;
mod cli;
mod client;
mod database;
mod lag;
mod latency;
mod learnlog;
mod load;
mod machine;
mod measure;
mod process;
mod report;
mod run;
mod say;
mod statistics;
mod workload;

use std::io::Write;

use clap::Parser;

use crate::bench::Bench;
use crate::cli::{Cli, RunArgs, Verb};
use crate::learnlog::Learnlog;

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // Child processes are bound to the thread that starts them: this one.
    runtime.block_on(async {
        match cli.verb {
            Verb::Run(args) => measure(&args).await,
            Verb::Bare(args) => ceiling::serve::run(args.listen, &args.kafka, args.topic).await,
        }
    })
}

async fn measure(args: &RunArgs) -> anyhow::Result<()> {
    let learnlog = Learnlog {
        program: args.learnlog.clone(),
        kafka: args.kafka.clone(),
        database: args.database.clone(),
        folder: args.folder.clone(),
    };
    let bench = Bench::new(args.sizes(), learnlog, args.seed).await?;
    let report = run::run(&bench, &args.chosen(), args.seed).await?;
    Ok(std::io::stdout().write_all(report.as_bytes())?)
}
