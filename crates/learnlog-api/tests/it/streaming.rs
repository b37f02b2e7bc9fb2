//! SubmitStream: many commands over one call.

use std::collections::BTreeSet;
use std::time::Duration;

use http::uri::PathAndQuery;
use learnlog_proto::api::submit_response::Answer;
use learnlog_proto::api::submit_stream_response::Result as Said;
use learnlog_proto::{api, ledger};
use prost::Message;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use crate::commands::{Caller, add_person, define_course, enroll, fresh, pass, progress, why};
use crate::wire::Raw;
use crate::world::shared;

fn item(command: api::Command) -> api::SubmitStreamRequest {
    let request = api::SubmitRequest { command: Some(command), ..Default::default() };
    api::SubmitStreamRequest { request: Some(request) }
}

/// The answers to raw items, by index, and how the call ended.
async fn answers(
    caller: &Caller,
    items: Vec<Vec<u8>>,
) -> (Vec<api::SubmitStreamResponse>, Option<Status>) {
    let mut client = tonic::client::Grpc::new(caller.channel());
    client.ready().await.unwrap();
    let path = PathAndQuery::from_static("/learnlog.api.v1.CommandService/SubmitStream");
    let request = caller.request(tokio_stream::iter(items));
    let call = client.streaming(request, path, Raw::<api::SubmitStreamResponse>::new()).await;
    let mut call = call.unwrap().into_inner();
    let mut found = Vec::new();
    let ended = loop {
        match call.next().await {
            Some(Ok(answer)) => found.push(answer),
            Some(Err(status)) => break Some(status),
            None => break None,
        }
    };
    found.sort_by_key(|answer| answer.index);
    (found, ended)
}

/// "recorded" …, or the reason of an error.
fn told(answer: &api::SubmitStreamResponse) -> String {
    match answer.result.as_ref().unwrap() {
        Said::Error(error) => error.reason.clone(),
        Said::Response(response) => match response.answer.as_ref().unwrap() {
            Answer::Recorded(_) => "recorded".to_owned(),
            Answer::Rejected(rejected) => rejected.reason.clone(),
            Answer::Unchanged(_) => "unchanged".to_owned(),
            Answer::Abandoned(_) => "abandoned".to_owned(),
        },
    }
}

#[tokio::test]
async fn a_bad_item_does_not_end_the_call() {
    let caller = Caller::of(shared(), "import").await;
    let (course, learner, enrollment) = (fresh(), fresh(), fresh());
    caller.record(define_course(&course)).await;
    let mut nil = progress(&learner, &enrollment);
    nil.command_id = "00000000-0000-0000-0000-000000000000".to_owned();
    let mut long = add_person(&learner, "x");
    long.source_system = "x".repeat(300 << 10);
    let items = vec![
        item(add_person(&learner, "Ida Jost")).encode_to_vec(),
        item(enroll(&learner, &enrollment, &course)).encode_to_vec(),
        vec![0xff; 50],
        item(nil).encode_to_vec(),
        item(enroll(&learner, &fresh(), &fresh())).encode_to_vec(),
        item(long).encode_to_vec(),
        Vec::new(),
        item(pass(&learner, &enrollment)).encode_to_vec(),
    ];
    let (found, ended) = answers(&caller, items).await;
    assert!(ended.is_none(), "{ended:?}");
    let expected = [
        "recorded",
        "recorded",
        "MESSAGE_UNDECODABLE",
        "ID_INVALID",
        "COURSE_UNKNOWN",
        "MESSAGE_TOO_LARGE",
        "FIELD_MISSING",
        "recorded",
    ];
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!(
        found.iter().map(|answer| answer.index).collect::<Vec<_>>(),
        (0..8).collect::<Vec<_>>()
    );
    assert_eq!(found[3].stream_id, learner);
    assert_eq!(found[3].command_id, "00000000-0000-0000-0000-000000000000");
    assert_eq!((found[2].stream_id.as_str(), found[2].command_id.as_str()), ("", ""));
    let Some(Said::Error(error)) = &found[3].result else { panic!("{:?}", found[3]) };
    assert_eq!(error.code, Code::InvalidArgument as i32);
    assert_eq!(error.metadata["field"], "command.command_id");
}

#[tokio::test]
async fn every_item_is_answered_once_and_streams_keep_their_order() {
    let caller = Caller::of(shared(), "import").await;
    let course = fresh();
    caller.record(define_course(&course)).await;
    // More than may be in flight, and each learner's commands rest on the ones before.
    let mut items = Vec::new();
    for learner in (0..1_500).map(|_| fresh()) {
        let enrollment = fresh();
        items.push(item(add_person(&learner, "x")).encode_to_vec());
        items.push(item(enroll(&learner, &enrollment, &course)).encode_to_vec());
        items.push(item(progress(&learner, &enrollment)).encode_to_vec());
        items.push(item(pass(&learner, &enrollment)).encode_to_vec());
    }
    let count = items.len();
    let (found, ended) = answers(&caller, items).await;
    assert!(ended.is_none(), "{ended:?}");
    let told: BTreeSet<String> = found.iter().map(told).collect();
    assert_eq!(told, BTreeSet::from(["recorded".to_owned()]));
    let indexes: BTreeSet<u64> = found.iter().map(|answer| answer.index).collect();
    assert_eq!((found.len(), indexes.len()), (count, count));
}

#[tokio::test]
async fn an_item_that_waits_for_a_position_withholds_no_answer() {
    let caller = Caller::of(shared(), "import").await;
    let mut waiting = item(add_person(&fresh(), "x"));
    let logs = vec![ledger::LogPosition { log: 0, sequence: 1_000_000_000 }];
    waiting.request.as_mut().unwrap().at_least = Some(ledger::LedgerPosition { logs });
    let items = vec![item(add_person(&fresh(), "Mia Nagel")), waiting];
    let mut request = caller.request(tokio_stream::iter(items));
    // Before the server's own limit, so that the waiting item does not end first.
    request.set_timeout(Duration::from_secs(20));
    let mut call = caller.commands().submit_stream(request).await.unwrap().into_inner();
    let first = call.next().await.unwrap().unwrap();
    assert_eq!((first.index, told(&first).as_str()), (0, "recorded"));
}

#[tokio::test]
async fn an_oversized_message_ends_the_call_with_its_reason() {
    let caller = Caller::of(shared(), "import").await;
    let first = item(add_person(&fresh(), "Kurt Lang")).encode_to_vec();
    let (found, ended) = answers(&caller, vec![first, vec![0; 9 << 20]]).await;
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), ["recorded"]);
    let expected = (Code::InvalidArgument, "MESSAGE_TOO_LARGE".to_owned());
    assert_eq!(why(&ended.unwrap()), expected);
}

#[tokio::test]
async fn a_deadline_ends_the_call() {
    let caller = Caller::of(shared(), "import").await;
    let (items, taken) = mpsc::channel(1);
    let mut request = caller.request(ReceiverStream::new(taken));
    request.set_timeout(Duration::from_secs(5));
    let mut call = caller.commands().submit_stream(request).await.unwrap().into_inner();
    items.send(item(add_person(&fresh(), "Lena Moser"))).await.unwrap();
    assert_eq!(told(&call.next().await.unwrap().unwrap()), "recorded");
    let status = call.next().await.unwrap().unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    drop(items);
}
