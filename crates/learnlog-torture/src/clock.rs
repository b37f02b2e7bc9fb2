//! A process's own wall clock, moved by a library that is preloaded into it (`clock/wall.c`). Invariant: the monotonic clock stays what it
//! is, and so does the wall clock of whoever waits for a time of day; only what is read as a time jumps.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

const SOURCE: &str = include_str!("clock/wall.c");

/// The library that moves clocks.
#[derive(Debug, Clone)]
pub struct Mover(PathBuf);

/// One process's clock.
#[derive(Debug)]
pub struct Clock {
    mover: Mover,
    path: PathBuf,
    file: File,
}

impl Mover {
    /// Builds it in that folder. Errors: there is no C compiler.
    pub fn build(folder: &Path) -> anyhow::Result<Self> {
        let (source, library) = (folder.join("wall.c"), folder.join("wall.so"));
        fs::write(&source, SOURCE)?;
        let mut compile = Command::new("cc");
        compile.args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o"]);
        let built = compile.arg(&library).arg(&source).status().context("cc cannot be run")?;
        ensure!(built.success(), "cc does not take {}", source.display());
        Ok(Self(library))
    }
}

impl Clock {
    /// One that is right. Errors: the file cannot be written, as below.
    pub fn new(mover: &Mover, path: PathBuf) -> anyhow::Result<Self> {
        let clock = Self { mover: mover.clone(), file: File::create_new(&path)?, path };
        clock.set(0)?;
        Ok(clock)
    }

    /// So many seconds ahead of the system's, from now on.
    pub fn set(&self, seconds: i64) -> anyhow::Result<()> {
        // In its place: the process has mapped the file.
        Ok(self.file.write_all_at(&seconds.to_ne_bytes(), 0)?)
    }

    /// For the process whose clock it is.
    pub fn settings(&self, command: &mut Command) {
        command.env("LD_PRELOAD", &self.mover.0).env("WALL_CLOCK_FILE", &self.path);
    }
}

#[cfg(test)]
mod tests;
