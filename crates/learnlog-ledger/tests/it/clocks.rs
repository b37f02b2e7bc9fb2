//! Time in the log.

use std::sync::atomic::Ordering;

use learnlog_ledger::ledger::LogState;

use super::harness::{World, add, done, sequence};

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

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_another_clock_has_set_ahead_does_not_stop_this_process() {
    let world = World::new();
    let fast = world.start().serving().await;
    world.clock.own_offset_micros.store(HOUR_MICROS, Ordering::SeqCst);
    fast.submit(add(1, 10)).await;
    fast.until("stopped", |state| matches!(state, LogState::Stopped(_))).await;
    world.clock.own_offset_micros.store(0, Ordering::SeqCst);
    let right = world.start().serving().await;
    assert_eq!(sequence(&right.submit(add(2, 20)).await), 3);
    assert_eq!(sequence(&right.submit(add(3, 30)).await), 4);
    let entries = world.accepted();
    assert_eq!(entries[0].recorded_at, entries[2].recorded_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_waited_long_is_no_reason_to_stop() {
    let world = World::new();
    let process = world.start().serving().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let later = i64::try_from(now.as_micros()).unwrap() + HOUR_MICROS;
    world.entries.set_append_time(later);
    process.submit(add(1, 10)).await;
    assert_eq!(sequence(&process.submit(add(2, 20)).await), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_breaks_says_so() {
    let world = World::new();
    let process = world.start().serving().await;
    world.clock.broken.store(true, Ordering::SeqCst);
    done(process.ask(add(1, 10))).await.unwrap_err();
    let broke = |state: &LogState| matches!(state, LogState::Stopped(why) if why.contains("broke"));
    process.until("stopped by a bug", broke).await;
}
