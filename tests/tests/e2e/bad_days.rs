//! Servers that go away and come back.

use std::time::Duration;

use learnlog_proto::api as pb;
use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, change_person, id};
use learnlog_tests::process::PATIENCE;
use learnlog_tests::site::Site;
use tonic::Code;
use tonic_health::pb::health_check_response::ServingStatus;

use super::history::{decided, whole_ledger};

/// Longer than a record may wait for its acknowledgment.
const LONG: Duration = Duration::from_secs(60);

fn transcript(learner: uuid::Uuid, at_least: &pb::SubmitResponse) -> pb::GetTranscriptRequest {
    pb::GetTranscriptRequest {
        learner_id: learner.to_string(),
        at_least: at_least.position.clone(),
        effective_on: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kafka_away_is_said_in_health_and_loses_nothing_acknowledged() {
    let stack = Stack::private();
    let site = Site::new(&stack);
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let learner = id();
    let first = caller.insist(add_person(id(), learner)).await;
    stack.kafka().kill();
    let late = change_person(id(), learner, "LATE");
    let refused = caller.submit(late.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused}");
    server.until(ServingStatus::NotServing).await;
    // Reading goes on.
    let asked = transcript(learner, &pb::SubmitResponse::default());
    caller.queries.clone().get_transcript(asked).await.unwrap();
    stack.kafka().restart();
    server.until(ServingStatus::Serving).await;
    let last = caller.insist(late).await;
    let (entries, heads) = whole_ledger(&caller).await;
    let address = first.entry.unwrap();
    assert!(heads[&address.log].sequence > address.sequence);
    assert!(
        entries
            .iter()
            .any(|entry| { (entry.log.0, entry.sequence) == (address.log, address.sequence) })
    );
    assert!(decided(&entries).values().all(|&count| count == 1));
    caller.queries.clone().get_transcript(transcript(learner, &last)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn kafka_that_hangs_keeps_commands_unknown_and_answers_them_once() {
    let stack = Stack::private();
    let site = Site::new(&stack);
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let learner = id();
    caller.insist(add_person(id(), learner)).await;
    stack.kafka().pause();
    let late = change_person(id(), learner, "LATE");
    let asked = tokio::time::timeout(LONG, caller.submit(late.clone())).await.unwrap();
    assert_eq!(asked.unwrap_err().code(), Code::Unavailable);
    stack.kafka().resume();
    caller.insist(late).await;
    let (entries, _) = whole_ledger(&caller).await;
    assert_eq!(decided(&entries).len(), 2);
    assert!(decided(&entries).values().all(|&count| count == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_away_is_said_in_health_and_everything_is_projected_when_it_is_back() {
    let stack = Stack::private();
    let site = Site::new(&stack);
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let learner = id();
    caller.insist(add_person(id(), learner)).await;
    stack.postgres().kill();
    server.until(ServingStatus::NotServing).await;
    let asked = transcript(learner, &pb::SubmitResponse::default());
    let refused = caller.queries.clone().get_transcript(asked).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused}");
    stack.postgres().restart();
    server.until(ServingStatus::Serving).await;
    let last = caller.insist(change_person(id(), learner, "LATE")).await;
    eventually_async(PATIENCE, "the transcript at the last position", async || {
        caller.queries.clone().get_transcript(transcript(learner, &last)).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_that_hangs_is_said_in_health_until_it_answers_again() {
    let stack = Stack::private();
    let site = Site::new(&stack);
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let learner = id();
    caller.insist(add_person(id(), learner)).await;
    stack.postgres().pause();
    server.until(ServingStatus::NotServing).await;
    stack.postgres().resume();
    server.until(ServingStatus::Serving).await;
    let last = caller.insist(change_person(id(), learner, "LATE")).await;
    let asked = async || caller.queries.clone().get_transcript(transcript(learner, &last)).await;
    let answer = eventually_async(PATIENCE, "the transcript", asked).await.into_inner();
    assert_eq!(answer.facts.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn read_models_that_are_lost_are_projected_again() {
    let stack = Stack::shared();
    let site = Site::new(stack);
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let learner = id();
    let last = caller.insist(add_person(id(), learner)).await;
    let before = caller.queries.clone().get_transcript(transcript(learner, &last)).await.unwrap();
    server.kill();
    let site = site.with_empty_read_models(stack);
    assert!(site.command(&["init"]).status().unwrap().success());
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let after = caller.queries.clone().get_transcript(transcript(learner, &last)).await.unwrap();
    assert_eq!(before.into_inner(), after.into_inner());
}
