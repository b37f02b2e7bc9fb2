//! A process that is started while Kafka or PostgreSQL is away: it says so, turns callers away with what to do, and serves when they
//! are there, without a restart.

use learnlog_testkit::stack::Stack;
use learnlog_testkit::stack::server::Server as Part;
use learnlog_tests::ask::{Caller, add_person, id};
use learnlog_tests::site::Site;
use tonic::Code;
use tonic_health::pb::health_check_response::ServingStatus;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_waits_for_kafka() {
    let stack = Stack::private();
    waits_for(&stack, stack.kafka()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_waits_for_postgresql() {
    let stack = Stack::private();
    waits_for(&stack, stack.postgres()).await;
}

async fn waits_for(stack: &Stack, part: Part<'_>) {
    let site = Site::new(stack);
    part.kill();
    let server = site.serve();
    server.until(ServingStatus::NotServing).await;
    let caller = Caller::new(&site, &server);
    let command = add_person(id(), id());
    let refused = caller.submit(command.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused}");
    assert!(refused.message().contains("try again"), "{refused}");
    part.restart();
    server.until(ServingStatus::Serving).await;
    caller.insist(command).await;
}
