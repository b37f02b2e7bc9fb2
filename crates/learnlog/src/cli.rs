//! The command line. Invariant: it names every verb and option and decides nothing; each verb's
//! module owns its arguments.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::client::connect::ConnectArgs;
use crate::demo::DemoArgs;
use crate::import::ImportArgs;
use crate::output::Format;
use crate::query::dashboard::DashboardArgs;
use crate::query::overdue::OverdueArgs;
use crate::query::transcript::TranscriptArgs;
use crate::replay::ReplayArgs;
use crate::server::backup::restore::RestoreArgs;
use crate::server::backup::save::BackupArgs;
use crate::server::init::InitArgs;
use crate::server::serve::ServeArgs;
use crate::server::token::TokenArgs;
use crate::status::HealthArgs;
use crate::submit::SubmitArgs;
use crate::verify::VerifyArgs;

/// An event-sourced learning-records engine: every enrollment, launch, completion and
/// recertification is an immutable, hash-chained entry on Kafka; dashboards, overdue lists and
/// transcripts are folded from them.
#[derive(Debug, Parser)]
#[command(name = "learnlog", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done; 1 the answer is no; 64 bad usage or configuration; \
    65 bad input;\n69 unavailable; 70 a bug.")]
pub struct Cli {
    /// What stdout gets.
    #[arg(long, short, global = true, value_enum, default_value_t = Format::Table)]
    pub output: Format,
    /// How to reach the server.
    #[command(flatten)]
    pub connect: ConnectArgs,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What learnlog can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Submit a command given as JSON, or many, one per line.
    Submit(SubmitArgs),
    /// Import another system's history from CSV files.
    Import(ImportArgs),
    /// List open obligations whose last good day has passed, the longest overdue first.
    Overdue(OverdueArgs),
    /// Count latest states of enrollments by course, offering or org unit.
    Dashboard(DashboardArgs),
    /// Show everything recorded about one learner.
    Transcript(TranscriptArgs),
    /// Show the history of a learner, a definition or a whole log.
    Replay(ReplayArgs),
    /// Check the whole ledger: chain, genesis, links, times, command ids.
    Verify(VerifyArgs),
    /// Submit a made-up company's three years; the same seed gives the same company.
    Demo(DemoArgs),
    /// Show where the ledger and its projections stand.
    Status,
    /// Ask whether the server serves; needs no token.
    Health(HealthArgs),
    /// Make a ledger: topics, genesis, databases, keys.
    Init(InitArgs),
    /// Serve a ledger: take commands, project, answer.
    Serve(Box<ServeArgs>),
    /// Save what cannot be derived: the ledger's entries and the persons' wrapped keys.
    Backup(BackupArgs),
    /// Put a backup back into empty servers, or prove that they hold it.
    Restore(RestoreArgs),
    /// Issue a local token.
    Token(TokenArgs),
    /// Write the completion script of a shell to stdout.
    Completions {
        /// Which shell.
        #[arg(value_enum)]
        shell: Shell,
    },
}
