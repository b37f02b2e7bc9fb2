//! More than a writer may hold.

use std::sync::atomic::Ordering;

use learnlog_ledger::ledger::LogState;
use learnlog_ledger::submission::SubmitError;

use super::harness::{World, add, change, done};

/// Bytes of a value that fills much of an entry.
const LARGE_BYTES: usize = 800 << 10;

/// Entries of that size that the writer keeps until the index has them: 16 MiB.
const LARGE_ENTRIES: u128 = 21;

#[tokio::test(flavor = "multi_thread")]
async fn where_the_index_does_not_follow_commands_are_refused_and_nothing_is_dropped() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 1)).await;
    for number in 0..LARGE_ENTRIES {
        let large = format!("{number:02}").repeat(LARGE_BYTES / 2);
        process.submit(change(1, 10 + number, &large)).await;
    }
    let refused = done(process.ask(change(1, 90, "ONE"))).await.unwrap_err();
    assert!(matches!(refused, SubmitError::Overloaded { .. }), "{refused}");
    let told =
        |state: &LogState| matches!(state, LogState::Unavailable(why) if why.contains("index"));
    process.until("saying that the index does not follow", told).await;
    world.index.reached.store(2 + LARGE_ENTRIES as u64, Ordering::SeqCst);
    process.until("serving", |state| *state == LogState::Serving).await;
    process.submit(change(1, 90, "ONE")).await;
    assert_eq!(world.accepted().len() as u128, 2 + LARGE_ENTRIES);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_wrote_meanwhile_is_not_read_into_memory_past_a_limit() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 10)).await;
    for _ in 0..=20_000 {
        world.entries.append(Some("not an entry".into()));
    }
    let mut far = change(1, 11, "ONE");
    far.at_least = 1_000;
    let refused = done(process.ask(far)).await.unwrap_err();
    assert!(matches!(refused, SubmitError::Unavailable { .. }), "{refused}");
    let waits =
        |state: &LogState| matches!(state, LogState::Unavailable(why) if why.contains("behind"));
    process.until("waiting for the index", waits).await;
}
