//! Topics that are not what they were. A foreign message is counted and changes nothing; a topic that has lost entries is said so and
//! never silently continued.

use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, change_person, id};
use learnlog_tests::process::PATIENCE;
use learnlog_tests::site::Site;
use learnlog_tests::topic::EntriesTopic;
use serde_json::Value;
use tonic_health::pb::health_check_response::ServingStatus;
use uuid::Uuid;

const USAGE: Option<i32> = Some(64);

/// A ledger with a learner in it, and the partition where they are.
async fn with_a_learner(site: &Site) -> (Uuid, i32) {
    let mut server = site.serve().ready().await;
    let caller = Caller::new(site, &server);
    let learner = id();
    let entry = caller.insist(add_person(id(), learner)).await.entry.unwrap();
    let last = caller.insist(change_person(id(), learner, "ONE")).await;
    // The read models have seen it all.
    eventually_async(PATIENCE, "the transcript", async || {
        let request = learnlog_proto::api::GetTranscriptRequest {
            learner_id: learner.to_string(),
            at_least: last.position.clone(),
            effective_on: None,
        };
        caller.queries.clone().get_transcript(request).await
    })
    .await;
    server.signal("TERM");
    assert!(server.ended().await.success());
    (learner, i32::try_from(entry.log).unwrap() - 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_messages_are_counted_and_passed() {
    let site = Site::new(Stack::shared());
    let (learner, partition) = with_a_learner(&site).await;
    let topic = EntriesTopic::of(&site);
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    topic.pollute(partition, Some(b"not an entry"));
    topic.pollute(partition, None);
    let entry = caller.insist(change_person(id(), learner, "TWO")).await.entry.unwrap();
    assert_eq!(entry.sequence, 4, "genesis and three commands");
    let output = site
        .command(&["verify", "--output", "json", "--server", &server.address])
        .env("LEARNLOG_TOKEN", site.token("auditor"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let logs = report["logs"].as_array().unwrap();
    let log = logs.iter().find(|log| log["log"] == entry.log).unwrap();
    assert_eq!(log["verdict"], "good", "{report}");
    assert_eq!(log["strays"], serde_json::json!({"unreadable": 1, "tombstone": 1}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_without_its_first_entries_is_refused_at_the_start() {
    let site = Site::new(Stack::shared());
    let (_, partition) = with_a_learner(&site).await;
    EntriesTopic::of(&site).truncate(partition).await;
    refused(&site, "truncated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_made_anew_is_refused_at_the_start() {
    let site = Site::new(Stack::shared());
    with_a_learner(&site).await;
    EntriesTopic::of(&site).make_anew().await;
    refused(&site, "log 1 is empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_gone_is_refused_at_the_start() {
    let site = Site::new(Stack::shared());
    with_a_learner(&site).await;
    EntriesTopic::of(&site).delete().await;
    refused(&site, &format!("{}.entries.v1", site.name));
}

fn refused(site: &Site, expected: &str) {
    let output = site.command(&["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), USAGE, "{said}");
    assert!(said.contains(expected), "{said}");
}

/// Under a running server, entries must not be written to what is not the ledger any more.
#[tokio::test(flavor = "multi_thread")]
async fn a_topic_made_anew_under_a_running_server_takes_no_more_commands() {
    let site = Site::new(Stack::shared());
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let learner = id();
    caller.insist(add_person(id(), learner)).await;
    caller.insist(change_person(id(), learner, "ONE")).await;
    EntriesTopic::of(&site).make_anew().await;
    server.until(ServingStatus::NotServing).await;
    let refused = caller.submit(change_person(id(), learner, "TWO")).await.unwrap_err();
    assert!(refused.message().contains("log"), "{refused}");
}
