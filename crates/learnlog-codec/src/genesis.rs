//! What a log begins with. Invariant: the genesis of every log but the catalog is a function of the
//! catalog's genesis and the log's number, so that anyone can make it, all make the same, and no
//! chain can be copied into another log.

use learnlog_chain::Hash;
use learnlog_domain::id::{EntryId, LedgerId};
use learnlog_domain::time::Timestamp;
use learnlog_proto::ledger as wire;

use crate::entry::{Body, Entry, Genesis, LogNumber};
use crate::parse::InterpretError;
use crate::{field, placement};

/// The most entries logs that a ledger can have.
pub const MAX_ENTRIES_LOGS: u32 = 4_096;

/// The only hash function so far.
pub const HASH_FUNCTION: &str = "SHA-256";

/// The only format of the ledger so far.
pub const FORMAT: u32 = 1;

/// A log count outside 1 to [`MAX_ENTRIES_LOGS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a ledger has 1 to {MAX_ENTRIES_LOGS} entries logs, not {0}")]
pub struct EntriesLogsOutOfRange(pub u32);

/// The genesis of the catalog. Errors: see [`EntriesLogsOutOfRange`].
pub fn catalog(
    ledger_id: LedgerId,
    entries_logs: u32,
    created_at: Timestamp,
) -> Result<Entry, EntriesLogsOutOfRange> {
    if !(1..=MAX_ENTRIES_LOGS).contains(&entries_logs) {
        return Err(EntriesLogsOutOfRange(entries_logs));
    }
    let genesis = Genesis { ledger_id, entries_logs, created_at, catalog_genesis_hash: None };
    Ok(first_entry(genesis, placement::CATALOG))
}

/// The genesis of another log of the ledger whose catalog begins with `catalog` (and hashes to
/// `catalog_genesis_hash`).
pub fn of_log(catalog: &Genesis, catalog_genesis_hash: Hash, log: LogNumber) -> Entry {
    let catalog_genesis_hash = Some(catalog_genesis_hash);
    first_entry(Genesis { catalog_genesis_hash, ..catalog.clone() }, log)
}

fn first_entry(genesis: Genesis, log: LogNumber) -> Entry {
    Entry {
        sequence: 1,
        previous_hash: Hash::ZERO,
        log,
        // The log's number in decimal digits, in the namespace of the ledger's id.
        entry_id: EntryId::derived(genesis.ledger_id.uuid(), log.0.to_string().as_bytes()),
        recorded_at: genesis.created_at,
        catalog_sequence: 0,
        body: Body::Genesis(genesis),
    }
}

pub(crate) fn decode(
    wire: wire::Genesis,
    sequence: u64,
    log: LogNumber,
) -> Result<Genesis, InterpretError> {
    if sequence != 1 {
        return Err(InterpretError::Contradiction {
            what: "genesis is the first entry of its log",
        });
    }
    if wire.format != FORMAT {
        return Err(InterpretError::UnknownFormat { what: "format of the ledger" });
    }
    if wire.hash_function != HASH_FUNCTION {
        return Err(InterpretError::UnknownFormat { what: "hash function" });
    }
    if !(1..=MAX_ENTRIES_LOGS).contains(&wire.entries_logs) {
        let value = wire.entries_logs.into();
        return Err(InterpretError::OutOfRange { field: "genesis.entries_logs", value });
    }
    const HASH: &str = "genesis.catalog_genesis_hash";
    let catalog_genesis_hash = match (log == placement::CATALOG, wire.catalog_genesis_hash) {
        (true, hash) if hash.is_empty() => None,
        (true, _) => return Err(InterpretError::Unexpected { field: HASH }),
        (false, hash) => Some(field::fixed::<32>(HASH, &hash)?.into()),
    };
    Ok(Genesis {
        ledger_id: field::id("genesis.ledger_id", &wire.ledger_id, LedgerId::new)?,
        entries_logs: wire.entries_logs,
        created_at: field::timestamp("genesis.created_at", wire.created_at)?,
        catalog_genesis_hash,
    })
}

pub(crate) fn encode(genesis: &Genesis) -> wire::Genesis {
    let hash = genesis.catalog_genesis_hash.as_ref();
    wire::Genesis {
        ledger_id: genesis.ledger_id.as_bytes().to_vec(),
        entries_logs: genesis.entries_logs,
        hash_function: HASH_FUNCTION.to_owned(),
        created_at: Some(field::instant(genesis.created_at)),
        catalog_genesis_hash: hash.map(|hash| hash.as_bytes().to_vec()).unwrap_or_default(),
        format: FORMAT,
    }
}

#[cfg(test)]
mod tests;
