//! A log that lost its end and has grown again, so that the last message that somebody saw lies where it lay, and no chain leads to it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{Entry, LogNumber};
use learnlog_domain::time::Timestamp;
use learnlog_ledger::chain_reader::ChainReader;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::event_log::{
    Bounds, EventLog, LogError, LogProducer, LogReader, LogRecord, ReportSink,
};
use learnlog_ledger::ledger::LogState;
use learnlog_ledger::read_error::ReadError;
use learnlog_ledger::trail::Trail;

use super::harness::{ENTRIES, World, add, done};
use super::script::Script;

/// The record at that offset, made by another writer who saw the same before it.
fn other(world: &World, offset: usize) -> Option<Bytes> {
    let entry = world.accepted().swap_remove(offset - 1);
    let recorded_at = Timestamp::from_micros(entry.recorded_at.micros() + 1);
    Some(encode(&Entry { recorded_at, ..entry }))
}

/// The log lost everything from that offset on, and has grown again by another entry and what was under way.
fn lose(world: &World, offset: usize) {
    let (records, other) = (world.entries.records(), other(world, offset));
    world.entries.cut(offset);
    world.entries.append(other);
    for under_way in &records[offset + 1..] {
        world.entries.append(under_way.clone());
    }
}

async fn written(entries: u128) -> World {
    let world = World::new();
    let process = world.start().serving().await;
    for number in 1..=entries {
        process.submit(add(number, number)).await;
    }
    world
}

/// Where every entry lies.
fn places(log: &Arc<dyn EventLog>) -> Vec<Checkpoint> {
    let mut reader = ChainReader::open(log, ENTRIES, Checkpoint::EMPTY).unwrap();
    let mut places = vec![Checkpoint::EMPTY];
    while !reader.reached_end() {
        reader.poll(1, Duration::ZERO, &mut |_| {}).unwrap();
        places.push(reader.checkpoint());
    }
    places
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_no_longer_leads_to_its_newest_place_is_refused() {
    let world = written(4).await;
    let log: Arc<dyn EventLog> = Arc::new(world.entries.clone());
    let places = places(&log);
    let open = |older: usize, newest: usize| {
        let trail = Trail::new(places[older], places[newest]);
        ChainReader::open(&log, ENTRIES, trail).map(|reader| reader.checkpoint())
    };
    for (older, newest) in [(0, 0), (0, 1), (0, 5), (1, 5), (2, 4), (5, 5)] {
        assert_eq!(open(older, newest).unwrap(), places[newest], "{older} to {newest}");
    }
    // Sequence 3, at offset 2, is another now; 4 and 5 lie where they lay.
    lose(&world, 2);
    let broken = |opened| matches!(opened, Err(ReadError::TrailBroken { sequence: 5, .. }));
    assert!(broken(open(0, 5)) && broken(open(1, 5)) && broken(open(2, 5)));
    let gone = |opened| matches!(opened, Err(ReadError::CheckpointNotFound { sequence: 3, .. }));
    assert!(gone(open(3, 5)) && gone(open(0, 3)) && gone(open(1, 3)));
    assert_eq!(open(0, 2).unwrap(), places[2], "what precedes the loss");
    assert_eq!(open(4, 5).unwrap(), places[5], "a trail within the lost branch cannot know");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_confirmed_upon_what_was_lost_does_not_go_on_from_reading() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 10)).await;
    world.entries.hold();
    let (asked, under_way) = (process.ask(add(2, 20)), world.entries.next_sent());
    let other = other(&world, 1);
    world.entries.cut(1);
    world.entries.append(other);
    // It lands where it was expected, and nothing tells the writer that what it extends is gone.
    under_way.deliver(&world.entries);
    done(asked).await.unwrap();
    let (asked, failed) = (process.ask(add(3, 30)), world.entries.next_sent());
    failed.report_failure();
    done(asked).await.unwrap_err();
    stopped(process).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_does_not_begin_on_an_index_that_followed_what_was_lost() {
    let mut world = written(3).await;
    world.index.reached.store(4, Ordering::SeqCst);
    world.start().serving().await;
    // The index keeps what it has read.
    world.index.entries = Script::default();
    for record in world.entries.records() {
        world.index.entries.append(record);
    }
    lose(&world, 1);
    stopped(world.start()).await;
}

async fn stopped(process: super::harness::Process) {
    let lost = |state: &LogState| matches!(state, LogState::Stopped(why) if why.contains("the end of the topic was lost"));
    process.until("stopped for a lost end", lost).await;
}

/// Between the places of a trail there may be offsets without a record.
#[tokio::test(flavor = "multi_thread")]
async fn a_trail_is_followed_over_holes_and_nothing_behind_it_is_passed() {
    let world = written(4).await;
    let log: Arc<dyn EventLog> = Arc::new(Sparse(world.entries.clone()));
    let places = places(&log);
    for (older, newest) in [(0, 2), (1, 3), (2, 4), (3, 5)] {
        let trail = Trail::new(places[older], places[newest]);
        let mut reader = ChainReader::open(&log, ENTRIES, trail).unwrap();
        let mut shown = Vec::new();
        while !reader.reached_end() {
            reader.poll(9, Duration::ZERO, &mut |entry| shown.push(entry.sequence)).unwrap();
        }
        let behind: Vec<u64> = (newest as u64 + 1..=5).collect();
        assert_eq!((shown, reader.strays().total()), (behind, 0), "{older} to {newest}");
    }
}

/// A log in which every third offset has a record.
struct Sparse(Script);

const STEP: u64 = 3;

impl EventLog for Sparse {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        self.0.open_producer(log, reports)
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        Ok(Box::new(SparseReader(self.0.open_reader(log, offset.div_ceil(STEP))?)))
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        let Bounds { low, high } = self.0.bounds(log)?;
        Ok(Bounds { low: low * STEP, high: high * STEP })
    }
}

struct SparseReader(Box<dyn LogReader>);

impl LogReader for SparseReader {
    fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(LogRecord<'_>),
    ) -> Result<usize, LogError> {
        self.0.poll(max_records, wait, &mut |record| {
            visit(LogRecord { offset: record.offset * STEP, ..record });
        })
    }

    fn reached_end(&self) -> bool {
        self.0.reached_end()
    }
}
