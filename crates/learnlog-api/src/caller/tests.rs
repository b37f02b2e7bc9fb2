//! Counts by caller and minute.

use std::time::SystemTime;

use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod};

use super::*;

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
    let callers = Callers::new(2);
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
    let callers = Callers::new(1);
    let one = callers.of(principal("one"));
    drop(one.owe());
    let refused = one.may_submit(Instant::now()).map_err(|error| error.reason());
    assert_eq!(refused, Err(Reason::TooManyRejections));
}

#[test]
fn malformed_requests_are_counted_by_the_minute() {
    let callers = Callers::new(1);
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
