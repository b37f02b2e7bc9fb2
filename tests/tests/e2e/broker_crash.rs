//! A broker without replicas that crashes and comes back without the end of a log, on real parts: whoever has seen that end says so, and
//! nothing is acknowledged in such a log any more.

use learnlog_proto::api as pb;
use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, change_person, id};
use learnlog_tests::process::{PATIENCE, Server};
use learnlog_tests::site::Site;
use learnlog_tests::topic::EntriesTopic;
use tonic_health::pb::health_check_response::ServingStatus;
use uuid::Uuid;

/// Commands about the learner before the crash.
const COMMANDS: usize = 12;

/// Of these, so many are lost.
const LOST: usize = 5;

/// What a stopped log says of itself.
const SAID: [&str; 4] = [
    "does not hold the entry of the stored checkpoint",
    "acknowledged entries may be gone",
    "the end of the topic was lost and has grown again",
    "what lies in the topic is not what was acknowledged",
];

/// A ledger with a history about one learner.
struct Written {
    site: Site,
    server: Option<Server>,
    learner: Uuid,
    log: u32,
    /// The partition's messages before the crash.
    messages: Vec<(u64, Vec<u8>)>,
}

async fn write(stack: &Stack) -> Written {
    let site = Site::new(stack);
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let learner = id();
    let mut last = caller.insist(add_person(id(), learner)).await;
    for number in 1..COMMANDS {
        last = caller.insist(change_person(id(), learner, &format!("KIND_{number}"))).await;
    }
    let log = last.entry.as_ref().unwrap().log;
    eventually_async(PATIENCE, "the read models", async || {
        let request = pb::GetTranscriptRequest {
            learner_id: learner.to_string(),
            at_least: last.position.clone(),
            effective_on: None,
        };
        caller.queries.clone().get_transcript(request).await
    })
    .await;
    let messages = EntriesTopic::of(&site).messages(partition(log));
    Written { site, server: Some(server), learner, log, messages }
}

fn partition(log: u32) -> i32 {
    i32::try_from(log).unwrap() - 1
}

impl Written {
    /// The log has grown again: what others wrote, and then the old last message where it was.
    fn regrow(&self) {
        let topic = EntriesTopic::of(&self.site);
        let (last, before) = self.messages.split_last().unwrap();
        let kept = topic.messages(partition(self.log)).len();
        assert_eq!(kept, self.messages.len() - LOST, "the crash took what it was to take");
        for _ in &before[kept..] {
            topic.pollute(partition(self.log), Some(b"of somebody else"));
        }
        topic.pollute(partition(self.log), Some(&last.1));
        assert_eq!(topic.messages(partition(self.log)).last(), Some(last));
    }

    /// Nothing is acknowledged in the log, and in the end it is said why. What is said.
    async fn stopped(&self, server: &Server) -> String {
        let caller = Caller::new(&self.site, server);
        let said = eventually_async(PATIENCE, "the log to be stopped", async || {
            match caller.submit(change_person(id(), self.learner, "AFTER")).await {
                Err(status) if SAID.iter().any(|said| status.message().contains(said)) => {
                    Ok(status.message().to_owned())
                }
                Err(status) => Err(status),
                Ok(answer) => panic!("continued: {answer:?}"),
            }
        });
        let said = said.await;
        server.until(ServingStatus::NotServing).await;
        said
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_end_is_said_by_who_lives_and_by_who_starts_and_also_where_it_has_grown_again() {
    let stack = Stack::private();
    let mut shorter = write(&stack).await;
    let mut grown = write(&stack).await;
    let mut started = write(&stack).await;
    started.server.take().unwrap().stop().await;
    stack.kafka().kill();
    for written in [&shorter, &grown, &started] {
        let offset = written.messages[written.messages.len() - LOST].0;
        let topic = EntriesTopic::of(&written.site);
        stack.kafka().lose_from(&topic.name, partition(written.log), offset);
    }
    stack.kafka().restart();
    grown.regrow();
    started.regrow();
    let of_grown = grown.server.take().unwrap();
    let of_shorter = shorter.server.take().unwrap();
    let of_started = started.site.serve();
    let said = started.stopped(&of_started).await;
    assert!(said.contains("the end of the topic was lost and has grown again"), "{said}");
    grown.stopped(&of_grown).await;
    shorter.stopped(&of_shorter).await;
    for server in [of_started, of_grown, of_shorter] {
        server.stop().await;
    }
}
