//! When a position is visible.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_proto::api::{GetPositionResponse, ProjectionPosition};
use learnlog_proto::ledger::{LedgerPosition, LogPosition};

use super::is_reached;

fn position(logs: &[(u32, u64)]) -> LedgerPosition {
    let logs = logs.iter().map(|(log, sequence)| LogPosition { log: *log, sequence: *sequence });
    LedgerPosition { logs: logs.collect() }
}

#[test]
fn a_position_is_reached_when_every_projection_of_its_logs_is_there() {
    let status = GetPositionResponse {
        projections: [vec![(0, 9)], vec![(1, 7), (2, 5)], vec![(1, 6), (2, 5)]]
            .iter()
            .map(|logs| ProjectionPosition {
                position: Some(position(logs)),
                ..ProjectionPosition::default()
            })
            .collect(),
        ..GetPositionResponse::default()
    };
    assert!(is_reached(&status, &position(&[])));
    assert!(is_reached(&status, &position(&[(0, 9), (1, 6), (2, 5)])));
    assert!(!is_reached(&status, &position(&[(1, 7)])), "one of them is behind");
    assert!(!is_reached(&status, &position(&[(3, 1)])), "nobody has it");
}
