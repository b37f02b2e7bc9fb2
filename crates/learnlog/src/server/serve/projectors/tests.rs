//! What health says of each state of a projection.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_api::health::source::HealthSource;
use learnlog_codec::entry::LogNumber;
use learnlog_readmodels::runner::status::{LaneState, LaneStatus};
use tokio::sync::watch;

use super::ProjectorsWork;

#[tokio::test]
async fn only_logs_that_are_being_projected_are_in_order() {
    let reason = || "no connection".to_owned();
    let cases = [
        (LaneState::Projecting, None),
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
        let lane = |log, state| LaneStatus { log: LogNumber(log), state, sequence: 0 };
        let lanes = vec![lane(0, LaneState::Projecting), lane(1, state)];
        let (_sender, receiver) = watch::channel(lanes);
        assert_eq!(ProjectorsWork(receiver).missing().await.as_deref(), expected);
    }
}
