//! SIGTERM: what was taken is answered, nobody is kept waiting, and the process ends well.

use std::collections::BTreeSet;

use learnlog_codec::entry::Body;
use learnlog_proto::api as pb;
use learnlog_proto::api::submit_stream_response::Result as Answer;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, id};
use learnlog_tests::site::Site;
use tonic::Code;

use super::history::{decided, whole_ledger};

/// Answers after which the process is told to end.
const ANSWERED_BEFORE: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_told_to_end_answers_what_it_took_and_leaves() {
    let site = Site::new(Stack::shared());
    let mut server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let request = pb::ReplayLogRequest { log: 0, from_sequence: 1, follow: true };
    let mut followed = caller.ledger.clone().replay_log(request).await.unwrap().into_inner();

    // Sends without end: the call is under way whenever the signal comes.
    let commands = tokio_stream::iter(std::iter::repeat_with(|| {
        let command = Some(add_person(id(), id()));
        let request = Some(pb::SubmitRequest { command, ..pb::SubmitRequest::default() });
        pb::SubmitStreamRequest { request }
    }));
    let answers = caller.commands.clone().submit_stream(commands).await;
    let mut answers = answers.unwrap().into_inner();
    let mut answered = BTreeSet::new();
    let end = loop {
        match answers.message().await {
            Ok(Some(answer)) => {
                let Some(Answer::Response(response)) = &answer.result else {
                    panic!("{answer:?}");
                };
                let entry = response.entry.as_ref().unwrap();
                assert!(answered.insert((entry.log, entry.sequence)), "one entry, two answers");
            }
            Ok(None) => panic!("the call ended as if all had been answered"),
            Err(status) => break status,
        }
        if answered.len() == ANSWERED_BEFORE {
            server.signal("TERM");
        }
    };
    assert_eq!(end.code(), Code::Unavailable, "{end}");
    assert!(end.message().contains("same command_id"), "{end}");
    // Who follows is sent away, too.
    let left = loop {
        match followed.message().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("a log has no end"),
            Err(status) => break status,
        }
    };
    assert_eq!(left.code(), Code::Unavailable, "{left}");
    assert!(server.ended().await.success());

    let server = site.serve().ready().await;
    let (entries, _) = whole_ledger(&Caller::new(&site, &server)).await;
    assert!(decided(&entries).values().all(|&count| count == 1));
    let commands = entries.iter().filter(|entry| matches!(entry.body, Body::Command(_)));
    let there: BTreeSet<_> = commands.map(|entry| (entry.log.0, entry.sequence)).collect();
    let unanswered: Vec<_> = there.difference(&answered).collect();
    assert!(unanswered.is_empty(), "{} of {}: {unanswered:?}", unanswered.len(), there.len());
    assert!(answered.is_subset(&there));
}
