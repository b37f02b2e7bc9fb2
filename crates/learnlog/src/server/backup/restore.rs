//! `learnlog restore`: a folder back into an empty Kafka and an empty database of keys, or the proof that they hold it. Invariant: the
//! whole folder is checked before anything is written; a log is written only from where it agrees with the folder on; what is called
//! restored was read back, and its heads are those of the manifest. Run again after it was killed, it goes on.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use bytes::Bytes;
use deadpool_postgres::Pool;
use learnlog_chain::{Head, entry_hash};
use learnlog_codec::entry::{Body, Genesis, LogNumber};
use learnlog_codec::parse::ParsedEntry;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::ensure;
use learnlog_ledger::chain_copy::{CopyError, continue_chain};
use learnlog_ledger::chain_reader::ChainReader;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::genesis::{Settled, all_logs};
use learnlog_ledger::index::EntryIndex;
use learnlog_ledger::limits::POLL_WAIT;
use learnlog_ledger::read_error::ReadError;
use learnlog_postgres::identity::claim;
use learnlog_postgres::key_copy::{self, KeyCopyError};
use learnlog_postgres::migrate::{MigrationSet, migrate};
use learnlog_postgres::processes;
use learnlog_readmodels::entry_index::history::PgEntryIndex;
use sha2::{Digest, Sha256};

use super::chain_file::{ChainFile, ChainFileError};
use super::folder::{FORMAT, Folder, Manifest, SavedLog};
use super::report;
use super::save::{at, disk, head, same_ledger};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::server::init::{
    database_failure, identity, identity_failure, key_pool, migrate_failure, open_databases,
    topic_failure,
};
use crate::server::settings::{LedgerArgs, Settings};
use crate::server::token::ensure_secret;

/// Records read at once.
const POLL_RECORDS: usize = 512;

/// Bytes of the keys' file read at once.
const CHUNK_BYTES: usize = 1 << 16;

/// Sessions with the database of keys.
const SESSIONS: usize = 1;

/// Where from, and to which servers.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// Folder that `learnlog backup` has written.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
    /// Only check the folder, byte by byte, against its manifest.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    ledger: LedgerArgs,
}

/// Restores, or finds restored. Errors: data, where the folder is damaged; usage, where the servers hold something else; unavailable.
pub async fn run(args: &RestoreArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = Folder::at(&args.folder);
    let manifest = folder.manifest().map_err(disk)?;
    let none = || Failure::usage(anyhow!("{} holds no finished backup", args.folder.display()));
    let manifest = manifest.ok_or_else(none)?;
    let settled = {
        let (folder, manifest) = (folder.clone(), manifest.clone());
        let check = move || check_folder(&folder, &manifest);
        tokio::task::spawn_blocking(check).await.map_err(Failure::bug)??
    };
    same_ledger(&manifest, &settled)?;
    if args.dry_run {
        let added = vec![0; manifest.logs.len()];
        let notes = vec!["checked only: every entry is chained up to these heads".to_owned()];
        output.print(&report::answer(&manifest, &added, notes))?;
        return Ok(Exit::Done);
    }
    let settings = args.ledger.clone().settings()?;
    let event_log = make_topics(&settings, &settled.genesis).await?;
    let plan: Vec<Head> = {
        let (log, folder, manifest) = (Arc::clone(&event_log), folder.clone(), manifest.clone());
        let plan = move || {
            let heads = manifest.logs.iter().map(|saved| compare(&log, &folder, saved));
            heads.collect::<Result<_, Failure>>()
        };
        tokio::task::spawn_blocking(plan).await.map_err(Failure::bug)??
    };
    let added: Vec<u64> = (manifest.logs.iter().zip(&plan))
        .map(|(saved, there)| saved.sequence.saturating_sub(there.sequence))
        .collect();
    restore_keys(&settings, &settled, &folder, &manifest).await?;
    // Whose databases they are from now on, and whether the master key opens the restored keys.
    let (pool, _) = open_databases(&settings, &settled).await?;
    if added.iter().any(|&added| added > 0) {
        nobody_serves(&pool).await?;
        let (folder, manifest) = (folder.clone(), manifest.clone());
        let write = move || write_logs(&event_log, &folder, &manifest, &plan, &settled.genesis);
        tokio::task::spawn_blocking(write).await.map_err(Failure::bug)??;
    }
    ensure_secret(&settings.token_secret_file)?;
    let mut notes = lost(&pool, &manifest).await?;
    notes.push(format!(
        "read back: the heads are those of the backup, so every position up to {} stays valid",
        manifest.taken_at
    ));
    notes.push(
        "next: `learnlog serve`, with an empty read models' database if entries were added"
            .to_owned(),
    );
    output.print(&report::answer(&manifest, &added, notes))?;
    Ok(Exit::Done)
}

/// Refuses to write beside a process that serves: its writers would fork what is being written.
async fn nobody_serves(pool: &Pool) -> Result<(), Failure> {
    match processes::live(pool).await.map_err(database_failure)? {
        0 => Ok(()),
        live => Err(Failure::usage(anyhow!(
            "{live} processes serve this ledger: stop them all, wait some seconds, and run this again"
        ))),
    }
}

/// What the read models of this ledger have seen and the backup does not hold.
async fn lost(pool: &Pool, manifest: &Manifest) -> Result<Vec<String>, Failure> {
    let index = PgEntryIndex::new(pool.clone());
    let mut notes = Vec::new();
    for saved in &manifest.logs {
        let checkpoint = index.checkpoint(LogNumber(saved.log)).await.map_err(database_failure)?;
        let lost = checkpoint.head.sequence.saturating_sub(saved.sequence);
        if lost > 0 {
            notes.push(format!(
                "log {}: the read models have seen {lost} entries that this backup does not hold; keep that database, and \
                 give `serve` another one",
                saved.log
            ));
        }
    }
    Ok(notes)
}

/// Follows every chain to its end, and hashes the keys.
fn check_folder(folder: &Folder, manifest: &Manifest) -> Result<Settled, Failure> {
    let numbers = all_logs(manifest.entries_logs).map(|log| log.0);
    if manifest.format != FORMAT || !manifest.logs.iter().map(|saved| saved.log).eq(numbers) {
        return Err(Failure::data(anyhow!(
            "the manifest is of format {}, with {} logs; this program reads format {FORMAT} with all logs",
            manifest.format,
            manifest.logs.len()
        )));
    }
    let mut first = None;
    for saved in &manifest.logs {
        let path = folder.entries(LogNumber(saved.log));
        let mut file = ChainFile::open(&path, saved.bytes).map_err(|error| at(&path, error))?;
        for value in file.by_ref() {
            let value = value.map_err(Failure::data)?;
            if first.is_none() {
                first = ParsedEntry::read(&value).ok().map(|entry| (entry, entry_hash(&value)));
            }
        }
        if file.head() != head(saved)? {
            return Err(Failure::data(anyhow!(
                "{} ends at entry {}, not at entry {} with the hash that the manifest names: the backup is damaged",
                path.display(),
                file.head().sequence,
                saved.sequence
            )));
        }
    }
    check_keys(folder, manifest)?;
    let none =
        || Failure::data(anyhow!("the catalog of the backup does not begin with its genesis"));
    let (entry, hash) = first.ok_or_else(none)?;
    match entry.body.clone() {
        Body::Genesis(genesis) if genesis.entries_logs == manifest.entries_logs => {
            Ok(Settled { entry, genesis, hash })
        }
        Body::Genesis(_) | Body::Command(_) => Err(none()),
    }
}

fn check_keys(folder: &Folder, manifest: &Manifest) -> Result<(), Failure> {
    let path = folder.keys(&manifest.keys);
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    for chunk in chunks(&path).map_err(|error| at(&path, error))? {
        let chunk = chunk.map_err(|error| at(&path, error))?;
        digest.update(&chunk);
        bytes += chunk.len() as u64;
    }
    let sha256: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if (bytes, &sha256) == (manifest.keys.bytes, &manifest.keys.sha256) {
        return Ok(());
    }
    Err(Failure::data(anyhow!("{} is not the file that the manifest names", path.display())))
}

async fn make_topics(settings: &Settings, genesis: &Genesis) -> Result<Arc<dyn EventLog>, Failure> {
    let (connection, names) = (&settings.connection, &settings.names);
    let count = genesis.entries_logs;
    for (topic, partitions) in
        [(names.catalog(), 1), (names.entries(), count), (names.operations(), 1)]
    {
        ensure(connection, &topic, partitions).await.map_err(topic_failure)?;
    }
    let event_log = KafkaLog::new(connection, names.clone(), count).map_err(Failure::usage)?;
    Ok(Arc::new(event_log))
}

async fn restore_keys(
    settings: &Settings,
    settled: &Settled,
    folder: &Folder,
    manifest: &Manifest,
) -> Result<(), Failure> {
    let database = &settings.keys_database;
    database.create_if_missing().await.map_err(database_failure)?;
    migrate(database, MigrationSet::Keys).await.map_err(migrate_failure)?;
    let keys = key_pool(database, SESSIONS).map_err(database_failure)?;
    // Keys of two ledgers in one table could not be told apart again.
    claim(&keys, &identity(settled)).await.map_err(identity_failure)?;
    let path = folder.keys(&manifest.keys);
    let chunks = futures::stream::iter(chunks(&path).map_err(|error| at(&path, error))?);
    let imported = key_copy::import(&keys, chunks).await.map_err(|error| match error {
        KeyCopyError::OtherKeys { .. } => Failure::usage(error),
        KeyCopyError::Source(error) => at(&path, error),
        KeyCopyError::Database(_) => database_failure(error),
    })?;
    tracing::info!(imported, "the keys are restored");
    Ok(())
}

/// A file, piece by piece. A command line has nothing else to do while the disk is read.
fn chunks(path: &Path) -> io::Result<impl Iterator<Item = io::Result<Bytes>> + Send + use<>> {
    let mut file = File::open(path)?;
    Ok(std::iter::from_fn(move || {
        let mut chunk = vec![0; CHUNK_BYTES];
        let read = file.read(&mut chunk).map(|read| chunk.truncate(read));
        read.map(|()| (!chunk.is_empty()).then(|| Bytes::from(chunk))).transpose()
    }))
}

/// How far a log holds the backup: the head of what is there. Errors: usage, where it holds something else.
fn compare(
    event_log: &Arc<dyn EventLog>,
    folder: &Folder,
    saved: &SavedLog,
) -> Result<Head, Failure> {
    let (log, wanted) = (LogNumber(saved.log), head(saved)?);
    let (there, at_wanted) = read_to_end(event_log, log, wanted.sequence)?;
    if there.sequence < wanted.sequence {
        after(folder, saved, there)?;
    } else if at_wanted != Some(wanted) {
        return Err(other_history(log, wanted.sequence));
    }
    Ok(there)
}

/// The entries of the backup after `there`. Errors: usage, where the backup holds another entry there.
fn after(folder: &Folder, saved: &SavedLog, there: Head) -> Result<ChainFile, Failure> {
    let path = folder.entries(LogNumber(saved.log));
    let mut values = ChainFile::open(&path, saved.bytes).map_err(|error| at(&path, error))?;
    for value in values.by_ref().take(usize::try_from(there.sequence).unwrap_or(usize::MAX)) {
        value.map_err(Failure::data)?;
    }
    if values.head() == there {
        Ok(values)
    } else {
        Err(other_history(LogNumber(saved.log), there.sequence))
    }
}

fn write_logs(
    event_log: &Arc<dyn EventLog>,
    folder: &Folder,
    manifest: &Manifest,
    plan: &[Head],
    genesis: &Genesis,
) -> Result<(), Failure> {
    for (saved, there) in manifest.logs.iter().zip(plan) {
        let (log, wanted) = (LogNumber(saved.log), head(saved)?);
        if there.sequence < wanted.sequence {
            let values = after(folder, saved, *there)?;
            let written = continue_chain(event_log, log, genesis.ledger_id, *there, values);
            written.map_err(copy_failure)?;
        }
        if read_to_end(event_log, log, wanted.sequence)?.1 != Some(wanted) {
            return Err(Failure::new(
                Exit::Unavailable,
                anyhow!(
                    "log {log} does not show what was written: somebody else writes to it. Stop whoever does; if this says then \
                     that the log holds another entry, its topics have to be made anew"
                ),
            ));
        }
    }
    Ok(())
}

/// The head of a log, and the head that it had at that sequence, if it has come so far.
fn read_to_end(
    event_log: &Arc<dyn EventLog>,
    log: LogNumber,
    sequence: u64,
) -> Result<(Head, Option<Head>), Failure> {
    let fail = |error: ReadError| {
        let exit = if error.is_passing() { Exit::Unavailable } else { Exit::Usage };
        Failure::new(exit, error)
    };
    let high = event_log.bounds(log).map_err(|source| fail(ReadError::Log { log, source }))?.high;
    let mut reader = ChainReader::open(event_log, log, Checkpoint::EMPTY).map_err(fail)?;
    let mut then = None;
    while reader.next_offset() < high && !reader.reached_end() {
        let visit = &mut |accepted: learnlog_ledger::chain_reader::Accepted<'_>| {
            if accepted.sequence == sequence {
                then = Some(Head { sequence, hash: accepted.hash });
            }
        };
        reader.poll(POLL_RECORDS, POLL_WAIT, visit).map_err(fail)?;
    }
    Ok((reader.checkpoint().head, then))
}

fn other_history(log: LogNumber, sequence: u64) -> Failure {
    Failure::usage(anyhow!(
        "log {log} holds another entry {sequence} than the backup: it belongs to another ledger or another history. Name servers \
         without these topics; nothing was written"
    ))
}

fn copy_failure(error: CopyError<ChainFileError>) -> Failure {
    let exit = match &error {
        CopyError::Source(_) | CopyError::NotChained { .. } => Exit::Data,
        CopyError::Unreadable { .. } => Exit::Usage,
        CopyError::Log { .. } => Exit::Unavailable,
    };
    Failure::new(exit, error)
}
