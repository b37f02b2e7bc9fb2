//! Positions that were read. Invariant: as they were said, sorted, with one sequence from 1 for each of the ledger's
//! logs.

use learnlog_api::input::position::to_proto;
use learnlog_codec::entry::LedgerPosition;
use learnlog_proto::ledger;

use super::LOGS;

/// What must hold of a position that was accepted, or was absent.
pub(super) fn check(read: Option<&LedgerPosition>, asked: Option<&ledger::LedgerPosition>) {
    assert_eq!(read.map(to_proto).as_ref(), asked);
    let Some(position) = read else { return };
    assert!(position.0.is_sorted_by(|(one, _), (other, _)| one < other));
    assert!(position.0.iter().all(|(log, sequence)| log.0 < LOGS && *sequence > 0));
}
