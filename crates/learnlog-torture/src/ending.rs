//! What everybody says once all faults have ended. Invariant: each process is asked by itself, and the read models are made a second time
//! from the ledger alone.

mod digest;
mod replayed;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::{Kind, Violations};
use crate::fault::Tally;
use crate::hash::Hash;
use crate::site::Site;

const FILE: &str = "ending.json";

/// What was found.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Ending {
    /// What `learnlog verify` of each process said, where it failed.
    unverified: BTreeMap<usize, String>,
    /// Of each process: every log's hash over its entries' hashes.
    replays: Vec<BTreeMap<u32, Hash>>,
    /// Of each table of the read models: as they were all the time, and made again.
    tables: BTreeMap<String, (Option<Hash>, Option<Hash>)>,
    /// What no fault excuses.
    broken: Vec<String>,
}

/// Asks everybody. Whoever does not answer now is broken.
pub async fn look(site: &Arc<Site>, folder: &Path, tally: &Tally) -> Ending {
    let mut ending = Ending { broken: tally.broken.clone(), ..Ending::default() };
    if let Err(error) = ending.ask(site, folder).await {
        ending.broken.push(format!("in the end: {error:#}"));
    }
    ending
}

impl Ending {
    async fn ask(&mut self, site: &Arc<Site>, folder: &Path) -> anyhow::Result<()> {
        for node in &site.nodes {
            let log = std::fs::read_to_string(node.log())?;
            let panics = log.lines().filter(|line| line.contains("panicked at"));
            self.broken.extend(panics.map(|line| format!("process {}: {line}", node.number)));
        }
        for node in &site.nodes {
            if let Err(error) = site.verb(node.number, &["verify"]).await {
                self.unverified.insert(node.number, format!("{error:#}"));
            }
            self.replays.push(replayed::replay(site, node).await?);
        }
        self.tables = digest::compare(site, folder).await?;
        Ok(())
    }

    /// Keeps it. Errors: the file cannot be written.
    pub fn save(&self, folder: &Path) -> anyhow::Result<()> {
        Ok(std::fs::write(folder.join(FILE), serde_json::to_vec_pretty(self)?)?)
    }

    /// What was kept; nothing, where a run did not come that far. Errors: the file cannot be read.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join(FILE);
        Ok(if file.exists() {
            serde_json::from_slice(&std::fs::read(file)?)?
        } else {
            Self::default()
        })
    }

    /// What is wrong with it.
    pub fn check(&self, violations: &mut Violations) {
        for (process, said) in &self.unverified {
            violations.add(Kind::Divergent, format!("verify by process {process}: {said}"));
        }
        for (process, replay) in self.replays.iter().enumerate() {
            if Some(replay) != self.replays.first() {
                let what = format!("process {process} replays another history than process 0");
                violations.add(Kind::Divergent, what);
            }
        }
        for (table, (kept, again)) in &self.tables {
            if kept != again {
                let what = format!("{table} is {kept:?}, and {again:?} when it is made again");
                violations.add(Kind::Divergent, what);
            }
        }
        for broken in &self.broken {
            violations.add(Kind::Broken, broken.clone());
        }
    }
}

#[cfg(test)]
mod tests;
