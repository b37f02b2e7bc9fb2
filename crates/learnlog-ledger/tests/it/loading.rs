//! Streams that are not in memory.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use learnlog_domain::stream::StreamId;
use learnlog_ledger::ledger::LogState;
use learnlog_ledger::submission::SubmitError;

use super::harness::{World, add, change, done, learner, sequence};
use learnlog_ledger::submission::AnswerOutcome;

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_recognized_after_a_restart_wherever_the_index_stands() {
    for indexed_to in 0..=4 {
        let world = World::new();
        let before = world.start().serving().await;
        for submission in [add(1, 10), change(1, 11, "A"), change(1, 12, "B")] {
            before.submit(submission).await;
        }
        world.index.reached.store(indexed_to, Ordering::SeqCst);
        let after = world.start().serving().await;
        for submission in [change(1, 12, "B"), add(1, 10), change(1, 11, "A")] {
            assert!(after.submit(submission).await.repeated, "index at {indexed_to}");
        }
        assert_eq!(sequence(&after.submit(change(1, 13, "C")).await), 5);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_the_tail_has_left_behind_is_taken_again() {
    let world = World::new();
    let before = world.start().serving().await;
    before.submit(add(1, 10)).await;
    let process = world.start().serving().await;
    world.index.loaded.lock().unwrap().clear();
    // Between the snapshot and its use, the index moves on and the tail is cut.
    let (index, other) = (world.index.clone(), process.clone());
    let (snapshot_taken, taken) = std::sync::mpsc::channel();
    let (go_on, going_on) = std::sync::mpsc::channel();
    *world.index.after_snapshot.lock().unwrap() = Some(Box::new(move || {
        snapshot_taken.send(()).unwrap();
        going_on.recv().unwrap();
    }));
    let asked = process.ask(change(1, 11, "A"));
    tokio::task::spawn_blocking(move || taken.recv().unwrap()).await.unwrap();
    other.submit(add(2, 20)).await;
    index.reached.store(2, Ordering::SeqCst);
    // One look may have begun before; when a third begins, the answer to the second was taken in.
    let looks = index.looks.load(Ordering::SeqCst);
    let mut pause = tokio::time::interval(Duration::from_millis(5));
    while index.looks.load(Ordering::SeqCst) < looks + 3 {
        pause.tick().await;
    }
    go_on.send(()).unwrap();
    done(asked).await.unwrap();
    let stream = StreamId::learner(learner(1));
    let loads = index.loaded.lock().unwrap().iter().filter(|&&loaded| loaded == stream).count();
    assert_eq!(loads, 2);
    assert_eq!(world.accepted().len(), 3);
    assert!(process.submit(add(1, 10)).await.repeated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_stream_link_is_refused_and_harms_nobody_else() {
    let world = World::new();
    let before = world.start().serving().await;
    for submission in [add(1, 10), change(1, 11, "A"), change(1, 12, "B")] {
        before.submit(submission).await;
    }
    world.index.reached.store(4, Ordering::SeqCst);
    // The index shows another entry where the second one was.
    let third = world.entries.records()[3].clone().unwrap();
    world.index.forged.lock().unwrap().insert(3, third);
    let after = world.start().serving().await;
    let refused = done(after.ask(change(1, 13, "C"))).await.unwrap_err();
    assert!(matches!(refused, SubmitError::Stopped { .. }), "{refused}");
    assert_eq!(sequence(&after.submit(add(2, 20)).await), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_in_the_index_that_are_not_those_of_the_log_are_refused() {
    let world = World::new();
    let before = world.start().serving().await;
    for submission in [add(1, 10), change(1, 11, "A")] {
        before.submit(submission).await;
    }
    world.index.reached.store(3, Ordering::SeqCst);
    world.index.forged.lock().unwrap().insert(2, Bytes::from_static(b"not an entry"));
    let after = world.start().serving().await;
    done(after.ask(change(1, 12, "B"))).await.unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_ahead_of_the_writer_makes_it_read_the_log_first() {
    let world = World::new();
    let (one, two) = (world.start().serving().await, world.start().serving().await);
    one.submit(add(1, 10)).await;
    one.submit(change(1, 11, "A")).await;
    world.index.reached.store(3, Ordering::SeqCst);
    let answer = two.submit(change(1, 11, "A")).await;
    assert_eq!((answer.repeated, sequence(&answer)), (true, 3));
    assert_eq!(sequence(&two.submit(change(1, 12, "B")).await), 4);
}

/// The log has lost an entry that was indexed, and has grown as long again.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_another_history_stops_the_log() {
    let (world, mut other) = (World::new(), World::new());
    let before = world.start().serving().await;
    before.submit(add(1, 10)).await;
    other.index = world.index.clone();
    world.index.reached.store(1, Ordering::SeqCst);
    let process = other.start().serving().await;
    process.submit(add(2, 20)).await;
    world.index.reached.store(2, Ordering::SeqCst);
    let refused = done(process.ask(add(1, 10))).await.unwrap_err();
    assert!(
        matches!(&refused, SubmitError::Stopped { reason, .. } if reason.contains("another")),
        "{refused}"
    );
    process.until("stopped", |state| matches!(state, LogState::Stopped(_))).await;
}

/// On one thread, the writer looks at all four commands at once.
#[tokio::test]
async fn a_command_that_waited_for_its_stream_is_decided_before_those_that_came_later() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    world.entries.set_queue_limit(1);
    let load = world.index.gate.clone().lock_owned().await;
    let mut answers = Vec::new();
    let commands = [add(1, 10), change(9, 2, "A"), change(9, 3, "B"), change(1, 11, "TEMP")];
    for command in commands {
        answers.push(process.ledger.hand_over(command, false).await.unwrap());
    }
    // The queue takes one: the last two wait behind it, the first one for its stream.
    let entries = world.entries.clone();
    let next = move || {
        let entries = entries.clone();
        async { tokio::task::spawn_blocking(move || entries.next_sent()).await.unwrap() }
    };
    let one = next().await;
    drop(load);
    for _ in 0..16 {
        tokio::task::yield_now().await;
    }
    one.deliver(&world.entries);
    for _ in 0..3 {
        next().await.deliver(&world.entries);
    }
    for answer in answers {
        let outcome = answer.await.unwrap().outcome;
        assert!(matches!(outcome, AnswerOutcome::Recorded(_)), "{outcome:?}");
    }
}
