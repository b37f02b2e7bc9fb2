//! The two roles in processes of their own, on one ledger.

use learnlog_proto::api as pb;
use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, change_person, id};
use learnlog_tests::process::{PATIENCE, Server};
use learnlog_tests::site::Site;
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn one_process_answers_what_another_one_projects() {
    let site = Site::new(Stack::shared());
    let api = Server::start(&site, &["--roles", "api"]).ready().await;
    let projector = Server::start(&site, &["--roles", "projector"]).ready().await;
    let caller = Caller::new(&site, &api);
    let learner = id();
    caller.insist(add_person(id(), learner)).await;
    let last = caller.insist(change_person(id(), learner, "ONE")).await;
    let transcript = |last: &pb::SubmitResponse| pb::GetTranscriptRequest {
        learner_id: learner.to_string(),
        at_least: last.position.clone(),
        effective_on: None,
    };
    let asked = async || caller.queries.clone().get_transcript(transcript(&last)).await;
    let answer = eventually_async(PATIENCE, "the transcript", asked).await.into_inner();
    assert_eq!(answer.facts.len(), 2);

    // Who only projects takes no commands, and says so.
    let refused = Caller::new(&site, &projector).submit(add_person(id(), id())).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused}");
    assert!(refused.message().contains("does not have the role api"), "{refused}");

    // Without the projector, commands are taken; with another one, they are projected.
    projector.kill();
    let late = caller.insist(change_person(id(), learner, "TWO")).await;
    let _projector = Server::start(&site, &["--roles", "projector"]).ready().await;
    let asked = async || caller.queries.clone().get_transcript(transcript(&late)).await;
    let answer = eventually_async(PATIENCE, "the transcript", asked).await.into_inner();
    assert_eq!(answer.facts.len(), 3);
}
