//! Which entry answers a command.

use learnlog_codec::entry::{Body, Outcome};
use learnlog_domain::id::{JobId, OrgUnitId};
use learnlog_ledger::submission::AnswerOutcome;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::harness::{
    World, add, add_in_job, change, define_job, define_unit, done, envelope, rejection, sequence,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_command_becomes_one_entry_that_says_who_asked_what_and_when() {
    let world = World::new();
    let process = world.start().serving().await;
    let asked = add(1, 10);
    let answer = process.submit(asked.clone()).await;
    assert_eq!(sequence(&answer), 2);
    assert!(!answer.repeated);
    assert_eq!(answer.outcome, AnswerOutcome::Recorded(["person.added"].into()));
    let entries = world.accepted();
    assert_eq!(entries.len(), 1);
    assert_eq!(envelope(&entries[0]), &asked.envelope);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_command_is_answered_by_its_entry_and_records_nothing() {
    let world = World::new();
    let process = world.start().serving().await;
    let first = process.submit(add(1, 10)).await;
    process.submit(change(1, 11, "EMPLOYEE")).await;
    let again = process.submit(add(1, 10)).await;
    assert!(again.repeated);
    assert_eq!((again.entry, again.outcome), (first.entry, first.outcome));
    assert_eq!(world.accepted().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_id_used_for_something_else_is_rejected_with_the_entry_that_has_it() {
    let world = World::new();
    let process = world.start().serving().await;
    let first = process.submit(add(1, 10)).await;
    let reused = process.submit(change(1, 10, "EMPLOYEE")).await;
    assert_eq!(rejection(&reused), "COMMAND_ID_REUSED");
    assert_eq!(reused.entry, first.entry);
    assert_eq!(world.accepted().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_ids_in_two_streams_are_two_commands() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 10)).await;
    assert!(!process.submit(add(2, 10)).await.repeated);
    assert_eq!(world.accepted().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn rejections_and_nothing_to_do_are_entries_too() {
    let world = World::new();
    let process = world.start().serving().await;
    let unknown = process.submit(change(1, 10, "EMPLOYEE")).await;
    assert_eq!(rejection(&unknown), "PERSON_UNKNOWN");
    process.submit(add(1, 11)).await;
    let unchanged = process.submit(add(1, 12)).await;
    assert_eq!(unchanged.outcome, AnswerOutcome::Unchanged("NO_DIFFERENCE".into()));
    let outcomes: Vec<_> = world
        .accepted()
        .into_iter()
        .map(|entry| match entry.body {
            Body::Command(command) => command.outcome,
            Body::Genesis(_) => panic!("a second genesis"),
        })
        .collect();
    assert!(matches!(
        outcomes.as_slice(),
        [Outcome::Rejected(_), Outcome::Recorded(_), Outcome::Unchanged(_)]
    ));
    assert!(process.submit(change(1, 10, "EMPLOYEE")).await.repeated, "a rejection is final");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_answered_from_an_unconfirmed_entry() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let first = process.ask(add(1, 10));
    let sent = world.entries.next_sent();
    let repeated = process.ask(add(1, 10));
    let reused = process.ask(change(1, 10, "EMPLOYEE"));
    // A later command of the same writer proves that the two before it have been looked at.
    let later = process.ask(add(2, 20));
    let behind = world.entries.next_sent();
    assert!(!repeated.is_finished() && !reused.is_finished());
    sent.deliver(&world.entries);
    behind.deliver(&world.entries);
    let first = done(first).await.unwrap();
    assert!(done(repeated).await.unwrap().repeated);
    let reused = done(reused).await.unwrap();
    assert_eq!((rejection(&reused), reused.entry), ("COMMAND_ID_REUSED", first.entry));
    done(later).await.unwrap();
    assert_eq!(world.accepted().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_validation_waits_for_confirmed_state_and_writes_nothing() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let first = process.ask(add(1, 10));
    let sent = world.entries.next_sent();
    let ledger = process.ledger.clone();
    let validation =
        TaskTracker::new().spawn(async move { ledger.validate(change(1, 11, "TEMP")).await });
    let later = process.ask(add(2, 20));
    let behind = world.entries.next_sent();
    assert!(!validation.is_finished());
    sent.deliver(&world.entries);
    let answer = done(validation).await.unwrap();
    assert_eq!(answer.entry, None);
    assert_eq!(answer.outcome, AnswerOutcome::Recorded(["person.changed"].into()));
    behind.deliver(&world.entries);
    done(first).await.unwrap();
    done(later).await.unwrap();
    assert_eq!(world.accepted().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_links_to_the_one_before_it_in_its_stream() {
    let world = World::new();
    let process = world.start().serving().await;
    for submission in [add(1, 10), add(2, 20), change(1, 11, "TEMP")] {
        process.submit(submission).await;
    }
    let links: Vec<_> = world
        .accepted()
        .iter()
        .map(|entry| match &entry.body {
            Body::Command(command) => {
                (command.stream_sequence, command.previous_in_stream.sequence)
            }
            Body::Genesis(_) => panic!("a second genesis"),
        })
        .collect();
    assert_eq!(links, [(1, 0), (1, 0), (2, 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_heard_of_a_definition_can_rest_on_it_at_once() {
    let world = World::new();
    let process = world.start().serving().await;
    for number in 1..=50 {
        let job = JobId::new(Uuid::from_u128(1_000 + number)).unwrap();
        process.submit(define_job(job, number)).await;
        let added = process.submit(add_in_job(number, 1, job)).await;
        assert_eq!(added.outcome, AnswerOutcome::Recorded(["person.added"].into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_is_not_validated_under_one_that_may_still_be_lost() {
    let world = World::new();
    let process = world.start().serving().await;
    let unit = |number| OrgUnitId::new(Uuid::from_u128(number)).unwrap();
    process.submit(define_unit(unit(1), None, 1)).await;
    world.catalog.hold();
    let parent = process.ask(define_unit(unit(2), None, 2));
    let lost = world.catalog.next_sent();
    let ledger = std::sync::Arc::clone(&process.ledger);
    let part = define_unit(unit(3), Some(unit(2)), 3);
    let validated = TaskTracker::new().spawn(async move { ledger.validate(part).await });
    // Its caller goes, and the definition never lands.
    parent.abort();
    assert!(parent.await.unwrap_err().is_cancelled());
    lost.report_failure();
    let answer = done(validated).await.unwrap();
    assert!(matches!(answer.outcome, AnswerOutcome::Rejected(_)), "{:?}", answer.outcome);
}
