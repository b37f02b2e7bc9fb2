//! Two processes that both believe they own the log.

use std::collections::BTreeSet;

use learnlog_domain::id::JobId;
use learnlog_ledger::submission::AnswerOutcome;
use uuid::Uuid;

use super::harness::{ENTRIES, World, add, add_in_job, change, define_job, done, sequence};

#[tokio::test(flavor = "multi_thread")]
async fn every_answered_command_is_in_the_chain_once() {
    let world = World::new();
    let processes = [world.start().serving().await, world.start().serving().await];
    let mut asked = Vec::new();
    for learner in 1..=4_u128 {
        for (process, number) in processes.iter().zip(0_u128..) {
            asked.push(process.ask(add(learner, 1)));
            for command in 10..20 {
                let id = command + 100 * number;
                asked.push(process.ask(change(learner, id, &format!("W{id}"))));
            }
        }
    }
    let mut answered = BTreeSet::new();
    for asked in asked {
        answered.insert(sequence(&done(asked).await.unwrap()));
    }
    let accepted = world.accepted();
    // One addition per learner, asked for by both, and ten changes by each.
    assert_eq!(accepted.len(), 4 * (1 + 2 * 10));
    assert_eq!(answered.len(), accepted.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_is_told_to_read_on_first_loses_no_race() {
    let world = World::new();
    let (old, new) = (world.start().serving().await, world.start().serving().await);
    for (learner, owner, next) in [(1, &old, &new), (2, &new, &old), (3, &old, &new)] {
        owner.submit(add(learner, 1)).await;
        owner.submit(change(learner, 2, "W2")).await;
        next.ledger.refresh(ENTRIES);
        next.submit(change(learner, 3, "W3")).await;
        owner.ledger.refresh(ENTRIES);
    }
    // As many records as entries, and the genesis.
    assert_eq!(world.entries.records().len(), 1 + 3 * 3);
    assert_eq!(world.accepted().len(), 3 * 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_waits_for_a_definition_that_another_process_answered_with() {
    let world = World::new();
    let (here, there) = (world.start().serving().await, world.start().serving().await);
    let job = JobId::new(Uuid::from_u128(70)).unwrap();
    // Followers of the catalog are behind; its writer knows what it wrote.
    world.catalog.show_up_to(Some(1));
    let defined = sequence(&there.submit(define_job(job, 1)).await);
    here.ledger.heard_of_catalog(defined);
    let waiting = here.ask(add_in_job(1, 1, job));
    world.catalog.show_up_to(None);
    let answer = done(waiting).await.unwrap();
    assert!(matches!(answer.outcome, AnswerOutcome::Recorded(_)), "{answer:?}");
}
