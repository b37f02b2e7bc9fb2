//! What callers are told of commands that were tried twice.

#![allow(clippy::unwrap_used)]

use super::*;

mod full;

fn told(reason: Reason, attempted: bool) -> Reason {
    let (reply, mut answered) = Reply::new();
    Reply { attempted, ..reply }.give(Err(ApiError::new(reason, "no")));
    answered.try_recv().unwrap().unwrap_err().reason()
}

#[test]
fn nobody_is_told_that_nothing_was_recorded_where_that_is_not_known() {
    let unknown = Reason::LedgerUnavailable;
    let cases = [
        (Reason::LedgerOverloaded, unknown),
        (Reason::TooManyRejections, unknown),
        (Reason::PositionNotReached, unknown),
        (Reason::TokenExpired, unknown),
        (Reason::OutcomeUnknown, Reason::OutcomeUnknown),
        (Reason::ShuttingDown, Reason::ShuttingDown),
        (Reason::EntryTooLarge, Reason::EntryTooLarge),
    ];
    for (reason, after_an_attempt) in cases {
        assert_eq!(told(reason, true), after_an_attempt);
        assert_eq!(told(reason, false), reason);
    }
}
