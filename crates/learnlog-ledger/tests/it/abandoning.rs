//! The definitive no.

use learnlog_ledger::submission::AnswerOutcome;

use super::harness::{World, abandon, add, done, sequence};

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_id_answers_an_original_that_comes_later() {
    let world = World::new();
    let process = world.start().serving().await;
    let given_up = process.submit(abandon(1, 10)).await;
    assert_eq!(given_up.outcome, AnswerOutcome::Abandoned);
    let original = process.submit(add(1, 10)).await;
    assert_eq!((original.outcome, original.entry), (AnswerOutcome::Abandoned, given_up.entry));
    assert_eq!(world.accepted().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn abandoning_what_is_recorded_is_answered_by_what_is_recorded() {
    let world = World::new();
    let process = world.start().serving().await;
    let recorded = process.submit(add(1, 10)).await;
    let answer = process.submit(abandon(1, 10)).await;
    assert!(answer.repeated);
    assert_eq!((answer.entry, answer.outcome), (recorded.entry, recorded.outcome));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_original_that_may_still_land_and_its_abandonment_the_first_in_the_log_decides() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let original = process.ask(add(1, 10));
    let delayed = world.entries.next_sent();
    // The request is given up by its producer, and still under way.
    delayed.report_failure();
    let second_try = world.entries.next_sent();
    let given_up = process.ask(abandon(1, 10));
    let landed = delayed.land(&world.entries);
    second_try.deliver(&world.entries);
    let original = done(original).await.unwrap();
    let given_up = done(given_up).await.unwrap();
    assert_eq!(sequence(&original), 3);
    assert_eq!(landed, 2);
    assert_eq!(given_up.entry, original.entry);
    assert_eq!(world.accepted().len(), 2);
}
