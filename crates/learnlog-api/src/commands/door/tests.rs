//! Who gets past the door, on a clock that does not move.

#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_codec::entry::LogNumber;
use tonic::Code;
use tonic_types::StatusExt;
use tower::service_fn;

use super::*;
use crate::commands::admission::{SHARE_OF_A_LOG, UNARY_LIMIT_COMMANDS_FIRST};
use crate::deadline::Deadline;

const STREAM: &str = "/learnlog.api.v1.CommandService/SubmitStream";

/// Calls that got past it.
static PASSED: AtomicUsize = AtomicUsize::new(0);

fn end() -> Deadline {
    Deadline::after(Duration::from_secs(60), None)
}

/// What is answered at the door, if anything.
async fn refused(admission: &Arc<Admission>, path: &str) -> Option<Status> {
    let inner = service_fn(async |_: Request<Body>| {
        PASSED.fetch_add(1, Ordering::AcqRel);
        Ok::<_, Infallible>(Response::new(Body::empty()))
    });
    let mut door = Door::new(inner, Arc::clone(admission));
    let before = PASSED.load(Ordering::Acquire);
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = door.call(request).await.unwrap();
    let passed = PASSED.load(Ordering::Acquire) > before;
    let status = Status::from_header_map(response.headers());
    assert_ne!(passed, status.is_some(), "either inside or refused");
    status
}

#[tokio::test(start_paused = true)]
async fn a_long_line_is_not_made_longer() {
    // So many that their shares are more than all turns: no log's own line is waited in.
    let logs = u32::try_from(2 * SHARE_OF_A_LOG).unwrap();
    let admission = Arc::new(Admission::new(logs));
    let command = |number: usize| {
        let log = LogNumber(u32::try_from(number).unwrap() % logs);
        admission.place(log).unwrap().turn(end())
    };
    let turn = |number| command(number).now_or_never().unwrap().unwrap();
    let admitted: Vec<_> = (0..UNARY_LIMIT_COMMANDS_FIRST).map(turn).collect();
    assert!(refused(&admission, SUBMIT).await.is_none(), "nobody waits yet");
    let line = |number| command(number).boxed();
    let mut waiting: Vec<BoxFuture<'_, _>> =
        (0..=UNARY_LIMIT_COMMANDS_FIRST / 2).map(line).collect();
    waiting.iter_mut().for_each(|waiting| assert!(waiting.now_or_never().is_none()));
    let status = refused(&admission, SUBMIT).await.unwrap();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "LEDGER_OVERLOADED");
    assert!(details.retry_info().unwrap().retry_delay.is_some());
    assert!(refused(&admission, STREAM).await.is_none(), "a stream waits inside");
    waiting.pop();
    assert!(refused(&admission, SUBMIT).await.is_none());
    drop(waiting);
    drop(admitted);
}
