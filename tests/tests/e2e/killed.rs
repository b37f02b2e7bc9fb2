//! A server that is killed (SIGKILL), idle or in the middle of its work, and another one that takes its place.

use std::collections::BTreeMap;

use learnlog_proto::api as pb;
use learnlog_proto::api::submit_stream_response::Result as Answer;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, change_person, id};
use learnlog_tests::site::Site;
use tonic::Status;

use super::history::{decided, whole_ledger};

/// In the load.
const LEARNERS: usize = 100;

/// New commands about each learner before each kill.
const CHANGES: usize = 15;

/// Times that the server is killed under load.
const KILLS: usize = 3;

/// Answers to new commands after which it is killed: there are many more to come.
const ANSWERED_BEFORE: usize = 300;

/// Log and sequence.
type Address = (u32, u64);

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_lost_nothing_that_it_acknowledged() {
    let site = Site::new(Stack::shared());
    let learner = id();
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let server = site.serve().ready().await;
        let caller = Caller::new(&site, &server);
        caller.insist(add_person(id(), learner)).await;
        for number in 0..20 {
            let command = change_person(id(), learner, &format!("R{round}N{number}"));
            acknowledged.push(command.command_id.clone());
            caller.insist(command).await;
        }
        server.kill();
    }
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let (entries, _) = whole_ledger(&caller).await;
    let decided = decided(&entries);
    let stream = format!("learner/{learner}");
    for command in acknowledged {
        assert_eq!(decided.get(&(stream.clone(), command)), Some(&1));
    }
}

/// Sends all of `commands` in one call; gives each answer to `on_answer`, with the command's index and whether it is a repetition.
async fn submit_all(
    caller: &Caller,
    commands: &[pb::Command],
    mut on_answer: impl FnMut(usize, Address, bool),
) -> Result<(), Status> {
    let requests: Vec<_> = commands
        .iter()
        .map(|command| {
            let command = Some(command.clone());
            let request = Some(pb::SubmitRequest { command, ..pb::SubmitRequest::default() });
            pb::SubmitStreamRequest { request }
        })
        .collect();
    let answers = caller.commands.clone().submit_stream(tokio_stream::iter(requests)).await?;
    let mut answers = answers.into_inner();
    while let Some(answer) = answers.message().await? {
        let Some(Answer::Response(response)) = answer.result else { panic!("{answer:?}") };
        let entry = response.entry.unwrap();
        let index = usize::try_from(answer.index).unwrap();
        on_answer(index, (entry.log, entry.sequence), response.repeated_command);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_under_load_keeps_every_answer_and_doubles_none() {
    let site = Site::new(Stack::shared());
    let learners: Vec<_> = std::iter::repeat_with(id).take(LEARNERS).collect();
    let mut commands: Vec<_> = learners.iter().map(|learner| add_person(id(), *learner)).collect();
    let mut acknowledged = BTreeMap::new();
    for kill in 0..KILLS {
        let old = commands.len();
        for number in 0..CHANGES {
            let change = |learner: &_| change_person(id(), *learner, &format!("K{kill}N{number}"));
            commands.extend(learners.iter().map(change));
        }
        let server = site.serve().ready().await;
        let caller = Caller::new(&site, &server);
        let mut answered = 0;
        let ended = submit_all(&caller, &commands, |index, address, repeated| {
            let earlier = acknowledged.insert(index, address);
            assert!(earlier.is_none_or(|earlier| repeated && earlier == address));
            answered += usize::from(index >= old);
            if answered == ANSWERED_BEFORE {
                server.signal("KILL");
            }
        });
        ended.await.unwrap_err();
    }
    assert!(acknowledged.len() >= KILLS * ANSWERED_BEFORE);

    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let mut answers = BTreeMap::new();
    let ended = submit_all(&caller, &commands, |index, address, repeated| {
        if let Some(earlier) = acknowledged.get(&index) {
            assert!(repeated && *earlier == address, "{index}: {earlier:?}, then {address:?}");
        }
        assert!(answers.insert(index, address).is_none(), "two answers to {index}");
    });
    ended.await.unwrap();
    assert_eq!(answers.len(), commands.len());
    let (entries, _) = whole_ledger(&caller).await;
    let decided = decided(&entries);
    assert!(decided.values().all(|&count| count == 1), "a command was decided twice");
    assert_eq!(decided.len(), commands.len());
}
