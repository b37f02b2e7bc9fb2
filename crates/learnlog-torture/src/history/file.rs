//! The file of one caller. Invariant: a line is in it before the call goes out, and after the answer has come.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::Context;

use super::{Call, Line, Outcome, What};

/// Writes one caller's lines.
#[derive(Debug)]
pub struct Recorder {
    file: File,
    begun: Instant,
    operations: u64,
}

impl Recorder {
    /// A new file. Errors: it cannot be made.
    pub fn create(path: &Path, begun: Instant) -> anyhow::Result<Self> {
        let file = File::create_new(path).with_context(|| path.display().to_string())?;
        Ok(Self { file, begun, operations: 0 })
    }

    /// A call is about to go out; gives its number. Errors: the file cannot be written.
    pub fn invoked(&mut self, process: usize, life: u64, call: Call) -> anyhow::Result<u64> {
        let operation = self.operations;
        self.operations += 1;
        self.write(operation, What::Invoked { process, life, call })?;
        Ok(operation)
    }

    /// Something came of it. Errors: the file cannot be written.
    pub fn completed(&mut self, operation: u64, outcome: Outcome) -> anyhow::Result<()> {
        self.write(operation, What::Completed(outcome))
    }

    fn write(&mut self, operation: u64, what: What) -> anyhow::Result<()> {
        let at = u64::try_from(self.begun.elapsed().as_micros())?;
        let mut line = serde_json::to_vec(&Line { at, operation, what })?;
        line.push(b'\n');
        Ok(self.file.write_all(&line)?)
    }
}

/// All lines of a file. Errors: it cannot be read, or a line is none.
pub fn read(path: &Path) -> anyhow::Result<Vec<Line>> {
    let lines = BufReader::new(File::open(path)?).lines();
    let parsed = lines.map(|line| Ok(serde_json::from_str(&line?)?));
    parsed.collect::<anyhow::Result<_>>().with_context(|| path.display().to_string())
}
