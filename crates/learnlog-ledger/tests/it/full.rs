//! A writer that is given more than it takes. Time stands still here but for who waits for it.

use std::collections::BTreeSet;

use learnlog_domain::id::CommandId;
use learnlog_domain::stream::StreamId;
use learnlog_ledger::ledger::PendingAnswer;
use learnlog_ledger::limits::{
    CACHE_LIMIT_BYTES, ENTRY_LIMIT_BYTES, GROUP_LIMIT_COMMANDS, LOAD_LIMIT_QUERIES,
    LOAD_LIMIT_STREAMS, PIPELINE_LIMIT_ENTRIES, QUEUE_LIMIT_COMMANDS, QUEUE_WAIT,
};
use learnlog_ledger::submission::{Submission, SubmitError};
use tokio::time::Instant;
use uuid::Uuid;

use super::harness::{Process, World, add, change, done, envelope, learner, sequence};

/// Hands commands over until one is refused: the answers that are owed, and why.
async fn fill(
    process: &Process,
    command: impl Fn(u128) -> Submission,
) -> (Vec<PendingAnswer>, SubmitError) {
    let mut owed = Vec::new();
    loop {
        assert!(owed.len() < 4 * QUEUE_LIMIT_COMMANDS, "without end");
        let began = Instant::now();
        match process.ledger.hand_over(command(owed.len() as u128), false).await {
            Ok(answer) => owed.push(answer),
            Err(refused) => {
                assert_eq!(began.elapsed().as_secs(), QUEUE_WAIT.as_secs());
                return (owed, refused);
            }
        }
    }
}

fn is_full_queue(refused: &SubmitError) -> bool {
    matches!(refused, SubmitError::Overloaded { limit: "QUEUE_LIMIT_COMMANDS", .. })
}

/// Those that fill `taken`, those that wait behind them, and some of a group that was begun.
fn all_of(taken: usize) -> std::ops::RangeInclusive<usize> {
    taken + QUEUE_LIMIT_COMMANDS..=taken + QUEUE_LIMIT_COMMANDS + GROUP_LIMIT_COMMANDS
}

#[tokio::test]
async fn where_nothing_is_confirmed_the_queue_fills_and_who_comes_then_is_refused() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 1)).await;
    world.entries.hold();
    tokio::time::pause();
    let command = |number| change(1, 100 + number, "ONE");
    let (owed, refused) = fill(&process, command).await;
    assert!(is_full_queue(&refused), "{refused}");
    assert!(all_of(PIPELINE_LIMIT_ENTRIES).contains(&owed.len()), "{}", owed.len());
    assert_eq!(world.entries.produced(), 1 + PIPELINE_LIMIT_ENTRIES);
    // Everything that was taken is recorded once reports come, and nothing else.
    let refused = command(owed.len() as u128);
    world.entries.release();
    for _ in 0..PIPELINE_LIMIT_ENTRIES {
        world.entries.next_sent().deliver(&world.entries);
    }
    let count = owed.len();
    for (answer, expected) in owed.into_iter().zip(3..) {
        assert_eq!(sequence(&answer.await.unwrap()), expected);
    }
    let recorded =
        |of: CommandId| world.accepted().iter().any(|entry| envelope(entry).command_id == of);
    assert!(!recorded(refused.envelope.command_id));
    assert_eq!(world.accepted().len(), 1 + count);
    // There is room again.
    assert!(!process.submit(refused).await.repeated);
}

#[tokio::test]
async fn who_waits_for_room_has_it_when_there_is_some() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 1)).await;
    world.entries.hold();
    tokio::time::pause();
    let (owed, _) = fill(&process, |number| change(1, 100 + number, "ONE")).await;
    let waiting = process.ask(change(1, 10, "TWO"));
    tokio::time::advance(QUEUE_WAIT / 2).await;
    assert!(!waiting.is_finished());
    world.entries.release();
    for _ in 0..PIPELINE_LIMIT_ENTRIES {
        world.entries.next_sent().deliver(&world.entries);
    }
    assert_eq!(sequence(&done(waiting).await.unwrap()), 3 + owed.len() as u64);
}

#[tokio::test]
async fn where_the_index_does_not_answer_no_more_wait_for_their_streams() {
    let world = World::new();
    let process = world.start().serving().await;
    let load = world.index.gate.clone().lock_owned().await;
    tokio::time::pause();
    // Each command is about a learner of its own.
    let (owed, refused) = fill(&process, |number| add(100 + number, 100 + number)).await;
    assert!(is_full_queue(&refused), "{refused}");
    assert!(all_of(QUEUE_LIMIT_COMMANDS).contains(&owed.len()), "{}", owed.len());
    let loading = world.index.loaded.lock().unwrap().len();
    assert!(loading <= LOAD_LIMIT_STREAMS * LOAD_LIMIT_QUERIES, "{loading} streams at once");
    assert_eq!(world.entries.produced(), 0);
    drop(load);
    let mut sequences = BTreeSet::new();
    let count = owed.len();
    for answer in owed {
        sequences.insert(sequence(&answer.await.unwrap()));
    }
    assert_eq!((sequences.len(), world.accepted().len()), (count, count));
}

#[tokio::test]
async fn an_entry_that_no_log_would_take_is_refused_and_leaves_no_trace() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 10)).await;
    let large = "x".repeat(ENTRY_LIMIT_BYTES);
    for command in [change(1, 11, &large), change(1, 12, &large[100..])] {
        match done(process.ask(command)).await.unwrap_err() {
            SubmitError::TooLarge { bytes, limit_bytes } => {
                assert_eq!(limit_bytes, Some(ENTRY_LIMIT_BYTES));
                assert!(bytes > ENTRY_LIMIT_BYTES, "{bytes}");
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(world.entries.produced(), 1);
    // What leaves room for all but the value is taken, under an id that was refused.
    let answer = process.submit(change(1, 11, &large[1_000..])).await;
    assert_eq!((sequence(&answer), answer.repeated), (3, false));
    let id = CommandId::new(Uuid::from_u128(11)).unwrap();
    assert_eq!(world.accepted().last().map(|entry| envelope(entry).command_id), Some(id));
}

/// What a stream takes in memory at least.
const STREAM_BYTES: usize = 1_000;

#[tokio::test]
async fn states_are_dropped_past_a_limit_oldest_first_and_nothing_is_forgotten() {
    let world = World::new();
    let process = world.start().serving().await;
    let learners = (CACHE_LIMIT_BYTES / STREAM_BYTES) as u128;
    let mut owed = Vec::new();
    for number in 1..=learners {
        owed.push(process.ledger.hand_over(add(number, number), false).await.unwrap());
    }
    for answer in owed {
        answer.await.unwrap();
    }
    for (number, dropped) in [(1, true), (learners, false)] {
        world.index.loaded.lock().unwrap().clear();
        assert!(process.submit(add(number, number)).await.repeated);
        let loaded = world.index.loaded.lock().unwrap().clone();
        assert_eq!(loaded.contains(&StreamId::learner(learner(number))), dropped, "{number}");
    }
}
