//! The client against a server that misbehaves as told: what is sent again, under which id, in
//! which order.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub(crate) mod server;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use futures::stream;
use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::api::{Command, Enroll, GetPositionRequest, SubmitRequest};
use tokio::net::TcpListener;
use tonic::Code;
use uuid::Uuid;

use self::server::{Behavior, TestServer};
use crate::client::refusal::ClientError;
use crate::client::replay::History;
use crate::exit::{Exit, Failure};

fn enroll(learner: u32, number: u32) -> SubmitRequest {
    let learner_id = Uuid::from_u128(u128::from(learner) + 1).to_string();
    let command = Command {
        command_id: Uuid::from_u128(u128::from(number) + 1).to_string(),
        command: Some(Kind::Enroll(Enroll { learner_id, ..Enroll::default() })),
        ..Command::default()
    };
    SubmitRequest { command: Some(command), ..SubmitRequest::default() }
}

fn refused(error: ClientError) -> (Code, Exit) {
    let ClientError::Refused(refusal) = &error else { panic!("{error:?}") };
    let code = refusal.code;
    (code, Failure::from(error).exit)
}

#[tokio::test]
async fn a_query_is_asked_again_only_when_the_server_is_unavailable() {
    for (code, attempts) in [(Code::Unavailable, 5), (Code::Internal, 1), (Code::NotFound, 1)] {
        let server = TestServer::start(move |_, _| Behavior::Fail(code)).await;
        let ask = async |client: &crate::client::Client| {
            client.ledger().get_position(client.request(GetPositionRequest {})).await
        };
        let error = server.client(60).query(ask).await.unwrap_err();
        assert_eq!(refused(error).0, code);
        assert_eq!(server.attempts(), attempts, "{code:?}");
    }
}

#[tokio::test]
async fn a_command_is_sent_again_under_its_id_until_its_outcome_is_known() {
    let server = TestServer::start(|attempt, _| match attempt {
        0 => Behavior::Fail(Code::Unavailable),
        1 => Behavior::Fail(Code::Internal),
        2 => Behavior::RecordAndFail(Code::DeadlineExceeded),
        _ => Behavior::Record,
    })
    .await;
    let response = server.client(60).submit(&enroll(1, 1)).await.unwrap();
    assert!(response.repeated_command, "the third attempt had landed");
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn a_final_refusal_ends_the_attempts_and_one_that_a_proxy_made_does_not() {
    let final_codes = [
        Code::InvalidArgument,
        Code::Unauthenticated,
        Code::PermissionDenied,
        Code::ResourceExhausted,
    ];
    for code in final_codes {
        let server = TestServer::start(move |_, _| Behavior::Refuse(code)).await;
        let error = server.client(60).submit(&enroll(1, 1)).await.unwrap_err();
        assert_eq!((refused(error), server.attempts()), ((code, Exit::of_code(code)), 1));

        let server = TestServer::start(move |attempt, _| match attempt {
            0 => Behavior::Fail(code),
            _ => Behavior::Record,
        })
        .await;
        assert!(
            server.client(60).submit(&enroll(1, 1)).await.is_ok(),
            "{code:?} without ErrorInfo"
        );
    }
}

#[tokio::test]
async fn broken_calls_lose_nothing_double_nothing_and_keep_each_learners_order() {
    // Every 7th item finds the server unavailable, every 23rd is recorded and then the call breaks.
    let server = TestServer::start(|attempt, _| match attempt {
        attempt if attempt % 23 == 22 => Behavior::RecordAndFail(Code::Unavailable),
        attempt if attempt % 7 == 6 => Behavior::RefuseItem(Code::Unavailable),
        _ => Behavior::Record,
    })
    .await;
    let sent: Vec<_> = (0..300).map(|number| (number, enroll(number % 5, number))).collect();
    let mut settled = BTreeMap::new();
    server
        .client(60)
        .submit_all(64, stream::iter(sent.clone()), |tag, result| {
            assert!(result.is_ok(), "{result:?}");
            *settled.entry(tag).or_insert(0) += 1;
        })
        .await
        .unwrap();
    assert_eq!(settled, (0..300).map(|number| (number, 1)).collect());

    let mut by_learner: HashMap<String, Vec<String>> = HashMap::new();
    for (learner, command) in server.recorded() {
        by_learner.entry(learner).or_default().push(command);
    }
    let mut expected: HashMap<String, Vec<String>> = HashMap::new();
    for (_, request) in sent {
        let command = request.command.unwrap();
        let Some(Kind::Enroll(enroll)) = command.command else { panic!() };
        expected.entry(enroll.learner_id).or_default().push(command.command_id);
    }
    assert_eq!(by_learner, expected);
    assert!(server.calls() > 5, "calls were broken");
    assert_eq!(server.overtakers(), 0, "of one learner one command at a time");
}

#[tokio::test]
async fn bad_items_are_answered_and_the_others_go_on() {
    let bad = Uuid::from_u128(3).to_string();
    let server = TestServer::start(move |_, command: &Command| {
        let code = Code::InvalidArgument;
        if command.command_id == bad { Behavior::RefuseItem(code) } else { Behavior::Record }
    })
    .await;
    let items = stream::iter((0..10).map(|number| (number, enroll(number, number))));
    let mut refused = Vec::new();
    let on_settled = |tag, result: super::bulk::Settled| {
        if let Err(refusal) = result {
            refused.push((tag, refusal.code, refusal.reason));
        }
    };
    server.client(60).submit_all(4, items, on_settled).await.unwrap();
    assert_eq!(refused, [(2, Code::InvalidArgument, Some("TEST".to_owned()))]);
    assert_eq!(server.recorded().len(), 9);
}

#[tokio::test]
async fn a_caller_that_the_server_does_not_know_is_told_at_once() {
    for behavior in
        [Behavior::Refuse(Code::Unauthenticated), Behavior::RefuseItem(Code::Unauthenticated)]
    {
        let server = TestServer::start(move |_, _| behavior).await;
        let items = stream::iter([((), enroll(1, 1))]);
        let error = server.client(60).submit_all(4, items, |(), _| ()).await.unwrap_err();
        assert_eq!(refused(error), (Code::Unauthenticated, Exit::Usage));
        assert_eq!(server.attempts(), 1);
    }
}

#[tokio::test]
async fn patience_ends_when_nothing_is_answered_any_more() {
    let server = TestServer::start(|_, _| Behavior::Ignore).await;
    let items = stream::iter([((), enroll(1, 1))]);
    let error = server.client(0).submit_all(4, items, |(), _| ()).await.unwrap_err();
    assert_eq!(refused(error).1, Exit::Unavailable);

    let server = TestServer::start(|_, _| Behavior::RefuseItem(Code::Unavailable)).await;
    let items = stream::iter([((), enroll(1, 1))]);
    let error = server.client(1).submit_all(4, items, |(), _| ()).await.unwrap_err();
    assert_eq!(refused(error), (Code::Unavailable, Exit::Unavailable));
    assert!(server.recorded().is_empty());
}

#[tokio::test]
async fn no_server_is_unavailable_and_a_bad_address_is_bad_usage() {
    let args = server::connect_args("http://127.0.0.1:1", 1);
    let error = args.client().unwrap().submit(&enroll(1, 1)).await.unwrap_err();
    assert_eq!(refused(error).1, Exit::Unavailable);
    let items = stream::iter([((), enroll(1, 1))]);
    let all = args.client().unwrap().submit_all(4, items, |(), _| ()).await;
    assert_eq!(refused(all.unwrap_err()), (Code::Unavailable, Exit::Unavailable));
    let error = server::connect_args("not an address", 0).client().err().unwrap();
    assert_eq!(Failure::from(error).exit, Exit::Usage);
}

#[tokio::test]
async fn a_fault_is_learnlogs_only_if_learnlog_says_so() {
    for (behavior, exit) in [
        (Behavior::Refuse(Code::Internal), Exit::Bug),
        (Behavior::Fail(Code::Internal), Exit::Unavailable),
    ] {
        let server = TestServer::start(move |_, _| behavior).await;
        let error = server.client(0).submit(&enroll(1, 1)).await.unwrap_err();
        assert_eq!(refused(error), (Code::Internal, exit), "{behavior:?}");
    }
}

#[tokio::test]
async fn a_server_that_vanished_without_a_word_breaks_even_a_call_without_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let client = server::connect_args(&address, 0).client().unwrap();
    let mut replay = client.replay(History::Log(0), 1, true);
    let vanish = async {
        // It takes every connection and says nothing; from here on only timers pass the time.
        let first = listener.accept().await.unwrap();
        tokio::time::pause();
        let mut connections = vec![first];
        loop {
            connections.push(listener.accept().await.unwrap());
        }
    };
    let day = Duration::from_secs(86_400);
    let broken = async { tokio::time::timeout(day, replay.next()).await };
    let error = tokio::select! {
        () = vanish => panic!("it takes connections without end"),
        broken = broken => broken.expect("the call is not broken").unwrap_err(),
    };
    assert_eq!(refused(error), (Code::Unavailable, Exit::Unavailable));
}

#[tokio::test]
async fn ids_come_back_in_the_order_of_the_names_across_calls() {
    let server = TestServer::start(|_, _| Behavior::Record).await;
    let names: Vec<_> = (0..10_001).map(|number| format!("name {number}")).collect();
    let ids = server.client(60).derive_ids("learner", "test", &names).await.unwrap();
    let expected: Vec<_> =
        names.iter().map(|name| Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())).collect();
    assert_eq!(ids, expected);
    assert_eq!(server.attempts(), 2);
}
