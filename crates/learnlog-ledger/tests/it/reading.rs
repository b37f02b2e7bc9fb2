//! The acceptance rule over whole logs.

use std::sync::Arc;
use std::time::Duration;

use learnlog_chain::Hash;
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{Entry, LogNumber};
use learnlog_domain::time::Timestamp;
use learnlog_ledger::chain_reader::{ChainReader, WriterWitness};
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::ledger::LogState;
use learnlog_ledger::read_error::ReadError;
use learnlog_ledger::stray::StrayCause;

use super::harness::{ENTRIES, World, add, done};
use super::script::Script;

type Read = (Vec<u64>, ChainReader, Result<(), ReadError>);

fn read(script: &Script, from: Checkpoint) -> Result<Read, ReadError> {
    let log: Arc<dyn EventLog> = Arc::new(script.clone());
    let mut reader = ChainReader::open(&log, ENTRIES, from)?;
    let mut sequences = Vec::new();
    let mut result = Ok(());
    while result.is_ok() && !reader.reached_end() {
        let mut visit = |accepted: learnlog_ledger::chain_reader::Accepted<'_>| {
            sequences.push(accepted.sequence);
        };
        result = reader.poll(2, Duration::ZERO, &mut visit).map(drop);
    }
    Ok((sequences, reader, result))
}

async fn three_entries() -> (World, Vec<Entry>) {
    let world = World::new();
    let process = world.start().serving().await;
    for number in 1..=3 {
        process.submit(add(number, number)).await;
    }
    let entries = world.accepted();
    (world, entries)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_stray_is_skipped_and_counted_by_its_cause() {
    let (world, entries) = three_entries().await;
    let chained = world.entries.records();
    let script = Script::default();
    let bad_hash = encode(&Entry { previous_hash: Hash::ZERO, ..entries[0].clone() });
    script.append(chained[0].clone());
    script.append(chained[3].clone());
    script.append(Some(bad_hash));
    script.append(chained[1].clone());
    script.append(chained[1].clone());
    script.append(None);
    script.append(Some("not protobuf".into()));
    script.append(chained[2].clone());
    let (sequences, reader, result) = read(&script, Checkpoint::EMPTY).unwrap();
    result.unwrap();
    assert_eq!(sequences, [1, 2, 3]);
    let counted: Vec<_> = StrayCause::ALL.iter().map(|&cause| reader.strays().of(cause)).collect();
    assert_eq!(counted, [1, 1, 1, 1, 1]);
    assert_eq!(reader.next_offset(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_resumes_at_any_checkpoint_and_only_if_its_entry_is_still_there() {
    let (world, _) = three_entries().await;
    let (_, whole, _) = read(&world.entries, Checkpoint::EMPTY).unwrap();
    let end = whole.checkpoint();
    let (sequences, reader, _) = read(&world.entries, end).unwrap();
    assert_eq!((sequences.len(), reader.checkpoint()), (0, end));
    let moved = Checkpoint { offset: end.offset - 1, ..end };
    let elsewhere = Checkpoint { offset: end.offset + 7, ..end };
    for wrong in [moved, elsewhere] {
        let error = read(&world.entries, wrong).err().expect("must be refused");
        assert!(matches!(error, ReadError::CheckpointNotFound { .. }), "{error}");
    }
    world.entries.set_low(4);
    assert!(read(&world.entries, end).is_err());
    assert!(!matches!(read(&world.entries, Checkpoint::EMPTY), Ok((_, _, Ok(())))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_entry_that_lies_about_itself_stops_the_reader() {
    let (world, entries) = three_entries().await;
    let first = &entries[0];
    let lies = [
        Entry { log: LogNumber(2), ..first.clone() },
        Entry { recorded_at: Timestamp::from_micros(1), ..first.clone() },
    ];
    let mut lies: Vec<_> = lies.iter().map(encode).collect();
    // Its place is right and its `log` is no number.
    lies.push([&encode(first)[..], &[0x1d, 1, 0, 0, 0]].concat().into());
    for lie in lies {
        let script = Script::default();
        script.append(world.entries.records()[0].clone());
        script.append(Some(lie));
        let (sequences, _, result) = read(&script, Checkpoint::EMPTY).unwrap();
        assert_eq!(sequences, [1]);
        assert!(matches!(result, Err(ReadError::FalseEntry { sequence: 2, .. })));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalog_sequence_that_goes_back_stops_the_reader() {
    let (world, entries) = three_entries().await;
    let records = world.entries.records();
    let script = Script::default();
    for record in records.iter().take(2) {
        script.append(record.clone());
    }
    assert!(entries[0].catalog_sequence > 0);
    script.append(Some(encode(&Entry { catalog_sequence: 0, ..entries[1].clone() })));
    let (sequences, _, result) = read(&script, Checkpoint::EMPTY).unwrap();
    assert_eq!(sequences, [1, 2]);
    assert!(matches!(result, Err(ReadError::FalseEntry { sequence: 3, .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_meets_another_entry_than_the_writer_of_its_process_stops() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 1)).await;
    process.submit(add(2, 2)).await;
    let entry = world.accepted().remove(0);
    let records = world.entries.records();
    let [genesis, first, second] = [0, 1, 2].map(|index: usize| records[index].clone());
    let recorded_at = Timestamp::from_micros(entry.recorded_at.micros() + 1);
    let other = Some(encode(&Entry { recorded_at, ..entry }));
    // The writer has confirmed sequences 1 to 3 at offsets 0 to 2. What follows another entry is a stray to the reader.
    let cases = [
        ("the same", vec![&genesis, &first, &second], Ok(3)),
        ("as far as it goes", vec![&genesis, &first], Ok(2)),
        ("another entry, then strays", vec![&genesis, &other, &second], Err(2)),
        ("nothing where an entry was", vec![&genesis, &first, &None], Err(2)),
        ("the entry elsewhere", vec![&genesis, &None, &first, &second], Err(1)),
    ];
    let heads = process.ledger.watch_status().remove(ENTRIES.0 as usize);
    let writer = WriterWitness::new(heads);
    for (what, records, expected) in cases {
        let script = Script::default();
        for record in records {
            script.append(record.clone());
        }
        let (passed, read) = read_beside(&script, writer.clone(), 9);
        match expected {
            Ok(_) => assert!(read.is_ok(), "{what}: {read:?}"),
            Err(_) => {
                assert!(matches!(read, Err(ReadError::Diverged { sequence: 3, .. })), "{what}")
            }
        }
        let (Ok(entries) | Err(entries)) = expected;
        assert_eq!(passed, entries, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_was_there_before_its_writer_is_compared_when_the_writer_comes() {
    let world = World::new();
    let process = world.start().serving().await;
    let script = Script::default();
    script.append(world.entries.records()[0].clone());
    let log: Arc<dyn EventLog> = Arc::new(script.clone());
    let writer = process.ledger.witnesses().remove(ENTRIES.0 as usize);
    let reader = ChainReader::open(&log, ENTRIES, Checkpoint::EMPTY).unwrap();
    let mut reader = reader.witnessed_by(writer);
    assert_eq!(reader.poll(9, Duration::ZERO, &mut |_| {}).unwrap(), 1);
    process.submit(add(1, 1)).await;
    // The answer comes before the head is published.
    let mut heads = process.ledger.watch_status().remove(ENTRIES.0 as usize);
    heads.wait_for(|status| status.checkpoint.head.sequence == 2).await.unwrap();
    let entry = world.accepted().remove(0);
    let recorded_at = Timestamp::from_micros(entry.recorded_at.micros() + 1);
    script.append(Some(encode(&Entry { recorded_at, ..entry })));
    let read = reader.poll(9, Duration::ZERO, &mut |_| {});
    assert!(matches!(read, Err(ReadError::Diverged { sequence: 2, .. })));
    // One of the two does not see the log as it is: the writer must not answer from what may not be there.
    process.until("stopped", |state| matches!(state, LogState::Stopped(_))).await;
    done(process.ask(add(1, 1))).await.unwrap_err();
}

/// Entries shown by one poll after the other, and how it ended.
fn read_beside(
    script: &Script,
    writer: WriterWitness,
    max_records: usize,
) -> (u64, Result<(), ReadError>) {
    let log: Arc<dyn EventLog> = Arc::new(script.clone());
    let reader = ChainReader::open(&log, ENTRIES, Checkpoint::EMPTY).unwrap();
    let mut reader = reader.witnessed_by(writer);
    let mut shown = 0;
    loop {
        match reader.poll(max_records, Duration::ZERO, &mut |_| shown += 1) {
            Ok(0) => return (shown, Ok(())),
            Ok(_) => {}
            Err(error) => return (shown, Err(error)),
        }
    }
}
