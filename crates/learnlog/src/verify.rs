//! `learnlog verify`: reads the whole ledger as it lies on Kafka and checks it. Invariant: the
//! verdict rests on the bytes that were replayed and on nothing that the server says about them;
//! what the server says is compared with them. What was not read is never called good.

mod finding;
mod log_check;
mod report;
mod root;
mod streams;
mod told;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::{CATALOG, operations};
use learnlog_proto::api::GetPositionResponse;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::client::refusal::ClientError;
use crate::client::replay::History;
use crate::exit::{Exit, Failure};
use crate::output::{Output, is_watched};
use crate::status;
use crate::verify::finding::Finding;
use crate::verify::log_check::LogCheck;
use crate::verify::report::{LogReport, Report, Verdict};
use crate::verify::root::Root;
use crate::verify::told::Told;

/// How often the progress bar moves.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// Logs read at the same time, per core: while one is being opened or waited for, others are checked.
const LOGS_PER_CORE: usize = 4;

/// Most logs read at the same time: half of what a server lets all its callers replay at once.
const PARALLEL_LIMIT_LOGS: u8 = 16;

/// What `learnlog verify` checks.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Only this log, against the catalog's genesis, from which all others derive.
    #[arg(long, value_name = "NUMBER")]
    pub log: Option<u32>,
    /// Logs that are read at the same time, each with about 40 bytes of memory per entry and 150 per
    /// stream; 4 per core, at most 16, unless told.
    #[arg(long, value_name = "LOGS")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=i64::from(PARALLEL_LIMIT_LOGS)))]
    pub parallel: Option<u8>,
}

/// Checks and prints. Exit: [`Exit::No`] if anything is broken. Errors: [`Failure`].
pub async fn run(args: &VerifyArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let report = verify(args, client).await?;
    output.print(&report.answer())?;
    Ok(report.exit())
}

async fn verify(args: &VerifyArgs, client: &Client) -> Result<Report, Failure> {
    let begun = Instant::now();
    let told = status::position(client).await?;
    let (ledger_id, logs) = match read_root(client, &told).await? {
        Ok(root) => (Some(root.ledger_id()), check_logs(args, client, &told, &root).await?),
        Err(finding) => (None, vec![LogReport::broken_at_genesis(CATALOG, finding)]),
    };
    let projections_compared = !told.projections_unknown;
    Ok(Report { ledger_id, logs, projections_compared, elapsed: begun.elapsed() })
}

/// The catalog's genesis, from which everything else is checked.
async fn read_root(
    client: &Client,
    told: &GetPositionResponse,
) -> Result<Result<Root, Finding>, ClientError> {
    let mut replay = client.replay(History::Log(CATALOG.0), 1, false);
    let entries = replay.next().await?.unwrap_or_default();
    let root = entries.first().ok_or(Finding::Empty).and_then(|entry| Root::read(&entry.value));
    Ok(root.and_then(|root| {
        let ledger_id = root.ledger_id().to_string();
        if told.ledger_id == ledger_id { Ok(root) } else { Err(Finding::OtherLedger) }
    }))
}

async fn check_logs(
    args: &VerifyArgs,
    client: &Client,
    told: &GetPositionResponse,
    root: &Root,
) -> Result<Vec<LogReport>, Failure> {
    let last = operations(root.entries_logs());
    let logs = match args.log {
        Some(log) if log > last.0 => {
            let error = anyhow::anyhow!("there is no log {log}: this ledger has 0 to {}", last.0);
            return Err(Failure::usage(error));
        }
        Some(log) => log..=log,
        None => CATALOG.0..=last.0,
    };
    let read = Arc::new(AtomicU64::new(0));
    let heads = told.heads.iter().filter(|head| logs.contains(&head.log));
    let progress = Progress::start(heads.map(|head| head.sequence).sum(), &read);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let parallel = args.parallel.map_or(cores * LOGS_PER_CORE, usize::from);
    let parallel = parallel.min(usize::from(PARALLEL_LIMIT_LOGS));
    let check = |log, told| check_log(client.clone(), root.clone(), log, told, Arc::clone(&read));
    let (mut checks, mut reports) = (JoinSet::new(), Vec::new());
    for log in logs.clone().map(LogNumber).filter(|log| *log != CATALOG) {
        if checks.len() >= parallel {
            reports.extend(checks.join_next().await);
        }
        checks.spawn(check(log, Told::about(log, told)));
    }
    while let Some(report) = checks.join_next().await {
        reports.push(report);
    }
    let reports: Result<Vec<_>, _> = reports.into_iter().collect();
    let mut reports = reports.context("a check broke").map_err(Failure::bug)?;
    if logs.contains(&CATALOG.0) {
        // Read last: what the others' entries were decided under is then in it, or lost.
        let catalog = check(CATALOG, of_catalog(told, &reports)).await;
        reports.push(catalog);
    }
    drop(progress);
    reports.sort_by_key(|report| report.log);
    Ok(reports)
}

/// What is said about the catalog, by the entries of the other logs as well.
fn of_catalog(position: &GetPositionResponse, others: &[LogReport]) -> Told {
    let mut told = Told::about(CATALOG, position);
    for report in others {
        told.see(report.catalog_sequence, || format!("an entry of log {}", report.log.0));
    }
    told
}

async fn check_log(
    client: Client,
    root: Root,
    log: LogNumber,
    told: Told,
    read: Arc<AtomicU64>,
) -> LogReport {
    let mut check = LogCheck::new(log, root, told);
    let mut replay = client.replay(History::Log(log.0), 1, false);
    let verdict = loop {
        let entries = match replay.next().await {
            Ok(Some(entries)) => entries,
            Ok(None) => break check.finish(),
            Err(error) => break Verdict::Unread(error),
        };
        read.fetch_add(entries.len() as u64, Ordering::Relaxed);
        let mut entries = entries.iter();
        let broken = entries.find_map(|entry| check.entry(entry.sequence, &entry.value).err());
        if let Some(finding) = broken {
            break check.broken(finding);
        }
    };
    check.report(verdict, replay.strays())
}

/// A progress bar for those who watch; gone when dropped.
struct Progress {
    bar: ProgressBar,
    _task: JoinSet<()>,
}

impl Progress {
    fn start(entries: u64, read: &Arc<AtomicU64>) -> Self {
        let bar = if is_watched() { ProgressBar::new(entries) } else { ProgressBar::hidden() };
        let template = "verifying {wide_bar} {human_pos}/{human_len} entries, {per_sec}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let (shown, read) = (bar.clone(), Arc::clone(read));
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut ticks = tokio::time::interval(PROGRESS_INTERVAL);
            loop {
                ticks.tick().await;
                shown.set_position(read.load(Ordering::Relaxed));
            }
        });
        Self { bar, _task: task }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests;
