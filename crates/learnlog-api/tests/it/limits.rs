//! More than a server answers at once, asked of it by one caller or by many.

use std::future::Future;
use std::num::NonZeroU32;

use learnlog_api::history::service::FOLLOWED_STREAMS_LIMIT;
use learnlog_proto::{api, ledger};
use learnlog_testkit::eventually::eventually_async;
use tokio_stream::StreamExt;
use tonic::{Code, Response, Status};
use tonic_types::StatusExt;

use crate::commands::{Caller, add_person, fresh, why};
use crate::world::{PATIENCE, World};

fn refused(reason: &str) -> (Code, String) {
    (Code::ResourceExhausted, reason.to_owned())
}

/// Calls until one is refused for coming too early, and says by when it would not be.
async fn too_many<T, F>(rpc: &str, mut call: impl FnMut() -> F)
where
    F: Future<Output = Result<Response<T>, Status>>,
{
    let calls = async {
        loop {
            match call().await {
                Err(status) if why(&status) == refused("TOO_MANY_REQUESTS") => return status,
                Ok(_) | Err(_) => {}
            }
        }
    };
    let status = tokio::time::timeout(PATIENCE, calls).await;
    let status = status.unwrap_or_else(|_| panic!("{rpc} is not counted"));
    assert!(status.get_details_retry_info().unwrap().retry_delay.is_some(), "{rpc}");
}

#[tokio::test]
async fn every_question_and_every_replay_counts_as_a_request() {
    let world = World::start_with(None, NonZeroU32::MIN).await;
    let caller = async |name: &str| Caller::of(&world, name).await;
    let one = caller("GetTranscript").await;
    let transcript = api::GetTranscriptRequest { learner_id: fresh(), ..Default::default() };
    let ask = || async { one.queries().get_transcript(one.request(transcript.clone())).await };
    too_many("GetTranscript", ask).await;
    let one = caller("GetCompletionDashboard").await;
    let dashboard = api::GetCompletionDashboardRequest::default;
    let ask = || async { one.queries().get_completion_dashboard(one.request(dashboard())).await };
    too_many("GetCompletionDashboard", ask).await;
    let one = caller("ListOverdue").await;
    let ask = || async { one.queries().list_overdue(one.request(Default::default())).await };
    too_many("ListOverdue", ask).await;
    let one = caller("GetPosition").await;
    let ask = || async { one.history().get_position(one.request(Default::default())).await };
    too_many("GetPosition", ask).await;
    let one = caller("ReplayLog").await;
    let ask = || async { one.history().replay_log(one.request(Default::default())).await };
    too_many("ReplayLog", ask).await;
    let one = caller("ReplayStream").await;
    let ask = || async { one.history().replay_stream(one.request(stream(&fresh(), false))).await };
    too_many("ReplayStream", ask).await;
    let one = caller("DeriveIds").await;
    let ask = || async { one.commands().derive_ids(one.request(Default::default())).await };
    too_many("DeriveIds", ask).await;
    // Nobody else is refused for it.
    caller("another").await.record(add_person(&fresh(), "Rosa Veit")).await;
}

fn stream(learner: &str, follow: bool) -> api::ReplayStreamRequest {
    api::ReplayStreamRequest {
        stream_kind: ledger::StreamKind::Learner as i32,
        stream_id: learner.to_owned(),
        follow,
        ..Default::default()
    }
}

#[tokio::test]
async fn streams_are_followed_up_to_a_limit_and_read_past_it() {
    /// Of one caller.
    const STREAMS: usize = 8;
    let world = World::start(None).await;
    let last = Caller::of(&world, "last").await;
    let learner = fresh();
    let entry = last.submit(add_person(&learner, "Sara Witt")).await.unwrap().entry.unwrap();
    let replay = async |caller: &Caller, follow| {
        let request = caller.request(stream(&learner, follow));
        Ok::<_, Status>(caller.history().replay_stream(request).await?.into_inner())
    };
    let mut followed = Vec::new();
    for number in 0..FOLLOWED_STREAMS_LIMIT / STREAMS {
        let caller = Caller::of(&world, &format!("follower {number}")).await;
        for _ in 0..STREAMS {
            followed.push(replay(&caller, true).await.unwrap());
        }
    }
    let status = replay(&last, true).await.unwrap_err();
    assert_eq!(why(&status), refused("TOO_MANY_REPLAYS"));
    assert!(status.get_details_retry_info().unwrap().retry_delay.is_some());
    // Who is followed goes on, and who only reads is let in.
    let mut first = followed.swap_remove(0);
    let message = tokio::time::timeout(PATIENCE, first.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(message.entries[0].sequence, entry.sequence);
    let read: Vec<_> = replay(&last, false).await.unwrap().collect().await;
    assert_eq!(read.len(), 1);
    drop(first);
    eventually_async(PATIENCE, "room to follow a stream", async || {
        replay(&last, true).await.map(drop).map_err(|status| status.to_string())
    })
    .await;
}
