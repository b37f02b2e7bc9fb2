//! What becomes of a log that was taken away.

use std::time::Instant as Seen;

use super::*;

fn lane(log: u32, state: LaneState) -> LaneStatus {
    LaneStatus { log: LogNumber(log), state, sequence: 0, seen_at: Seen::now() }
}

fn retrying() -> LaneState {
    LaneState::Retrying { reason: "no connection".to_owned() }
}

#[test]
fn a_log_that_was_taken_away_for_a_fault_does_not_come_back_at_once() {
    let (mut faults, begun) = (Faults::default(), Instant::now());
    let taken = lane(1, LaneState::Elsewhere);
    let given = lane(2, LaneState::Elsewhere);
    let lanes = [lane(1, retrying()), given.clone()];
    assert_eq!(faults.unable(&lanes, begun), [LogNumber(1)]);
    // Only the one that was interrupted, and only for a while.
    let lanes = [taken, given];
    let almost = begun + FAULT_MEMORY - Duration::from_millis(1);
    assert_eq!(faults.unable(&lanes, almost), [LogNumber(1)]);
    assert_eq!(faults.unable(&lanes, begun + FAULT_MEMORY), []);
}

#[test]
fn a_log_that_was_projected_again_is_able() {
    let (mut faults, now) = (Faults::default(), Instant::now());
    assert_eq!(faults.unable(&[lane(1, retrying())], now), [LogNumber(1)]);
    assert_eq!(faults.unable(&[lane(1, LaneState::Projecting)], now), []);
    assert_eq!(faults.unable(&[lane(1, LaneState::Elsewhere)], now), []);
}

#[test]
fn a_stopped_log_is_not_able_and_a_starting_one_may_be() {
    let stopped = LaneState::Stopped { sequence: Some(7), reason: "not understood".to_owned() };
    let lanes = [lane(1, stopped), lane(2, LaneState::Starting)];
    assert_eq!(Faults::default().unable(&lanes, Instant::now()), [LogNumber(1)]);
}
