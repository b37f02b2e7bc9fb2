//! When an entry counts as being in the log.

use learnlog_ledger::ledger::LogState;
use learnlog_ledger::submission::SubmitError;

use super::harness::{World, add, change, done, sequence};

#[tokio::test(flavor = "multi_thread")]
async fn later_entries_chain_on_earlier_ones_without_waiting_for_them() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 1)).await;
    world.entries.hold();
    let asked: Vec<_> = (10..20).map(|command| process.ask(change(1, command, "TEMP"))).collect();
    let sent: Vec<_> = (10..20).map(|_| world.entries.next_sent()).collect();
    for record in sent {
        record.deliver(&world.entries);
    }
    let mut sequences = Vec::new();
    for answer in asked {
        sequences.push(sequence(&done(answer).await.unwrap()));
    }
    sequences.sort_unstable();
    assert_eq!(sequences, (3..13).collect::<Vec<_>>());
    assert_eq!(world.entries.generations(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_report_confirms_nothing_before_its_turn() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let first = process.ask(add(1, 10));
    let one = world.entries.next_sent();
    let second = process.ask(add(2, 20));
    let two = world.entries.next_sent();
    let offset = i64::try_from(one.land(&world.entries)).unwrap();
    let later = i64::try_from(two.land(&world.entries)).unwrap();
    two.report_offset(later);
    let third = process.ask(add(3, 30));
    // The third entry is made after the second report was taken in.
    let three = world.entries.next_sent();
    assert!(!first.is_finished() && !second.is_finished());
    one.report_offset(offset);
    three.deliver(&world.entries);
    for asked in [first, second, third] {
        done(asked).await.unwrap();
    }
    assert_eq!(world.accepted().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_landed_behind_a_stranger_is_not_confirmed_by_its_report() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let asked = process.ask(add(1, 10));
    let sent = world.entries.next_sent();
    world.entries.append(Some("stranger".into()));
    sent.deliver(&world.entries);
    // It did land, and extends the chain: reading back finds it, and nothing is produced again.
    let answer = done(asked).await.unwrap();
    assert_eq!(sequence(&answer), 3);
    assert!(!answer.repeated);
    assert_eq!((world.entries.produced(), world.entries.generations()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fabricated_offset_distrusts_every_later_report_of_its_generation() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let lost = process.ask(add(1, 10));
    let one = world.entries.next_sent();
    let landed = process.ask(add(2, 20));
    let two = world.entries.next_sent();
    one.report_offset(-1);
    two.report_offset(2);
    // Neither landed: both are made again by the next generation.
    for _ in 0..2 {
        world.entries.next_sent().deliver(&world.entries);
    }
    done(lost).await.unwrap();
    done(landed).await.unwrap();
    assert_eq!(world.accepted().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_an_older_generation_are_ignored() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let asked = process.ask(add(1, 10));
    let old = world.entries.next_sent();
    old.report_failure();
    let new = world.entries.next_sent();
    assert_eq!(old.tag, new.tag, "both are for the same sequence");
    old.report_offset(2);
    let later = process.ask(add(2, 20));
    let behind = world.entries.next_sent();
    assert!(!asked.is_finished(), "the old report must not confirm the new record");
    new.deliver(&world.entries);
    behind.deliver(&world.entries);
    done(asked).await.unwrap();
    done(later).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_producer_queue_holds_commands_back_and_loses_none() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 1)).await;
    world.entries.hold();
    world.entries.set_queue_limit(2);
    let asked: Vec<_> = (10..15).map(|command| process.ask(change(1, command, "TEMP"))).collect();
    for _ in 0..5 {
        world.entries.next_sent().deliver(&world.entries);
    }
    for answer in asked {
        done(answer).await.unwrap();
    }
    assert_eq!((world.accepted().len(), world.entries.generations()), (6, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_is_too_large_is_refused_and_the_next_one_is_not_harmed() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 1)).await;
    let huge = change(1, 10, &"X".repeat(1 << 20));
    let refused = done(process.ask(huge)).await.unwrap_err();
    assert!(matches!(refused, SubmitError::TooLarge { .. }), "{refused}");
    assert_eq!(sequence(&process.submit(change(1, 11, "TEMP")).await), 3);
    assert!(process.ledger.status().iter().all(|log| log.state == LogState::Serving));
}
