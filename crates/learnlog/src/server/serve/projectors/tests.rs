//! What health says of each state of a projection.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Instant;

use learnlog_api::health::source::HealthSource;
use learnlog_codec::entry::LogNumber;
use learnlog_readmodels::runner::status::{LaneState, LaneStatus, SILENCE_LIMIT};
use tokio::sync::watch;

use super::ProjectorsWork;

#[tokio::test]
async fn only_logs_that_are_being_projected_are_in_order() {
    let reason = || "no connection".to_owned();
    let cases = [
        (LaneState::Projecting, None),
        (LaneState::Elsewhere, None),
        (LaneState::Starting, Some("the projection of log 1 is starting")),
        (
            LaneState::Retrying { reason: reason() },
            Some("the projection of log 1 is interrupted: no connection"),
        ),
        (
            LaneState::Stopped { sequence: Some(7), reason: reason() },
            Some("the projection of log 1 is stopped at entry 7: no connection"),
        ),
        (
            LaneState::Stopped { sequence: None, reason: reason() },
            Some("the projection of log 1 is stopped: no connection"),
        ),
    ];
    for (state, expected) in cases {
        let seen_at = Instant::now();
        let lane = |log, state| LaneStatus { log: LogNumber(log), state, sequence: 0, seen_at };
        let lanes = vec![lane(0, LaneState::Projecting), lane(1, state)];
        let (_sender, receiver) = watch::channel(lanes);
        assert_eq!(ProjectorsWork(receiver).missing().await.as_deref(), expected);
    }
}

#[tokio::test]
async fn a_projection_that_was_not_seen_at_work_for_long_is_not_in_order() {
    let seen_at = Instant::now().checked_sub(SILENCE_LIMIT).unwrap();
    let lane = LaneStatus { log: LogNumber(3), state: LaneState::Projecting, sequence: 9, seen_at };
    let (_sender, receiver) = watch::channel(vec![lane]);
    let missing = ProjectorsWork(receiver).missing().await.unwrap();
    assert_eq!(missing, "the projection of log 3 has been silent for 10 s");
}
