//! More than an owner takes: one that does not answer, and one with more callers than have a lane.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{StreamExt, TryStreamExt};
use learnlog_proto::api;
use learnlog_proto::api::submit_stream_response::Result as Said;
use learnlog_testkit::eventually::eventually_async;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic_types::StatusExt;
use uuid::Uuid;

use super::bad_peers::{Peer, beside};
use super::stand::{Stand, authorized, command, submit_request};
use crate::ownership::lane::LANE_LIMIT_COMMANDS;
use crate::testing::OTHER;

const PATIENCE: Duration = Duration::from_secs(60);

/// A change of the same person, under a command id of that number.
fn item(number: usize) -> api::SubmitStreamRequest {
    let command_id = Uuid::from_u128(1 + number as u128).to_string();
    let command = api::Command { command_id, ..command("change_person", 0) };
    api::SubmitStreamRequest { request: Some(submit_request(command)) }
}

fn sequence(answer: api::SubmitStreamResponse) -> (usize, u64) {
    let Some(Said::Response(response)) = answer.result else { panic!("{answer:?}") };
    assert!(!response.repeated_command);
    (usize::try_from(answer.index).unwrap(), response.entry.unwrap().sequence)
}

#[tokio::test]
async fn an_owner_that_does_not_answer_is_sent_no_more_than_a_lane_holds_and_nothing_is_lost() {
    const ITEMS: usize = LANE_LIMIT_COMMANDS + 500;
    let stand = Stand::new().await;
    let taken = Arc::<AtomicUsize>::default();
    let (first, _peer) = beside(&stand, Peer::Silent(Arc::clone(&taken))).await;
    let items = futures::stream::iter((0..ITEMS).map(item));
    let call = first.door.client.clone().submit_stream(authorized(items)).await.unwrap();
    eventually_async(PATIENCE, "a full lane", async || {
        let taken = taken.load(Ordering::Acquire);
        (taken >= LANE_LIMIT_COMMANDS).then_some(()).ok_or(taken)
    })
    .await;
    // Another command of that caller finds no room, long before its deadline.
    let status = first.submit(command("add_person", 1)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "LEDGER_OVERLOADED");
    assert!(details.retry_info().is_some());
    assert_eq!(taken.load(Ordering::Acquire), LANE_LIMIT_COMMANDS);
    assert_eq!(stand.learner_entries(), 0);
    // It is gone: everything is decided here, in the order sent.
    first.router.update(Vec::new());
    let mut sequences = vec![0; ITEMS];
    let mut answers = call.into_inner();
    while let Some(answer) = answers.try_next().await.unwrap() {
        let (index, sequence) = sequence(answer);
        sequences[index] = sequence;
    }
    assert_eq!(sequences, (2..).take(ITEMS).collect::<Vec<_>>());
    assert_eq!(stand.learner_entries(), ITEMS as u64);
}

#[tokio::test]
async fn who_has_to_make_room_for_another_caller_is_answered_all_the_same() {
    // More than have a lane to one process.
    const CALLERS: usize = 300;
    let stand = Stand::new().await;
    let (second, told) = (stand.member(OTHER).await, CancellationToken::new());
    let behind = second.door.client.clone();
    let (first, peer) = beside(&stand, Peer::Slow { told: told.clone(), behind }).await;
    let ask = async |caller: usize| {
        let mut request = authorized(futures::stream::iter([item(caller)]));
        let token = format!("Bearer of-caller-{caller}").parse().unwrap();
        request.metadata_mut().insert("authorization", token);
        let call = first.door.client.clone().submit_stream(request).await.unwrap();
        let answers: Vec<_> = call.into_inner().try_collect().await.unwrap();
        let [answer] = answers.try_into().unwrap();
        sequence(answer).1
    };
    let answers: FuturesUnordered<_> = (0..CALLERS).map(ask).collect();
    let all_forwarded = async {
        eventually_async(PATIENCE, "a call of each caller", async || {
            let calls = peer.calls.lock().unwrap().len();
            (calls == CALLERS).then_some(()).ok_or(calls)
        })
        .await;
        told.cancel();
    };
    let (mut sequences, ()) = futures::join!(answers.collect::<Vec<_>>(), all_forwarded);
    sequences.sort_unstable();
    assert_eq!(sequences, (2..).take(CALLERS).collect::<Vec<_>>());
}
