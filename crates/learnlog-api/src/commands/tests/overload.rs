//! More commands than are taken, on a log that does not answer.

use std::num::NonZeroU32;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};

use super::*;
use crate::caller::{CallerLimits, Callers};
use crate::commands::admission::{
    SHARE_OF_A_LOG, UNARY_LIMIT_COMMANDS_FIRST, UNARY_LIMIT_COMMANDS_MIN,
};

const OF_A_LOG: usize = UNARY_LIMIT_COMMANDS_FIRST / SHARE_OF_A_LOG;

const OF_A_LOG_MIN: usize = UNARY_LIMIT_COMMANDS_MIN / SHARE_OF_A_LOG;

/// A door to a log that takes records and never answers, with the count of those.
async fn silent() -> (Door, Arc<AtomicUsize>) {
    let (log, genesis) = testing::settled_log().await;
    let silent = Silent::over(log);
    let taken = silent.taken();
    (door(Arc::new(silent), genesis, REJECTIONS_LIMIT_PER_MINUTE).await, taken)
}

type Calls<'a> = FuturesUnordered<BoxFuture<'a, Result<api::SubmitResponse, Status>>>;

/// So many commands, all of which the log has taken.
async fn let_in<'a>(door: &'a Door, taken: &AtomicUsize, commands: usize) -> Calls<'a> {
    let before = taken.load(Ordering::Acquire);
    let calls = (0..commands).map(|_| numbered(door, "60S").boxed());
    let mut calls: Calls<'_> = calls.collect();
    let all_taken = async {
        while taken.load(Ordering::Acquire) < before + commands {
            assert!(calls.next().now_or_never().is_none(), "the log does not answer");
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), all_taken).await.unwrap();
    calls
}

/// A command of its own.
async fn numbered(door: &Door, deadline: &str) -> Result<api::SubmitResponse, Status> {
    let command_id = uuid::Uuid::new_v4().to_string();
    let command = api::Command { command_id, ..command() };
    call(door, api::SubmitRequest { command: Some(command), ..Default::default() }, deadline).await
}

/// The same calls of somebody else, who may send that many in a second.
fn of_caller(door: Door, callers: &Callers, name: &str) -> Door {
    Door { caller: testing::known(callers, name), ..door }
}

fn overloaded() -> (Code, String) {
    (Code::ResourceExhausted, "LEDGER_OVERLOADED".to_owned())
}

#[tokio::test]
async fn what_is_too_much_is_refused_long_before_its_deadline_and_never_recorded() {
    let (door, taken) = silent().await;
    let calls = let_in(&door, &taken, OF_A_LOG).await;
    for _ in 0..3 {
        let status = numbered(&door, "60S").await.unwrap_err();
        assert_eq!(why(&status), overloaded());
        assert!(status.get_details_retry_info().unwrap().retry_delay.is_some());
    }
    assert_eq!(taken.load(Ordering::Acquire), calls.len());
}

#[tokio::test]
async fn who_hangs_up_leaves_room_behind() {
    let (door, taken) = silent().await;
    drop(let_in(&door, &taken, OF_A_LOG).await);
    // Where this machine is slow, fewer are let in than before.
    drop(let_in(&door, &taken, OF_A_LOG_MIN).await);
}

#[tokio::test]
async fn a_passed_deadline_leaves_room_behind() {
    let (door, taken) = silent().await;
    let calls = (0..OF_A_LOG).map(|_| numbered(&door, "300m"));
    for answer in futures::future::join_all(calls).await {
        let unknown = (Code::DeadlineExceeded, "OUTCOME_UNKNOWN".to_owned());
        assert_eq!(why(&answer.unwrap_err()), unknown);
    }
    drop(let_in(&door, &taken, OF_A_LOG_MIN).await);
}

#[tokio::test]
async fn a_log_that_does_not_answer_holds_up_no_other() {
    let (door, taken) = silent().await;
    let _calls = let_in(&door, &taken, OF_A_LOG).await;
    let definition = api::Command { basis: None, ..samples::named("define_org_unit") };
    let request = api::SubmitRequest { command: Some(definition), ..Default::default() };
    // It was let in: the catalog does not answer either.
    let status = call(&door, request, "300m").await.unwrap_err();
    assert_eq!(why(&status), (Code::DeadlineExceeded, "OUTCOME_UNKNOWN".to_owned()));
}

#[tokio::test]
async fn who_sends_more_than_one_may_is_refused_and_others_are_not() {
    let (log, genesis) = testing::settled_log().await;
    let door = door(Arc::new(log.clone()), genesis, REJECTIONS_LIMIT_PER_MINUTE).await;
    let callers = Callers::new(CallerLimits {
        rejections_per_minute: REJECTIONS_LIMIT_PER_MINUTE,
        requests_per_second: NonZeroU32::MIN,
    });
    let door = of_caller(door, &callers, "one");
    let refused = async {
        loop {
            if let Err(status) = numbered(&door, "60S").await {
                break status;
            }
        }
    };
    let status = tokio::time::timeout(Duration::from_secs(60), refused).await.unwrap();
    let too_many = (Code::ResourceExhausted, "TOO_MANY_REQUESTS".to_owned());
    assert_eq!(why(&status), too_many);
    assert!(status.get_details_retry_info().unwrap().retry_delay.is_some());
    let before = log.bounds(LogNumber(1)).unwrap().high;
    let door = of_caller(door, &callers, "other");
    assert!(numbered(&door, "60S").await.unwrap().entry.is_some());
    assert_eq!(log.bounds(LogNumber(1)).unwrap().high, before + 1);
}
