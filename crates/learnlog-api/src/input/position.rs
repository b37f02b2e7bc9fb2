//! Ledger positions as callers send them back. Invariant: what comes out is sorted, has one sequence per log, and
//! names only logs of this ledger.

use learnlog_codec::entry::{LedgerPosition, LogNumber};
use learnlog_proto::ledger;

use super::at::At;
use crate::error::ApiError;
use crate::error::reason::Reason;

/// A position that may be absent, in a ledger with `logs` logs.
pub fn position(
    at: At<'_>,
    value: &Option<ledger::LedgerPosition>,
    logs: u32,
) -> Result<Option<LedgerPosition>, ApiError> {
    let Some(value) = value else { return Ok(None) };
    let invalid = |at: At<'_>, wrong: &str| {
        let expected = "logs of this ledger in ascending order, each with its sequence from 1";
        ApiError::of_field(Reason::PositionInvalid, at, wrong, expected).with("logs", logs)
    };
    let list = at.field("logs");
    let mut vector: Vec<(LogNumber, u64)> = Vec::with_capacity(value.logs.len().min(logs as usize));
    for (index, element) in value.logs.iter().enumerate() {
        let at = list.item(index);
        if element.log >= logs {
            return Err(invalid(at, "no such log").with("found_log", element.log));
        }
        if element.sequence == 0 {
            return Err(invalid(at, "sequence 0"));
        }
        let log = LogNumber(element.log);
        if vector.last().is_some_and(|(last, _)| *last >= log) {
            return Err(invalid(at, "not in ascending order of logs"));
        }
        vector.push((log, element.sequence));
    }
    Ok(Some(LedgerPosition(vector)))
}

/// A position as an answer says it.
pub fn to_proto(position: &LedgerPosition) -> ledger::LedgerPosition {
    let logs = position
        .0
        .iter()
        .map(|(log, sequence)| ledger::LogPosition { log: log.0, sequence: *sequence })
        .collect();
    ledger::LedgerPosition { logs }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::reason::Reason;

    fn read(logs: &[(u32, u64)]) -> Result<Option<LedgerPosition>, Reason> {
        let logs = logs
            .iter()
            .map(|(log, sequence)| ledger::LogPosition { log: *log, sequence: *sequence })
            .collect();
        let value = Some(ledger::LedgerPosition { logs });
        position(At::root("at_least"), &value, 3).map_err(|error| error.reason())
    }

    #[test]
    fn a_position_is_taken_as_given() {
        let expected = LedgerPosition(vec![(LogNumber(0), 7), (LogNumber(2), 1)]);
        assert_eq!(read(&[(0, 7), (2, 1)]), Ok(Some(expected.clone())));
        assert_eq!(to_proto(&expected).logs.len(), 2);
        assert_eq!(read(&[]), Ok(Some(LedgerPosition::default())));
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for logs in [&[(3, 1)][..], &[(0, 0)], &[(1, 1), (1, 2)], &[(2, 1), (1, 1)]] {
            assert_eq!(read(logs), Err(Reason::PositionInvalid), "{logs:?}");
        }
    }
}
