//! Who owns a log: rendezvous hashing. Invariant: a function of the log and of those who may own it, so that
//! processes who see the same agree without a word, and only the logs of who leaves change hands.

use learnlog_codec::entry::LogNumber;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::process::Process;

#[cfg(test)]
mod tests;

/// Of those who may own the log, the one with the highest weight; None where nobody may.
pub fn owner<'a>(
    log: LogNumber,
    processes: impl IntoIterator<Item = &'a Process>,
) -> Option<&'a Process> {
    heaviest(log, processes.into_iter().filter(|process| process.may_own(log)))
}

/// Of those who may project the log, the one with the highest weight: its owner, where that may; None where nobody may.
pub fn projector<'a>(
    log: LogNumber,
    processes: impl IntoIterator<Item = &'a Process>,
) -> Option<&'a Process> {
    heaviest(log, processes.into_iter().filter(|process| process.may_project(log)))
}

fn heaviest<'a>(
    log: LogNumber,
    processes: impl Iterator<Item = &'a Process>,
) -> Option<&'a Process> {
    processes.max_by_key(|process| (weight(process.id, log), process.id))
}

/// SHA-256 of the process's id (16 bytes) and the log's number (4 bytes, big-endian).
fn weight(process: Uuid, log: LogNumber) -> [u8; 32] {
    Sha256::new()
        .chain_update(process.as_bytes())
        .chain_update(log.0.to_be_bytes())
        .finalize()
        .into()
}
