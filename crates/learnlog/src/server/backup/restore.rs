//! `learnlog restore`: a folder back into an empty Kafka and an empty database of keys, or the proof that they hold it. Invariant: the
//! whole folder is checked before anything is written; a log is written only from where it agrees with the folder on; what is called
//! restored was read back, and its heads are those of the manifest. Run again after it was killed, it goes on.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use bytes::Bytes;
use learnlog_chain::Head;
use learnlog_codec::entry::{Body, Genesis, LogNumber};
use learnlog_codec::parse::ParsedEntry;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::ensure;
use learnlog_ledger::chain_copy::{CopyError, continue_chain};
use learnlog_ledger::chain_reader::ChainReader;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::genesis::{Settled, all_logs, read_catalog};
use learnlog_ledger::limits::POLL_WAIT;
use learnlog_ledger::read_error::ReadError;
use learnlog_postgres::key_copy::{self, KeyCopyError};
use learnlog_postgres::migrate::{MigrationSet, migrate};
use sha2::{Digest, Sha256};

use super::chain_file::{ChainFile, ChainFileError};
use super::folder::{FORMAT, Folder, Manifest, SavedLog};
use super::report;
use super::save::{at, disk, head, same_ledger};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::server::init::{
    database_failure, key_pool, migrate_failure, on_log, open_databases, topic_failure,
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
    let genesis = {
        let (folder, manifest) = (folder.clone(), manifest.clone());
        tokio::task::spawn_blocking(move || check_folder(&folder, &manifest))
            .await
            .map_err(Failure::bug)??
    };
    if args.dry_run {
        let added = vec![0; manifest.logs.len()];
        let notes = vec!["checked only: every entry is chained up to these heads".to_owned()];
        output.print(&report::answer(&manifest, &added, notes))?;
        return Ok(Exit::Done);
    }
    let settings = args.ledger.clone().settings()?;
    let event_log = make_topics(&settings, &genesis).await?;
    restore_keys(&settings, &folder).await?;
    let added = {
        let (folder, manifest) = (folder.clone(), manifest.clone());
        let restore = move || restore_logs(&event_log, &folder, &manifest, &genesis);
        tokio::task::spawn_blocking(restore).await.map_err(Failure::bug)??
    };
    let settled: Settled = on_log(&settings, manifest.entries_logs, read_catalog).await?;
    same_ledger(&manifest, &settled)?;
    // Whose databases they are from now on, and whether the master key opens the restored keys.
    open_databases(&settings, &settled).await?;
    ensure_secret(&settings.token_secret_file)?;
    let notes = vec![
        "read back: the heads are those of the backup, so every position stays valid".to_owned(),
        "next: `learnlog serve`, which rebuilds the read models".to_owned(),
    ];
    output.print(&report::answer(&manifest, &added, notes))?;
    Ok(Exit::Done)
}

/// Follows every chain to its end, and hashes the keys.
fn check_folder(folder: &Folder, manifest: &Manifest) -> Result<Genesis, Failure> {
    let numbers = all_logs(manifest.entries_logs).map(|log| log.0);
    if manifest.format != FORMAT || !manifest.logs.iter().map(|saved| saved.log).eq(numbers) {
        return Err(Failure::data(anyhow!(
            "the manifest is of format {}, with {} logs; this program reads format {FORMAT} with all logs",
            manifest.format,
            manifest.logs.len()
        )));
    }
    let mut genesis = None;
    for saved in &manifest.logs {
        let path = folder.entries(LogNumber(saved.log));
        let mut file = ChainFile::open(&path, saved.bytes).map_err(|error| at(&path, error))?;
        for value in file.by_ref() {
            let value = value.map_err(Failure::data)?;
            if genesis.is_none() {
                genesis = ParsedEntry::read(&value).ok().map(|entry| entry.body);
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
    match genesis {
        Some(Body::Genesis(genesis)) if genesis.entries_logs == manifest.entries_logs => {
            Ok(genesis)
        }
        _ => {
            Err(Failure::data(anyhow!("the catalog of the backup does not begin with its genesis")))
        }
    }
}

fn check_keys(folder: &Folder, manifest: &Manifest) -> Result<(), Failure> {
    let path = folder.keys();
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

async fn restore_keys(settings: &Settings, folder: &Folder) -> Result<(), Failure> {
    let database = &settings.keys_database;
    database.create_if_missing().await.map_err(database_failure)?;
    migrate(database, MigrationSet::Keys).await.map_err(migrate_failure)?;
    let keys = key_pool(database, SESSIONS).map_err(database_failure)?;
    let path = folder.keys();
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

/// How many entries of each log were written.
fn restore_logs(
    event_log: &Arc<dyn EventLog>,
    folder: &Folder,
    manifest: &Manifest,
    genesis: &Genesis,
) -> Result<Vec<u64>, Failure> {
    manifest.logs.iter().map(|saved| restore_log(event_log, folder, saved, genesis)).collect()
}

fn restore_log(
    event_log: &Arc<dyn EventLog>,
    folder: &Folder,
    saved: &SavedLog,
    genesis: &Genesis,
) -> Result<u64, Failure> {
    let (log, wanted) = (LogNumber(saved.log), head(saved)?);
    let path = folder.entries(log);
    let open = || ChainFile::open(&path, saved.bytes).map_err(|error| at(&path, error));
    let (there, at_wanted) = read_to_end(event_log, log, wanted.sequence)?;
    if there.sequence < wanted.sequence {
        let mut values = open()?;
        for value in values.by_ref().take(usize::try_from(there.sequence).unwrap_or(usize::MAX)) {
            value.map_err(Failure::data)?;
        }
        if values.head() != there {
            return Err(other_history(log, there.sequence));
        }
        let written = continue_chain(event_log, log, genesis.ledger_id, there, values);
        written.map_err(copy_failure)?;
    } else if at_wanted != Some(wanted) {
        return Err(other_history(log, wanted.sequence));
    }
    match read_to_end(event_log, log, wanted.sequence)?.1 {
        Some(head) if head == wanted => Ok(wanted.sequence.saturating_sub(there.sequence)),
        _ => Err(Failure::new(
            Exit::Unavailable,
            anyhow!(
                "log {log} does not show all that was written: does somebody else write to it? Run this again"
            ),
        )),
    }
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
         without these topics; nothing was written to this log"
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
