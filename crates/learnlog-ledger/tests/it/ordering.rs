//! Commands of one stream are decided in the order in which they were handed over, whatever each waits for.

use std::time::Duration;

use learnlog_ledger::ledger::PendingAnswer;
use learnlog_ledger::submission::{Submission, SubmitError};
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::timeout;

use super::harness::{Process, World, add, change, envelope};
use super::script::Sent;

/// Times that the writer gets its turn: more often than it needs for what was handed over.
const TURNS: usize = 64;

const PATIENCE: Duration = Duration::from_secs(20);

/// Hands over; on one thread, the writer has looked at it when this returns.
async fn hand_over(process: &Process, submission: Submission) -> PendingAnswer {
    let pending = process.ledger.hand_over(submission, false).await.unwrap();
    yield_often().await;
    pending
}

async fn yield_often() {
    for _ in 0..TURNS {
        yield_now().await;
    }
}

async fn next_sent(world: &World) -> Sent {
    let entries = world.entries.clone();
    spawn_blocking(move || entries.next_sent()).await.unwrap()
}

/// Two learners, in entries 2 and 3, and everything after that is held.
async fn two_learners() -> (World, Process) {
    let world = World::new();
    let process = world.start().serving().await;
    for learner in 1..=2 {
        process.submit(add(learner, learner)).await;
    }
    world.entries.hold();
    (world, process)
}

/// Waits for everything that is asked, on a log that takes it.
async fn settled(world: &World, asked: Vec<PendingAnswer>) {
    world.entries.release();
    let all = async {
        for answer in asked {
            answer.await.unwrap();
        }
    };
    timeout(PATIENCE, all).await.expect("no answers in time");
}

/// The ids of the first learner's commands after that of being added, as they lie in the log.
fn commands(world: &World) -> Vec<u128> {
    let entries = world.accepted();
    let ids = entries.iter().map(|entry| envelope(entry).command_id.uuid().as_u128());
    ids.filter(|id| (10..20).contains(id)).collect()
}

fn change_at(command: u128, at_least: u64) -> Submission {
    Submission { at_least, ..change(1, command, &format!("TYPE {command}")) }
}

#[tokio::test]
async fn who_need_not_wait_stays_behind_who_does() {
    let (world, process) = two_learners().await;
    let mut asked = vec![hand_over(&process, change(2, 20, "ONE")).await];
    let under_way = next_sent(&world).await;
    for submission in [change_at(11, 4), change_at(12, 0), change_at(13, 3)] {
        asked.push(hand_over(&process, submission).await);
    }
    world.entries.release();
    under_way.deliver(&world.entries);
    settled(&world, asked).await;
    assert_eq!(commands(&world), [11, 12, 13]);
}

#[tokio::test]
async fn who_waits_for_an_entry_that_fails_stays_behind_what_is_under_way() {
    let (world, process) = two_learners().await;
    let mut asked = vec![hand_over(&process, change(2, 20, "ONE")).await];
    let under_way = next_sent(&world).await;
    // The second waits for the other learner's entry.
    for submission in [change_at(11, 0), change_at(12, 4)] {
        asked.push(hand_over(&process, submission).await);
    }
    world.entries.release();
    under_way.land(&world.entries);
    under_way.report_failure();
    settled(&world, asked).await;
    assert_eq!(commands(&world), [11, 12]);
}

#[tokio::test]
async fn who_waits_for_an_entry_that_fails_stays_behind_who_waits_for_the_stream() {
    let (world, process) = two_learners().await;
    let mut asked = vec![hand_over(&process, change(2, 20, "ONE")).await];
    let under_way = next_sent(&world).await;
    // The first waits until its stream is in memory.
    let gate = world.index.gate.clone().lock_owned().await;
    for submission in [add(3, 11), Submission { at_least: 4, ..change(3, 12, "TWO") }] {
        asked.push(hand_over(&process, submission).await);
    }
    world.entries.release();
    under_way.land(&world.entries);
    under_way.report_failure();
    drop(gate);
    settled(&world, asked).await;
    assert_eq!(commands(&world), [11, 12]);
}

#[tokio::test]
async fn who_waits_for_nothing_that_exists_holds_nobody_up_for_long_on_a_busy_log() {
    let (world, process) = two_learners().await;
    let mut busy = vec![hand_over(&process, change(2, 20, "TYPE")).await];
    let far = hand_over(&process, change_at(11, 1_000)).await;
    let mut further = Vec::new();
    for command in 13..20 {
        further.push(hand_over(&process, change_at(command, 1_000)).await);
    }
    let behind = hand_over(&process, change_at(12, 0)).await;
    // Whenever one is confirmed, another one is under way.
    for command in 21..=22 {
        busy.push(hand_over(&process, change(2, command, &format!("TYPE {command}"))).await);
        next_sent(&world).await.deliver(&world.entries);
        yield_often().await;
    }
    let refused = timeout(PATIENCE, far).await.expect("an answer in time").unwrap_err();
    assert!(matches!(refused, SubmitError::NotReached { sequence: 5, .. }), "{refused}");
    // Not one after the other, each for as long.
    for refused in further {
        let refused = timeout(PATIENCE, refused).await.expect("an answer in time").unwrap_err();
        assert!(matches!(refused, SubmitError::NotReached { sequence: 5, .. }), "{refused}");
    }
    for _ in 0..2 {
        next_sent(&world).await.deliver(&world.entries);
    }
    busy.push(behind);
    settled(&world, busy).await;
    assert_eq!(commands(&world), [12]);
}
