//! Time in the log.

use std::sync::atomic::Ordering;

use learnlog_ledger::ledger::LogState;

use super::harness::{World, add, done};

const HOUR_MICROS: i64 = 3_600_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn recorded_at_never_goes_back() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 10)).await;
    world.clock.own_offset_micros.store(-HOUR_MICROS, Ordering::SeqCst);
    process.submit(add(2, 20)).await;
    let entries = world.accepted();
    assert_eq!(entries[0].recorded_at, entries[1].recorded_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_by_postgresql_keeps_the_writer_from_writing_until_it_is_set() {
    let world = World::new();
    world.clock.own_offset_micros.store(HOUR_MICROS, Ordering::SeqCst);
    let process = world.start();
    let off =
        |state: &LogState| matches!(state, LogState::Unavailable(why) if why.contains("clock"));
    process.until("refusing because of its clock", off).await;
    done(process.ask(add(1, 10))).await.unwrap_err();
    world.clock.own_offset_micros.store(0, Ordering::SeqCst);
    process.serving().await.submit(add(1, 10)).await;
    assert_eq!(world.accepted().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_ahead_of_the_event_log_stops_the_log() {
    let world = World::new();
    let process = world.start().serving().await;
    world.entries.set_append_time(1_000_000_000_000_000);
    // The entry is in the log: its caller hears so.
    process.submit(add(1, 10)).await;
    process.until("stopped", |state| matches!(state, LogState::Stopped(_))).await;
    done(process.ask(add(2, 20))).await.unwrap_err();
    assert_eq!(world.accepted().len(), 1);
}
