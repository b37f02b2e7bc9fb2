//! `learnlog backup`: adds what is new to a folder. Invariant: an entry is in the backup only if it extends the chain of those before it,
//! and the keys are read after the entries, so that every entry's key is there.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::anyhow;
use learnlog_chain::{Hash, Head};
use learnlog_codec::entry::LogNumber;
use learnlog_kafka::log::KafkaLog;
use learnlog_kafka::topics::check;
use learnlog_ledger::chain_reader::ChainReader;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::genesis::{Settled, all_logs, check_log, read_catalog};
use learnlog_ledger::read_error::ReadError;
use learnlog_postgres::identity::claim;
use learnlog_postgres::key_copy::{self, KeyCopyError};
use sha2::{Digest, Sha256};

use super::chain_file::ChainWriter;
use super::folder::{FORMAT, Folder, Manifest, SavedKeys, SavedLog};
use super::report;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::server::init::{
    database_failure, for_all_but_catalog, genesis_failure, identity, identity_failure, key_pool,
    on_log, topic_failure,
};
use crate::server::settings::{LedgerArgs, Settings};

/// Records read at once.
const POLL_RECORDS: usize = 512;

/// Sessions with the database of keys.
const SESSIONS: usize = 1;

/// Where to, and of which ledger.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// Folder of the backup: made if it is missing; one that holds a backup of this ledger gets what is new.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
    #[command(flatten)]
    ledger: LedgerArgs,
}

/// Saves. Errors: usage, where the folder holds something else; unavailable; data, where the ledger is not what the folder says.
pub async fn run(args: &BackupArgs, output: &Output) -> Result<Exit, Failure> {
    let settings = args.ledger.clone().settings()?;
    let folder = Folder::at(&args.folder);
    folder.make().map_err(disk)?;
    let _locked = folder.lock().map_err(disk)?;
    let earlier = folder.manifest().map_err(disk)?;
    let (settled, event_log) = open_logs(&settings).await?;
    if let Some(earlier) = &earlier {
        same_ledger(earlier, &settled)?;
    }
    let before: Vec<Option<SavedLog>> = all_logs(settled.genesis.entries_logs)
        .map(|log| earlier.as_ref()?.logs.iter().find(|saved| saved.log == log.0).cloned())
        .collect();
    let (into, from) = (folder.clone(), before.clone());
    let logs = tokio::task::spawn_blocking(move || {
        let logs = (0..).map(LogNumber).zip(from);
        logs.map(|(log, before)| save_log(&event_log, &into, log, before)).collect()
    });
    let logs: Result<Vec<SavedLog>, Failure> = logs.await.map_err(Failure::bug)?;
    let manifest = Manifest {
        format: FORMAT,
        ledger_id: settled.genesis.ledger_id.to_string(),
        entries_logs: settled.genesis.entries_logs,
        catalog_genesis: settled.hash.to_string(),
        taken_at: jiff::Timestamp::now().to_string(),
        logs: logs?,
        keys: save_keys(&settings, &settled, &folder).await?,
    };
    folder.replace_manifest(&manifest).map_err(disk)?;
    if let Some(earlier) = earlier.filter(|earlier| earlier.keys.file != manifest.keys.file) {
        folder.delete_keys(&earlier.keys).map_err(disk)?;
    }
    let added: Vec<u64> = (manifest.logs.iter().zip(&before))
        .map(|(saved, before)| saved.sequence - before.as_ref().map_or(0, |before| before.sequence))
        .collect();
    let notes = vec![
        "not in it: the master key, the secret of local tokens, read models".to_owned(),
        format!("taken at {}", manifest.taken_at),
    ];
    output.print(&report::answer(&manifest, &added, notes))?;
    Ok(Exit::Done)
}

/// The ledger's logs, each found to be this ledger's.
async fn open_logs(settings: &Settings) -> Result<(Settled, Arc<dyn EventLog>), Failure> {
    let (connection, names) = (&settings.connection, &settings.names);
    check(connection, &names.catalog(), 1).await.map_err(topic_failure)?;
    let settled = on_log(settings, 1, read_catalog).await?;
    let count = settled.genesis.entries_logs;
    check(connection, &names.entries(), count).await.map_err(topic_failure)?;
    check(connection, &names.operations(), 1).await.map_err(topic_failure)?;
    let event_log = KafkaLog::new(connection, names.clone(), count).map_err(Failure::usage)?;
    let event_log: Arc<dyn EventLog> = Arc::new(event_log);
    let (first, logs) = (settled.clone(), Arc::clone(&event_log));
    tokio::task::spawn_blocking(move || {
        for_all_but_catalog(count, |number| check_log(&logs, &first, number))
    })
    .await
    .map_err(Failure::bug)?
    .map_err(genesis_failure)?;
    Ok((settled, event_log))
}

/// Refuses a folder of another ledger, or of another format.
pub fn same_ledger(manifest: &Manifest, settled: &Settled) -> Result<(), Failure> {
    let same = manifest.format == FORMAT
        && manifest.ledger_id == settled.genesis.ledger_id.to_string()
        && manifest.catalog_genesis == settled.hash.to_string();
    if same {
        return Ok(());
    }
    Err(Failure::usage(anyhow!(
        "the folder holds a backup of ledger {} (genesis {}, format {}), not of ledger {} (genesis {}): name another folder",
        manifest.ledger_id,
        manifest.catalog_genesis,
        manifest.format,
        settled.genesis.ledger_id,
        settled.hash
    )))
}

/// Adds a log's new entries to its file.
fn save_log(
    event_log: &Arc<dyn EventLog>,
    folder: &Folder,
    log: LogNumber,
    before: Option<SavedLog>,
) -> Result<SavedLog, Failure> {
    let from = before.as_ref().map_or(Ok(Checkpoint::EMPTY), checkpoint)?;
    let high = event_log.bounds(log).map_err(|source| read(ReadError::Log { log, source }))?.high;
    let mut reader = match ChainReader::open(event_log, log, from) {
        // A mirror has other offsets: from the beginning, then.
        Err(ReadError::CheckpointNotFound { .. }) => {
            ChainReader::open(event_log, log, Checkpoint::EMPTY)
        }
        opened => opened,
    }
    .map_err(read)?;
    let bytes = before.map_or(0, |before| before.bytes);
    let path = folder.entries(log);
    let mut file = ChainWriter::open(&path, bytes).map_err(|error| at(&path, error))?;
    let mut failed = None;
    let mut other_history = false;
    while reader.next_offset() < high && !reader.reached_end() {
        reader
            .poll(POLL_RECORDS, learnlog_ledger::limits::POLL_WAIT, &mut |accepted| {
                if accepted.sequence > from.head.sequence {
                    failed = failed.take().or(file.add(accepted.value).err());
                } else if accepted.sequence == from.head.sequence {
                    other_history |= accepted.hash != from.head.hash;
                }
            })
            .map_err(read)?;
        if let Some(error) = failed {
            return Err(at(&path, error));
        }
    }
    let reached = reader.checkpoint();
    if other_history || reached.head.sequence < from.head.sequence {
        return Err(Failure::data(anyhow!(
            "log {log} does not hold entry {} of the backup in this folder: the topic has lost entries, or has another history. \
             Keep both as they are; nothing was changed",
            from.head.sequence
        )));
    }
    let bytes = file.finish().map_err(|error| at(&path, error))?;
    let Head { sequence, hash } = reached.head;
    Ok(SavedLog { log: log.0, sequence, hash: hash.to_string(), offset: reached.offset, bytes })
}

fn checkpoint(saved: &SavedLog) -> Result<Checkpoint, Failure> {
    Ok(Checkpoint { head: head(saved)?, offset: saved.offset })
}

/// The head that a manifest names.
pub fn head(saved: &SavedLog) -> Result<Head, Failure> {
    let hash = hash_of(&saved.hash);
    let hash = hash.ok_or_else(|| {
        Failure::data(anyhow!("the manifest's hash of log {} is none", saved.log))
    })?;
    Ok(Head { sequence: saved.sequence, hash })
}

fn hash_of(digits: &str) -> Option<Hash> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    Hash::from_slice(&pairs.map(byte).collect::<Option<Vec<u8>>>()?)
}

async fn save_keys(
    settings: &Settings,
    settled: &Settled,
    folder: &Folder,
) -> Result<SavedKeys, Failure> {
    let keys = key_pool(&settings.keys_database, SESSIONS).map_err(database_failure)?;
    claim(&keys, &identity(settled)).await.map_err(identity_failure)?;
    let new = folder.new_keys();
    let mut file = File::create(&new).map_err(|error| at(&new, error))?;
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    let exported = key_copy::export(&keys, |chunk| {
        digest.update(chunk);
        bytes += chunk.len() as u64;
        file.write_all(chunk)
    });
    exported.await.map_err(|error| match error {
        KeyCopyError::Source(error) => at(&new, error),
        KeyCopyError::OtherKeys { .. } | KeyCopyError::Database(_) => database_failure(error),
    })?;
    file.sync_all().map_err(|error| at(&new, error))?;
    let sha256: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let saved = SavedKeys { file: format!("keys-{}.csv", &sha256[..16]), bytes, sha256 };
    folder.name_keys(&saved).map_err(disk)?;
    Ok(saved)
}

fn read(error: ReadError) -> Failure {
    let exit = if error.is_passing() { Exit::Unavailable } else { Exit::Data };
    Failure::new(exit, error)
}

/// The disk's error about one file.
pub fn at(path: &std::path::Path, error: io::Error) -> Failure {
    // A disk that is full or busy is no fault of what is on it.
    let passing = matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ResourceBusy
    );
    let context = format!("{} cannot be used", path.display());
    let exit = if passing { Exit::Unavailable } else { Exit::Data };
    Failure::new(exit, anyhow::Error::new(error).context(context))
}

/// The disk's error about the folder.
pub fn disk(error: io::Error) -> Failure {
    at(std::path::Path::new("the folder of the backup"), error)
}
