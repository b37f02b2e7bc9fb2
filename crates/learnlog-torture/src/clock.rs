//! A process's own wall clock, set by libfaketime from a file. Invariant: the monotonic clock stays what it is, so that only what is
//! read as a time of day jumps.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian and Ubuntu put it.
const LIBRARIES: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
];

/// One process's clock.
#[derive(Debug)]
pub struct Clock {
    library: &'static str,
    file: PathBuf,
}

impl Clock {
    /// None where the library is not installed. Errors: the file cannot be written.
    pub fn find(file: &Path) -> anyhow::Result<Option<Self>> {
        let library = LIBRARIES.into_iter().find(|library| Path::new(library).exists());
        let clock = library.map(|library| Self { library, file: file.to_owned() });
        clock.map(|clock| clock.set(0).map(|()| clock)).transpose()
    }

    /// So many seconds ahead of the system's.
    pub fn set(&self, seconds: i64) -> anyhow::Result<()> {
        // Renamed into its place: a reader sees the old or the new one.
        let fresh = self.file.with_extension("new");
        fs::write(&fresh, format!("{seconds:+}s\n"))?;
        Ok(fs::rename(&fresh, &self.file)?)
    }

    /// For the process whose clock it is.
    pub fn settings(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_CACHE_DURATION", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
}
