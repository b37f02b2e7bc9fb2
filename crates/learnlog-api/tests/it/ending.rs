//! The end of a server, and of replays whose clients have gone.

use learnlog_api::history::service::LOG_REPLAYS_LIMIT;
use learnlog_proto::api;
use learnlog_testkit::eventually::eventually_async;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;

use crate::commands::{Caller, add_person, fresh, why};
use crate::world::{PATIENCE, World};

#[tokio::test]
async fn a_server_ends_its_streams_and_itself() {
    let mut world = World::start(None).await;
    let caller = Caller::of(&world, "u").await;
    caller.record(add_person(&fresh(), "x")).await;
    let request = api::ReplayLogRequest { log: 1, from_sequence: 1, follow: true };
    let replay = caller.history().replay_log(caller.request(request)).await.unwrap();
    let mut replay = replay.into_inner();
    assert!(replay.next().await.unwrap().is_ok());
    let (items, taken) = mpsc::channel(1);
    let call = caller.commands().submit_stream(caller.request(ReceiverStream::new(taken))).await;
    let mut call = call.unwrap().into_inner();
    let request =
        api::SubmitRequest { command: Some(add_person(&fresh(), "y")), ..Default::default() };
    items.send(api::SubmitStreamRequest { request: Some(request) }).await.unwrap();
    assert!(call.next().await.unwrap().is_ok());

    world.stop.cancel();
    let ended = (Code::Unavailable, "SHUTTING_DOWN".to_owned());
    assert_eq!(why(&call.next().await.unwrap().unwrap_err()), ended);
    let status = loop {
        match replay.next().await.unwrap() {
            Ok(_) => {}
            Err(status) => break status,
        }
    };
    assert_eq!(why(&status), ended);
    tokio::time::timeout(PATIENCE, &mut world.served).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_client_that_goes_makes_room_for_another() {
    let world = World::start(None).await;
    let callers = [Caller::of(&world, "u").await, Caller::of(&world, "v").await];
    let follow = async |caller: &Caller| {
        let request = api::ReplayLogRequest { log: 0, from_sequence: 1, follow: true };
        let mut call = caller.history().replay_log(caller.request(request)).await?.into_inner();
        call.next().await.unwrap()?;
        Ok::<_, tonic::Status>(call)
    };
    let mut calls = Vec::new();
    let full = (Code::ResourceExhausted, "TOO_MANY_REPLAYS".to_owned());
    for caller in &callers {
        // Half of the places are one caller's.
        for _ in 0..LOG_REPLAYS_LIMIT / 2 {
            calls.push(follow(caller).await.unwrap());
        }
        assert_eq!(why(&follow(caller).await.unwrap_err()), full);
    }
    let other = Caller::of(&world, "w").await;
    assert_eq!(why(&follow(&other).await.unwrap_err()), full);
    drop(calls);
    eventually_async(PATIENCE, "room for a replay", async || {
        follow(&other).await.map(drop).map_err(|status| status.to_string())
    })
    .await;
}
