//! What everybody says once all faults have ended. Invariant: each process is asked by itself, and the read models are made a second time
//! from the ledger alone.

mod digest;
mod replayed;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::{Kind, Violations};
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
    /// Lines with which a process broke.
    panics: Vec<String>,
}

/// Asks everybody. Errors: somebody does not answer.
pub async fn look(site: &Arc<Site>, folder: &Path) -> anyhow::Result<Ending> {
    let mut ending = Ending::default();
    for node in &site.nodes {
        if let Err(error) = site.verb(node.number, &["verify"]).await {
            ending.unverified.insert(node.number, format!("{error:#}"));
        }
        ending.replays.push(replayed::replay(site, node).await?);
        let log = std::fs::read_to_string(node.log())?;
        let panics = log.lines().filter(|line| line.contains("panicked at"));
        ending.panics.extend(panics.map(|line| format!("process {}: {line}", node.number)));
    }
    ending.tables = digest::compare(site, folder).await?;
    Ok(ending)
}

impl Ending {
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
        for panic in &self.panics {
            violations.add(Kind::Broken, panic.clone());
        }
    }
}
