//! A folder that holds a backup. Invariant: the manifest is replaced as a whole, last, when everything that it names is on the disk; what
//! lies behind the ends that it names belongs to a backup that did not finish.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use learnlog_codec::entry::LogNumber;
use serde::{Deserialize, Serialize};

/// The only format so far.
pub const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Whose.
    pub ledger_id: String,
    /// N of genesis.
    pub entries_logs: u32,
    /// Hash of the catalog's first entry, in hexadecimal digits.
    pub catalog_genesis: String,
    /// When it was finished, in RFC 3339.
    pub taken_at: String,
    /// By number, all of them.
    pub logs: Vec<SavedLog>,
    /// Of the wrapped keys.
    pub keys: SavedKeys,
}

/// One log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedLog {
    /// Its number.
    pub log: u32,
    /// Of the last entry that is in the backup.
    pub sequence: u64,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
    /// Where it lay on the Kafka that it was read from.
    pub offset: u64,
    /// Of its file that belong to it.
    pub bytes: u64,
}

/// The table of wrapped keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedKeys {
    /// Its file, which is named by its digest, so that a backup that does not finish leaves that of the one before.
    pub file: String,
    /// Of its file.
    pub bytes: u64,
    /// Of its file, in hexadecimal digits.
    pub sha256: String,
}

/// Where things lie in it.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// At that path.
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Makes what is missing of it.
    pub fn make(&self) -> io::Result<()> {
        std::fs::create_dir_all(self.0.join("logs"))
    }

    /// The entries of one log: each value after its length as a varint, as protobuf libraries write delimited messages.
    pub fn entries(&self, log: LogNumber) -> PathBuf {
        self.0.join("logs").join(format!("{:04}.entries", log.0))
    }

    /// The wrapped keys that a manifest names, as CSV. The name is one of this folder's own, or nothing is there.
    pub fn keys(&self, saved: &SavedKeys) -> PathBuf {
        let own = Path::new(&saved.file).file_name().unwrap_or_default();
        self.0.join(own)
    }

    /// Keeps other backups out of this folder for as long as the file lives. Errors: another one is at work.
    pub fn lock(&self) -> io::Result<File> {
        let lock = File::create(self.0.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => {
                let what = "another backup is writing to this folder: wait for it to end";
                Err(io::Error::new(io::ErrorKind::ResourceBusy, what))
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The manifest; None if there is none yet.
    pub fn manifest(&self) -> io::Result<Option<Manifest>> {
        match std::fs::read(self.0.join("manifest.json")) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the manifest. Everything that it names must be on the disk.
    pub fn replace_manifest(&self, manifest: &Manifest) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(manifest)?;
        self.replace("manifest.json", |file| file.write_all(&text))
    }

    /// Gives the new keys, which are on the disk, their name.
    pub fn name_keys(&self, saved: &SavedKeys) -> io::Result<()> {
        std::fs::rename(self.new_keys(), self.keys(saved))?;
        self.sync()
    }

    /// Deletes the keys of an earlier manifest, which is replaced.
    pub fn delete_keys(&self, earlier: &SavedKeys) -> io::Result<()> {
        std::fs::remove_file(self.keys(earlier))
    }

    /// A file that becomes the keys.
    pub fn new_keys(&self) -> PathBuf {
        self.0.join("keys.new")
    }

    fn replace(
        &self,
        name: &str,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<()> {
        let new = self.0.join(format!("{name}.new"));
        let mut file = File::create(&new)?;
        write(&mut file)?;
        file.sync_all()?;
        std::fs::rename(new, self.0.join(name))?;
        self.sync()
    }

    /// What was made or renamed stays so after a crash of the machine.
    pub fn sync(&self) -> io::Result<()> {
        File::open(self.0.join("logs"))?.sync_all()?;
        File::open(&self.0)?.sync_all()
    }
}
