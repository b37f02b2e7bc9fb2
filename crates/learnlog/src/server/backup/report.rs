//! What `backup` and `restore` say when they are done.

use serde_json::json;

use super::folder::Manifest;
use crate::output::Answer;
use crate::output::sheet::{Column, Sheet, hash, number};

const COLUMNS: &[Column] =
    &[number("log"), number("sequence"), hash("hash"), number("bytes"), number("added")];

/// The heads of all logs, and how many entries of each were added.
pub fn answer(manifest: &Manifest, added: &[u64], notes: Vec<String>) -> Answer {
    let mut sheet = Sheet::new(COLUMNS);
    for (saved, added) in manifest.logs.iter().zip(added) {
        sheet.row([
            saved.log.to_string(),
            saved.sequence.to_string(),
            saved.hash.clone(),
            saved.bytes.to_string(),
            added.to_string(),
        ]);
    }
    let entries: u64 = manifest.logs.iter().map(|saved| saved.sequence).sum();
    let new: u64 = added.iter().sum();
    let json = json!({
        "ledger_id": manifest.ledger_id,
        "taken_at": manifest.taken_at,
        "entries": entries,
        "added": new,
        "logs": manifest.logs.iter().zip(added).map(|(saved, added)| json!({
            "log": saved.log,
            "sequence": saved.sequence,
            "hash": saved.hash,
            "bytes": saved.bytes,
            "added": added,
        })).collect::<Vec<_>>(),
    });
    let heading = Some(format!("ledger {}, {entries} entries", manifest.ledger_id));
    Answer { json, heading, sheets: vec![sheet], notes }
}
