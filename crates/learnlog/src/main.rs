//! The binary `learnlog`: the server's roles and the command line, which talks gRPC only.

mod args;
mod cli;
mod client;
mod demo;
mod exit;
mod import;
mod json;
mod output;
mod query;
mod replay;
mod server;
mod status;
mod submit;
mod telemetry;
mod verify;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Verb};
use crate::exit::{Exit, Failure};
use crate::output::{Output, say};

/// How long blocking work may hold up the end of the process.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody may be reading; the exit code says it all the same.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done }.into();
        }
    };
    match run(&cli) {
        Ok(exit) => exit.into(),
        Err(failure) if is_closed_pipe(&failure) => Exit::Done.into(),
        Err(failure) => {
            say(&format!("error: {:#}", failure.error));
            if let Some(advice) = failure.advice {
                say(&format!("  {advice}"));
            }
            failure.exit.into()
        }
    }
}

/// Who reads the output had enough of it.
fn is_closed_pipe(failure: &Failure) -> bool {
    let error = failure.error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    if let Verb::Completions { shell } = &cli.verb {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut Cli::command(), "learnlog", &mut script);
        Output::bytes(&script)?;
        return Ok(Exit::Done);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Unavailable, error))?;
    let exit = runtime.block_on(run_verb(cli));
    // What still blocks (a broker that does not answer) must not hold up the end.
    runtime.shutdown_timeout(SHUTDOWN_LIMIT);
    exit
}

async fn run_verb(cli: &Cli) -> Result<Exit, Failure> {
    let output = Output { format: cli.output };
    let client = || cli.connect.client();
    match &cli.verb {
        Verb::Submit(args) => submit::run(args, &client()?, &output).await,
        Verb::Import(args) => import::run(args, client, &output).await,
        Verb::Overdue(args) => query::overdue::run(args, &client()?, &output).await,
        Verb::Dashboard(args) => query::dashboard::run(args, &client()?, &output).await,
        Verb::Transcript(args) => query::transcript::run(args, &client()?, &output).await,
        Verb::Replay(args) => replay::run(args, &client()?, &output).await,
        Verb::Verify(args) => verify::run(args, &client()?, &output).await,
        Verb::Demo(args) => demo::run(args, &client()?, &output).await,
        Verb::Status => status::run(&client()?, &output).await,
        Verb::Health(args) => status::health(args, &client()?, &output).await,
        Verb::Init(args) => server::init::run(args).await,
        Verb::Serve(args) => server::serve::run(args).await,
        Verb::Backup(args) => server::backup::save::run(args, &output).await,
        Verb::Restore(args) => server::backup::restore::run(args, &output).await,
        Verb::Token(args) => server::token::run(args, &output),
        Verb::Completions { .. } => Ok(Exit::Done),
    }
}
