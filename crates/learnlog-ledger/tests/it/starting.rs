//! What a starting process refuses.

use std::sync::Arc;

use learnlog_codec::encode::encode;
use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::CATALOG;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::genesis::{GenesisError, check_log, read_catalog, settle_catalog, settle_log};
use learnlog_ledger::ledger::LogState;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::harness::{World, add, done};
use super::script::Script;

#[tokio::test(flavor = "multi_thread")]
async fn a_log_cut_below_the_checkpoint_is_not_a_fresh_start() {
    let world = World::new();
    world.start().serving().await.submit(add(1, 10)).await;
    world.index.reached.store(2, Ordering::SeqCst);
    let process = world.start().serving().await;
    world.entries.hold();
    let asked = process.ask(add(2, 20));
    let sent = world.entries.next_sent();
    world.entries.cut(1);
    sent.report_failure();
    done(asked).await.unwrap_err();
    process.until("stopped", |state| matches!(state, LogState::Stopped(_))).await;
}

/// A broker that was paused while it led the log tells, when it wakes up, where the log ended then.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_has_its_end_again_was_not_cut() {
    let world = World::new();
    world.start().serving().await.submit(add(1, 10)).await;
    world.index.reached.store(2, Ordering::SeqCst);
    world.entries.set_watermark(Some(1));
    let process = world.start();
    process.until("unavailable", |state| matches!(state, LogState::Unavailable(_))).await;
    world.entries.set_watermark(None);
    process.serving().await.submit(add(2, 20)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_type_of_the_future_stops_the_log() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 10)).await;
    let value = world.entries.records()[1].clone().unwrap();
    let newer: Vec<u8> = value
        .windows("person.added".len())
        .position(|window| window == b"person.added")
        .map(|at| [&value[..at], b"person.ADDED", &value[at + 12..]].concat())
        .unwrap();
    world.entries.cut(1);
    world.entries.append(Some(newer.into()));
    let upgraded = world.start();
    let stopped = |state: &LogState| matches!(state, LogState::Stopped(why) if why.contains("upgrade this process"));
    upgraded.until("stopped for an unknown event", stopped).await;
}

#[test]
fn whatever_genesis_was_accepted_is_the_genesis() {
    let script = Script::default();
    let log: Arc<dyn EventLog> = Arc::new(script.clone());
    let limit = Duration::from_secs(10);
    assert!(matches!(read_catalog(&log), Err(GenesisError::Empty { log: CATALOG })));
    let world = World::new();
    let candidate = |created| {
        let created = learnlog_domain::time::Timestamp::from_micros(created);
        learnlog_codec::genesis::catalog(world.genesis.ledger_id, 4, created).unwrap()
    };
    let first = settle_catalog(&log, &candidate(1), limit).unwrap();
    let second = settle_catalog(&log, &candidate(2), limit).unwrap();
    assert_eq!(first, second);
    assert_eq!(read_catalog(&log).unwrap(), first);
    assert_eq!(script.records(), [Some(encode(&first.entry))]);
}

#[test]
fn a_new_log_that_a_broker_has_not_heard_of_yet_is_asked_for_again() {
    let script = Script::default();
    let log: Arc<dyn EventLog> = Arc::new(script.clone());
    let ledger_id = World::new().genesis.ledger_id;
    let created = learnlog_domain::time::Timestamp::from_micros(1);
    let candidate = learnlog_codec::genesis::catalog(ledger_id, 4, created).unwrap();
    script.set_missing(3);
    let late = settle_catalog(&log, &candidate, Duration::ZERO);
    assert!(matches!(late, Err(GenesisError::Read(_))), "{late:?}");
    let settled = settle_catalog(&log, &candidate, Duration::from_secs(60)).unwrap();
    assert_eq!(read_catalog(&log).unwrap(), settled);
}

#[test]
fn a_log_with_the_genesis_of_another_log_or_ledger_is_refused() {
    let world = World::new();
    let catalog: Arc<dyn EventLog> = Arc::new(world.catalog.clone());
    let entries: Arc<dyn EventLog> = Arc::new(world.entries.clone());
    let settled = read_catalog(&catalog).unwrap();
    check_log(&entries, &settled, LogNumber(1)).unwrap();
    let limit = Duration::from_secs(10);
    assert!(settle_log(&entries, &settled, LogNumber(1), limit).is_ok());
    for result in
        [check_log(&entries, &settled, LogNumber(2)), check_log(&catalog, &settled, LogNumber(1))]
    {
        assert!(result.is_err());
    }
}
