//! `learnlog import`: another system's history, row by row, as commands. Invariant: it is planned
//! whole before anything is sent, and running it again sends the same commands under the same ids.
//! Formats and meanings: docs/import.md.

mod apply;
mod report;
mod results;
mod visible;

use std::path::PathBuf;
use std::time::SystemTime;

use clap::Args;
use learnlog_domain::time::Day;

use crate::client::Client;
use crate::client::bulk::IN_FLIGHT_DEFAULT_ITEMS;
use crate::client::refusal::ClientError;
use crate::exit::{Exit, Failure};
use crate::import::apply::Applied;
use crate::import::results::Results;
use crate::output::{Output, say};
use learnlog_import::mapping::{Mapping, MappingError};
use learnlog_import::plan::{Plan, PlanError};
use learnlog_import::source::Source;

/// What `learnlog import` does.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// TOML file that says what the columns mean, see docs/import.md.
    #[arg(long, value_name = "FILE")]
    pub mapping: PathBuf,
    /// Folder with the files that the mapping names, each plain or as .gz.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Show what would be submitted and what is wrong with it; submit nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// CSV file for what became of every row; it is overwritten.
    #[arg(long, value_name = "FILE")]
    pub results: Option<PathBuf>,
    /// Do not wait until the read models show what was imported (at most 60 seconds).
    #[arg(long)]
    pub no_wait: bool,
    /// Commands on their way at once.
    #[arg(long, value_name = "COUNT", default_value_t = IN_FLIGHT_DEFAULT_ITEMS)]
    pub in_flight: usize,
}

/// Plans, submits and reports. Exit: [`Exit::Data`] if rows are bad, else [`Exit::No`] if commands
/// were rejected. Errors: [`Failure`].
pub async fn run(
    args: &ImportArgs,
    client: impl FnOnce() -> Result<Client, ClientError>,
    output: &Output,
) -> Result<Exit, Failure> {
    let mapping = Mapping::read(&args.mapping).map_err(bad_mapping)?;
    let source = Source::read(&mapping, &args.folder).map_err(Failure::data)?;
    let plan = Plan::new(&mapping, &source, tomorrow()).map_err(|error| match error {
        PlanError::Mapping(error) => bad_mapping(error),
        PlanError::TooLarge => Failure::data(error),
    })?;
    for line in report::problems(&plan) {
        say(&line);
    }
    let mut results = Results::create(args.results.as_deref()).map_err(Failure::usage)?;
    results.plan(&plan)?;
    let applied = if args.dry_run {
        None
    } else {
        let client = client()?;
        let applied = apply::apply(&plan, &client, args.in_flight, &mut results).await;
        results.finish()?;
        if applied.is_err() {
            say("what was answered is in the ledger; run the same import again to take it up");
        }
        let mut applied = applied?;
        if !args.no_wait {
            applied.is_visible = Some(visible::wait(&client, &applied.position()).await?);
        }
        Some(applied)
    };
    results.finish()?;
    output.print(&report::answer(&plan, &source, applied.as_ref()))?;
    Ok(exit(&plan, applied.as_ref()))
}

/// The last day that has begun anywhere on earth, and then some: what lies behind it is in the
/// future.
fn tomorrow() -> Day {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_secs()).ok().map(jiff::Timestamp::from_second);
    let today = now.and_then(Result::ok).map(|now| jiff::tz::TimeZone::UTC.to_datetime(now).date());
    let tomorrow = today.and_then(|today| today.tomorrow().ok());
    tomorrow.and_then(Day::from_date).unwrap_or(Day::MAX)
}

fn bad_mapping(error: MappingError) -> Failure {
    Failure::usage(error)
}

fn exit(plan: &Plan, applied: Option<&Applied>) -> Exit {
    let bad = if plan.bad.problems().is_empty() { Exit::Done } else { Exit::Data };
    let rejected = applied.is_some_and(|applied| !applied.is_all_taken());
    bad.max(if rejected { Exit::No } else { Exit::Done })
}
