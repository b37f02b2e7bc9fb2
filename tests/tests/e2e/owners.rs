//! Processes that share the logs: one is killed, one joins, one leaves, under load. Who asks a process that stays meets no error,
//! whoever acknowledged something has it in the chain once, and the logs find new owners.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use learnlog_proto::api as pb;
use learnlog_proto::api::submit_stream_response::Result as Answer;
use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, change_person, id};
use learnlog_tests::process::{PATIENCE, Server};
use learnlog_tests::site::Site;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

use super::history::{decided, whole_ledger};

/// Callers of each process, each with a learner of its own.
const CALLERS: usize = 4;

/// Learners of the call that goes on all the while.
const STREAMED_LEARNERS: usize = 6;

/// Items of that call without an answer.
const AHEAD: usize = 60;

/// Answers that every load must get between two events.
const ANSWERS_BETWEEN: usize = 100;

/// Of a command: its stream and id, and its address.
type Acknowledged = BTreeMap<(String, String), (u32, u64)>;

/// Load on some processes.
struct Load {
    enough: AtomicBool,
    answers: AtomicUsize,
}

impl Load {
    /// Waits for further answers.
    async fn goes_on(&self) {
        let from = self.answers.load(Ordering::Relaxed);
        eventually_async(PATIENCE, "further answers", async || {
            let answers = self.answers.load(Ordering::Relaxed) - from;
            (answers >= ANSWERS_BETWEEN).then_some(()).ok_or(answers)
        })
        .await;
    }

    fn note(
        &self,
        acknowledged: &mut Acknowledged,
        command: &pb::Command,
        learner: Uuid,
        answer: &pb::SubmitResponse,
    ) {
        let entry = answer.entry.as_ref().unwrap();
        let key = (format!("learner/{learner}"), command.command_id.clone());
        let earlier = acknowledged.insert(key, (entry.log, entry.sequence));
        assert_eq!(earlier, None);
        self.answers.fetch_add(1, Ordering::Relaxed);
    }
}

/// Submits one command after the other, each at the first of `servers` that answers; gives what was acknowledged, and the errors of
/// the last server.
async fn unary(load: Arc<Load>, servers: Vec<Caller>) -> (Acknowledged, Vec<String>) {
    let learner = id();
    let (mut acknowledged, mut errors) = (Acknowledged::new(), Vec::new());
    let mut servers = servers.into_iter().peekable();
    let mut number = 0;
    while !load.enough.load(Ordering::Relaxed) {
        let command = match number {
            0 => add_person(id(), learner),
            number => change_person(id(), learner, &format!("W{number}")),
        };
        number += 1;
        let answer = loop {
            match servers.peek().unwrap().submit(command.clone()).await {
                Ok(answer) => break answer,
                Err(status) => {
                    let here = servers.next();
                    if servers.peek().is_none() {
                        errors.push(status.to_string());
                        return (acknowledged, errors);
                    }
                    drop(here);
                }
            }
        };
        load.note(&mut acknowledged, &command, learner, &answer);
    }
    (acknowledged, errors)
}

/// One call about several learners, which goes on all the while; gives what was acknowledged, by learner in the order sent.
async fn streamed(load: Arc<Load>, server: Caller) -> (Acknowledged, Vec<Vec<(u32, u64)>>) {
    let learners: Vec<_> = std::iter::repeat_with(id).take(STREAMED_LEARNERS).collect();
    let (items, sent) = mpsc::channel(1);
    let call = server.commands.clone().submit_stream(ReceiverStream::new(sent)).await;
    let mut answers = call.unwrap().into_inner();
    let mut open: BTreeMap<u64, (usize, pb::Command)> = BTreeMap::new();
    let mut addresses = BTreeMap::new();
    let (mut acknowledged, mut next) = (Acknowledged::new(), 0);
    let mut items = Some(items);
    loop {
        if load.enough.load(Ordering::Relaxed) {
            items = None;
        }
        while let Some(items) = items.as_ref().filter(|_| open.len() < AHEAD) {
            let which = usize::try_from(next).unwrap() % STREAMED_LEARNERS;
            let command = match next {
                next if next < STREAMED_LEARNERS as u64 => add_person(id(), learners[which]),
                next => change_person(id(), learners[which], &format!("S{next}")),
            };
            open.insert(next, (which, command.clone()));
            next += 1;
            let request = Some(pb::SubmitRequest { command: Some(command), ..Default::default() });
            items.send(pb::SubmitStreamRequest { request }).await.unwrap();
        }
        let Some(answer) = answers.message().await.unwrap() else { break };
        let (which, command) = open.remove(&answer.index).unwrap();
        let Some(Answer::Response(response)) = answer.result else { panic!("{answer:?}") };
        load.note(&mut acknowledged, &command, learners[which], &response);
        let entry = response.entry.unwrap();
        addresses.insert(answer.index, (which, (entry.log, entry.sequence)));
    }
    assert!(open.is_empty(), "{} items have no answer", open.len());
    let mut by_learner = vec![Vec::new(); STREAMED_LEARNERS];
    addresses.into_values().for_each(|(which, address)| by_learner[which].push(address));
    (acknowledged, by_learner)
}

/// Waits until these processes, and no others, are known to serve, and everybody sees each log with the one of them that the hash
/// of both says.
async fn shared_among(callers: &[&Caller], servers: &[&Server]) {
    let expected: BTreeSet<_> = servers.iter().map(|server| server.address.clone()).collect();
    eventually_async(PATIENCE, "logs that are shared", async || {
        for caller in callers {
            let position = caller.ledger.clone().get_position(pb::GetPositionRequest {}).await;
            let position = position.map_err(|status| status.to_string())?.into_inner();
            let serving: BTreeSet<_> =
                position.processes.iter().map(|of| of.address.clone()).collect();
            let wanted: Vec<_> =
                position.heads.iter().map(|head| wanted(&position.processes, head.log)).collect();
            let owners: Vec<_> = position.heads.iter().map(|head| head.owner.clone()).collect();
            if serving != expected || owners != wanted {
                return Err(format!("{serving:?} own {owners:?} instead of {wanted:?}"));
            }
        }
        Ok(())
    })
    .await;
}

/// The address of the process whose id has the greatest SHA-256 together with the log's number.
fn wanted(processes: &[pb::ServingProcess], log: u32) -> String {
    let weight = |process: &&pb::ServingProcess| {
        let id: Uuid = process.process_id.parse().unwrap();
        Sha256::new().chain_update(id.as_bytes()).chain_update(log.to_be_bytes()).finalize()
    };
    processes.iter().max_by_key(weight).unwrap().address.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_come_and_go_and_nobody_notices() {
    let site = Site::new(Stack::shared());
    let [stays, dies, leaves] = [site.serve(), site.serve(), site.serve()];
    let (stays, dies) = (stays.ready().await, dies.ready().await);
    let mut leaves = leaves.ready().await;
    let [at_stays, at_dies, at_leaves] =
        [&stays, &dies, &leaves].map(|server| Caller::new(&site, server));
    shared_among(&[&at_stays, &at_dies, &at_leaves], &[&stays, &dies, &leaves]).await;

    let load = Arc::new(Load { enough: AtomicBool::new(false), answers: AtomicUsize::new(0) });
    let mut callers = JoinSet::new();
    // Who loses its process goes on at the one that stays, under the same command id; who asks that one has nobody else.
    let to_ask = [vec![&at_stays], vec![&at_dies, &at_stays], vec![&at_leaves, &at_stays]];
    for servers in to_ask {
        for _ in 0..CALLERS {
            let servers = servers.iter().copied().cloned().collect();
            callers.spawn(unary(Arc::clone(&load), servers));
        }
    }
    let mut call = JoinSet::new();
    call.spawn(streamed(Arc::clone(&load), at_stays.clone()));
    load.goes_on().await;
    dies.kill();
    load.goes_on().await;
    shared_among(&[&at_stays, &at_leaves], &[&stays, &leaves]).await;
    let joins = site.serve().ready().await;
    let at_joins = Caller::new(&site, &joins);
    shared_among(&[&at_stays, &at_leaves, &at_joins], &[&stays, &leaves, &joins]).await;
    load.goes_on().await;
    leaves.signal("TERM");
    assert!(leaves.ended().await.success());
    let said = leaves.log();
    assert!(!said.contains("cut off"), "calls were not ended but cut off:\n{said}");
    shared_among(&[&at_stays, &at_joins], &[&stays, &joins]).await;
    load.goes_on().await;
    load.enough.store(true, Ordering::Relaxed);

    let (mut acknowledged, by_learner) = call.join_next().await.unwrap().unwrap();
    for (more, errors) in callers.join_all().await {
        assert!(errors.is_empty(), "a process that stayed refused: {errors:?}");
        acknowledged.extend(more);
    }
    for addresses in by_learner {
        assert!(addresses.is_sorted(), "not in the order sent: {addresses:?}");
    }
    let (entries, _) = whole_ledger(&at_joins).await;
    let decided = decided(&entries);
    assert!(decided.values().all(|&count| count == 1), "a command was decided twice");
    let lost: Vec<_> = acknowledged.keys().filter(|key| !decided.contains_key(*key)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
}
