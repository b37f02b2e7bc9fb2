//! LedgerService: where the ledger stands, and what happened, as the bytes that were hashed. Invariant: nothing
//! that is replayed is encoded again, and a client that goes takes its replay with it.

pub mod log_replay;
pub mod service;
pub mod standing;
pub mod stream_replay;

use learnlog_ledger::stray::{StrayCause, Strays};
use learnlog_proto::api::StrayCount;

/// What was passed that is not of the chain, by cause.
fn strays(strays: &Strays) -> Vec<StrayCount> {
    let counts = StrayCause::ALL.iter().map(|cause| (cause.name(), strays.of(*cause)));
    let seen = counts.filter(|(_, count)| *count > 0);
    seen.map(|(cause, count)| StrayCount { cause: cause.to_owned(), count }).collect()
}
