//! The catalog's genesis. Invariant: the genesis of every other log is a function of it and of the
//! log's number, and the check makes them itself instead of believing any.

use learnlog_chain::{Hash, entry_hash};
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{Body, Genesis, LogNumber};
use learnlog_codec::genesis::{catalog, of_log};
use learnlog_codec::parse::ParsedEntry;
use learnlog_codec::placement::CATALOG;
use learnlog_domain::id::LedgerId;

use crate::verify::finding::Finding;

/// The catalog's genesis, from which every other genesis derives.
#[derive(Debug, Clone)]
pub struct Root {
    genesis: Genesis,
    hash: Hash,
}

impl Root {
    /// From the first value of the catalog. Errors: [`Finding`], if it is not what learnlog writes
    /// there.
    pub fn read(value: &[u8]) -> Result<Self, Finding> {
        let parsed = ParsedEntry::parse(value).map_err(Finding::NoEntry)?;
        let entry = parsed.interpret().map_err(Finding::Uninterpretable)?;
        let Body::Genesis(genesis) = entry.body else { return Err(Finding::Genesis) };
        let derived = catalog(genesis.ledger_id, genesis.entries_logs, genesis.created_at);
        if encode(&derived.map_err(Finding::Range)?) != value {
            return Err(Finding::Genesis);
        }
        Ok(Self { genesis, hash: entry_hash(value) })
    }

    /// Which ledger it is.
    pub fn ledger_id(&self) -> LedgerId {
        self.genesis.ledger_id
    }

    /// N: partitions of the entries topic.
    pub fn entries_logs(&self) -> u32 {
        self.genesis.entries_logs
    }

    /// What the first entry of that log hashes to.
    pub fn genesis_hash_of(&self, log: LogNumber) -> Hash {
        if log == CATALOG {
            self.hash
        } else {
            entry_hash(&encode(&of_log(&self.genesis, self.hash, log)))
        }
    }
}
