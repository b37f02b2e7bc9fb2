//! What was done, for whoever looks at a run afterwards.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::json;

use super::plan::Planned;

/// The only reason for which a log may stop for good here: its process's clock was moved.
const WRONG_CLOCK: &str = "this machine's clock is";

/// How often, by kind.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Faults.
    pub faults: BTreeMap<String, usize>,
    /// Restarts by the operator, by what was seen.
    pub restarts: BTreeMap<String, usize>,
    /// Commands among processes, by what came of them; as far as was seen before a process was killed.
    pub forwarded: BTreeMap<String, usize>,
    /// What no fault excuses.
    pub broken: Vec<String>,
}

/// The file of faults.
#[derive(Debug)]
pub struct Journal {
    begun: Instant,
    kept: Mutex<(File, Tally)>,
}

impl Journal {
    /// A new file, with times since then. Errors: it cannot be made; in what follows, it cannot be written.
    pub fn create(path: &Path, begun: Instant) -> anyhow::Result<Self> {
        let file = File::create_new(path)?;
        Ok(Self { begun, kept: Mutex::new((file, Tally::default())) })
    }

    /// A fault begins.
    pub fn begins(&self, planned: &Planned) -> anyhow::Result<()> {
        *self.kept().1.faults.entry(planned.kind.to_string()).or_default() += 1;
        self.write("begins", planned)
    }

    /// It is mended.
    pub fn ended(&self, planned: &Planned) -> anyhow::Result<()> {
        self.write("ended", planned)
    }

    /// The operator started a process again.
    pub fn restarted(&self, node: usize, why: &str) -> anyhow::Result<()> {
        // Without the numbers that differ from one to the next.
        let kind: String = why.chars().filter(|it| !it.is_ascii_digit()).collect();
        *self.kept().1.restarts.entry(kind).or_default() += 1;
        if !why.contains(WRONG_CLOCK) {
            self.kept().1.broken.push(format!("process {node} had to be restarted: {why}"));
        }
        self.line(json!({ "at": self.at(), "restarted": node, "why": why }))
    }

    /// What no fault excuses.
    pub fn broken(&self, what: String) {
        self.kept().1.broken.push(what);
    }

    /// So far.
    pub fn tally(&self) -> Tally {
        self.kept().1.clone()
    }

    fn write(&self, phase: &str, planned: &Planned) -> anyhow::Result<()> {
        self.line(json!({
            "at": self.at(),
            phase: planned.kind.to_string(),
            "process": planned.node,
            "broker": planned.broker,
            "seconds_ahead": planned.seconds,
            "delay_millis": planned.delay.as_millis() as u64,
            "lasts_millis": planned.lasts.as_millis() as u64,
        }))
    }

    fn line(&self, line: serde_json::Value) -> anyhow::Result<()> {
        Ok(writeln!(self.kept().0, "{line}")?)
    }

    fn at(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn kept(&self) -> MutexGuard<'_, (File, Tally)> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
