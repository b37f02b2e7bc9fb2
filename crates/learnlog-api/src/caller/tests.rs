//! Counts by caller, by the minute and the second.

#![allow(clippy::unwrap_used)]

use std::time::SystemTime;

use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod};

use tokio::time::advance;

use super::*;

fn callers(rejections_per_minute: u64) -> Callers {
    let requests_per_second = NonZeroU32::new(10).unwrap();
    Callers::new(CallerLimits { rejections_per_minute, requests_per_second })
}

fn principal(subject: &str) -> Arc<Principal> {
    let actor = Actor {
        kind: ActorKind::Service,
        subject: subject.to_owned(),
        issuer: "learnlog".to_owned(),
        on_behalf_of: None,
        authenticated: AuthenticationMethod::LocalToken,
    };
    Arc::new(Principal { actor, valid_until: SystemTime::now() + MINUTE })
}

#[test]
fn rejections_are_limited_per_caller_and_minute() {
    let callers = callers(2);
    let now = Instant::now();
    let one = callers.of(principal("one"));
    assert_eq!(one.may_submit(now), Ok(()));
    one.owe().settle(true, now);
    one.owe().settle(false, now);
    assert_eq!(one.may_submit(now), Ok(()));
    // Another call of the same principal counts on.
    callers.of(principal("one")).owe().settle(true, now);
    let refused = one.may_submit(now + Duration::from_secs(59)).map_err(|error| error.reason());
    assert_eq!(refused, Err(Reason::TooManyRejections));
    assert_eq!(callers.of(principal("two")).may_submit(now), Ok(()));
    assert_eq!(one.may_submit(now + MINUTE), Ok(()));
}

#[test]
fn a_command_whose_answer_nobody_saw_counts_as_rejected() {
    let callers = callers(1);
    let one = callers.of(principal("one"));
    drop(one.owe());
    let refused = one.may_submit(Instant::now()).map_err(|error| error.reason());
    assert_eq!(refused, Err(Reason::TooManyRejections));
}

#[test]
fn malformed_requests_are_counted_by_the_minute() {
    let callers = callers(1);
    let now = Instant::now();
    let caller = callers.of(principal("one"));
    let error = ApiError::new(Reason::IdInvalid, "x");
    for _ in 0..3 {
        caller.malformed(&error, now);
    }
    assert_eq!(lock(&caller.counts.malformed).count, 3);
    caller.malformed(&error, now + MINUTE);
    assert_eq!(lock(&caller.counts.malformed).count, 1);
}

#[tokio::test(start_paused = true)]
async fn requests_are_limited_per_caller_and_second() {
    let callers = callers(1);
    let one = callers.of(principal("one"));
    // A second's worth at once.
    for _ in 0..10 {
        one.may_call().unwrap();
    }
    for _ in 0..3 {
        // Another call of the same principal counts on.
        let refused = callers.of(principal("one")).may_call().unwrap_err();
        assert_eq!(refused.reason(), Reason::TooManyRequests);
        let status = tonic::Status::from(refused);
        let retry = tonic_types::StatusExt::get_details_retry_info(&status).unwrap();
        assert_eq!(retry.retry_delay, Some(Duration::from_millis(100)));
    }
    callers.of(principal("two")).may_call().unwrap();
    advance(Duration::from_millis(100)).await;
    one.may_call().unwrap();
    assert!(one.may_call().is_err());
}

#[tokio::test(start_paused = true)]
async fn items_of_streams_wait_instead() {
    let one = callers(1).of(principal("one"));
    let began = tokio::time::Instant::now();
    one.may_stream(10, false).await;
    assert!(began.elapsed().is_zero());
    one.may_stream(20, false).await;
    assert_eq!(began.elapsed().as_secs(), 2);
    assert!(one.may_call().is_err());
    // What was counted by who forwarded it takes nothing away.
    one.may_stream(10, true).await;
    assert_eq!(began.elapsed().as_secs(), 2);
    one.may_stream(10, true).await;
    assert_eq!(began.elapsed().as_secs(), 3);
}
