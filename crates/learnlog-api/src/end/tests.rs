//! Every way in which a stream ends.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::Duration;

use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod};
use tonic::Code;
use tonic::metadata::MetadataMap;
use tonic_types::StatusExt;

use super::*;

mod slow;

fn principal(life: Duration) -> Arc<Principal> {
    let actor = Actor {
        kind: ActorKind::Service,
        subject: "auditor".to_owned(),
        issuer: "learnlog".to_owned(),
        on_behalf_of: None,
        authenticated: AuthenticationMethod::LocalToken,
    };
    Arc::new(Principal { actor, valid_until: SystemTime::now() + life })
}

fn deadline(millis: u64) -> Option<Deadline> {
    let mut metadata = MetadataMap::new();
    metadata.insert("grpc-timeout", format!("{millis}m").parse().unwrap());
    Deadline::of_stream(&metadata)
}

/// One answer, and then nothing until it ends.
async fn ends_with(end: End) -> (Code, String) {
    let answers = futures::stream::iter([Ok(1)]).chain(futures::stream::pending());
    let mut answers = end.limit(answers, &TaskTracker::new());
    assert_eq!(answers.next().await.unwrap().unwrap(), 1);
    let status = answers.next().await.unwrap().unwrap_err();
    assert!(answers.next().await.is_none());
    (status.code(), status.get_details_error_info().unwrap().reason)
}

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_it_must() {
    let ending = CancellationToken::new();
    let late = End::of(deadline(500), &principal(HOUR), ending.clone());
    assert_eq!(ends_with(late).await, (Code::DeadlineExceeded, "DEADLINE_PASSED".to_owned()));
    let expired = End::of(None, &principal(HOUR), ending.clone());
    assert_eq!(ends_with(expired).await, (Code::Unauthenticated, "TOKEN_EXPIRED".to_owned()));
    let cut = End::of(None, &principal(HOUR), ending.clone());
    let (found, ()) = tokio::join!(ends_with(cut), async {
        tokio::task::yield_now().await;
        ending.cancel();
    });
    assert_eq!(found, (Code::Unavailable, "SHUTTING_DOWN".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_done_just_ends() {
    let end = End::of(None, &principal(HOUR), CancellationToken::new());
    let mut answers = end.limit(futures::stream::iter([Ok(1)]), &TaskTracker::new());
    assert_eq!(answers.next().await.unwrap().unwrap(), 1);
    assert!(answers.next().await.is_none());
    let end = End::of(None, &principal(HOUR), CancellationToken::new());
    let failed = ApiError::new(Reason::LogDamaged, "x");
    let mut answers = end.limit(futures::stream::iter([Err::<(), _>(failed)]), &TaskTracker::new());
    assert_eq!(answers.next().await.unwrap().unwrap_err().code(), Code::DataLoss);
    assert!(answers.next().await.is_none());
}

/// The transport asks for nothing while the client takes nothing.
#[tokio::test(start_paused = true)]
async fn a_stream_whose_answers_nobody_takes_lets_go_of_what_it_holds_at_its_end() {
    let held = Arc::new(());
    let of_stream = Arc::clone(&held);
    let endless = futures::stream::repeat_with(move || Ok(Arc::strong_count(&of_stream)));
    let tasks = TaskTracker::new();
    let end = End::of(deadline(500), &principal(HOUR), CancellationToken::new());
    let mut answers = end.limit(endless, &tasks);
    tasks.close();
    tasks.wait().await;
    assert_eq!(Arc::strong_count(&held), 1, "the stream is gone");
    assert_eq!(answers.next().await.unwrap().unwrap(), 2, "what was ahead");
    let status = answers.next().await.unwrap().unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(answers.next().await.is_none());
}

/// As one does that stands at a breakpoint, or does not know that it has the stream.
#[tokio::test(start_paused = true)]
async fn a_client_that_takes_nothing_is_not_waited_for_without_end() {
    let of_entries = || End::of(None, &principal(HOUR), CancellationToken::new());
    let of_items = || End::of_items(None, CancellationToken::new());
    for end in [of_entries(), of_items()] {
        let tasks = TaskTracker::new();
        let mut answers = end.limit(futures::stream::repeat_with(|| Ok(())), &tasks);
        tasks.close();
        let begun = tokio::time::Instant::now();
        tasks.wait().await;
        assert!(begun.elapsed() >= STALL_LIMIT);
        let last = loop {
            match answers.next().await.unwrap() {
                Ok(()) => {}
                Err(status) => break status,
            }
        };
        assert_eq!(last.get_details_error_info().unwrap().reason, "DEADLINE_PASSED");
        assert!(last.message().contains("waited too long"), "{last}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_of_items_ends_at_its_deadline_and_some_time_after_the_process_is_asked_to_end() {
    let unknown = (Code::DeadlineExceeded, "OUTCOME_UNKNOWN".to_owned());
    let late = End::of_items(deadline(500), CancellationToken::new());
    assert_eq!(ends_with(late).await, unknown);
    let ending = CancellationToken::new();
    ending.cancel();
    let begun = tokio::time::Instant::now();
    let drained = End::of_items(None, ending);
    assert_eq!(ends_with(drained).await, unknown);
    assert!(begun.elapsed() >= DRAIN_LIMIT);
}

/// Whether it has much to say or nothing.
#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_its_client() {
    let begun = tokio::time::Instant::now();
    for stream in
        [futures::stream::repeat_with(|| Ok(())).boxed(), futures::stream::pending().boxed()]
    {
        let tasks = TaskTracker::new();
        let end = End::of(None, &principal(HOUR), CancellationToken::new());
        let answers = end.limit(stream, &tasks);
        tokio::task::yield_now().await;
        tasks.close();
        drop(answers);
        tasks.wait().await;
    }
    assert_eq!(begun.elapsed(), Duration::ZERO, "not only with the end of the caller's token");
}
