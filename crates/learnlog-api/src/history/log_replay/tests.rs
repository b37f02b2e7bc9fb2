//! Where a replay begins and ends, what it passes, and what stops it, on a log in memory.

#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use learnlog_chain::{Hash, Head, entry_hash};
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{
    Actor, ActorKind, AuthenticationMethod, Body, CommandOutcome, Entry, Envelope, Outcome,
    StreamLink,
};
use learnlog_domain::id::{CommandId, EntryId};
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::Timestamp;
use learnlog_ledger::event_log::{
    Bounds, LogProducer, LogReader, LogRecord, NewRecord, ReportSink,
};
use learnlog_ledger::memory::MemoryLog;
use uuid::Uuid;

use super::*;

const LOG: LogNumber = LogNumber(0);

/// A log that is written by hand.
struct Written {
    log: MemoryLog,
    hashes: Vec<Hash>,
}

impl Written {
    fn new(entries: u64) -> Self {
        let mut written = Self { log: MemoryLog::new(1), hashes: vec![Hash::ZERO] };
        (0..entries).for_each(|_| written.entry(10));
        written
    }

    fn raw(&self, value: Bytes) {
        let mut producer = self.log.open_producer(LOG, Box::new(|_| {})).unwrap();
        let record = NewRecord { key: Bytes::new(), headers: Vec::new(), value };
        producer.produce(0, record).unwrap();
    }

    /// An entry of at least that many bytes, chained on the last.
    fn entry(&mut self, bytes: usize) {
        let sequence = self.hashes.len() as u64;
        let previous_hash = *self.hashes.last().unwrap();
        let value = encode(&entry(sequence, previous_hash, bytes));
        self.hashes.push(entry_hash(&value));
        self.raw(value);
    }

    fn stray(&self) {
        self.raw(Bytes::from_static(b"not an entry \xff"));
    }

    fn hint(&self, sequence: u64, offset: u64) -> Option<Checkpoint> {
        let hash = self.hashes[usize::try_from(sequence).unwrap()];
        Some(Checkpoint { head: Head { sequence, hash }, offset })
    }

    fn replay(&self, from_sequence: u64, hint: Option<Checkpoint>) -> Replay {
        Self::replay_of(Arc::new(self.log.clone()), from_sequence, hint)
    }

    fn replay_of(
        event_log: Arc<dyn EventLog>,
        from_sequence: u64,
        hint: Option<Checkpoint>,
    ) -> Replay {
        let (follow, writer) = (false, None);
        let replay = LogReplay { event_log, log: LOG, from_sequence, follow, hint, writer };
        let (messages, mut receiver) = mpsc::channel(10_000);
        replay.run(&messages);
        drop(messages);
        let mut replayed = Replay::default();
        while let Some(message) = receiver.blocking_recv() {
            match message {
                Ok(message) => {
                    let bytes = message.entries.iter().map(|entry| entry.value.len()).sum();
                    replayed.messages.push(bytes);
                    replayed.sequences.extend(message.entries.iter().map(|e| e.sequence));
                    replayed.strays = message.strays;
                }
                Err(error) => replayed.error = Some(error.reason()),
            }
        }
        replayed
    }
}

/// A log whose last offset is the marker of a foreign transaction: no record shows it.
struct EndsInHole(MemoryLog);

impl EventLog for EndsInHole {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        self.0.open_producer(log, reports)
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.0.open_reader(log, offset)
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        self.0.bounds(log).map(|bounds| Bounds { high: bounds.high + 1, ..bounds })
    }
}

#[derive(Default)]
struct Replay {
    sequences: Vec<u64>,
    /// Bytes of entries in each message.
    messages: Vec<usize>,
    strays: Vec<api::StrayCount>,
    error: Option<Reason>,
}

fn entry(sequence: u64, previous_hash: Hash, bytes: usize) -> Entry {
    let actor = Actor {
        kind: ActorKind::System,
        subject: "x".repeat(bytes),
        issuer: "learnlog".to_owned(),
        on_behalf_of: None,
        authenticated: AuthenticationMethod::Internal,
    };
    let envelope = Envelope {
        command_id: CommandId::new(Uuid::from_u128(u128::from(sequence))).unwrap(),
        digest: None,
        occurred: None,
        actor,
        source_system: "test".to_owned(),
        reason: None,
        correlation_id: None,
        causation_id: None,
        basis: None,
        retry_of: None,
    };
    let outcome = CommandOutcome {
        stream: StreamId::new(StreamKind::Definition, Uuid::from_u128(1)).unwrap(),
        stream_sequence: sequence,
        previous_in_stream: StreamLink::NONE,
        envelope,
        outcome: Outcome::Abandoned,
    };
    Entry {
        sequence,
        previous_hash,
        log: LOG,
        entry_id: EntryId::new(Uuid::from_u128(u128::from(sequence))).unwrap(),
        recorded_at: Timestamp::from_micros(1_700_000_000_000_000),
        catalog_sequence: sequence - 1,
        body: Body::Command(Box::new(outcome)),
    }
}

#[test]
fn a_replay_shows_all_from_its_sequence_on() {
    let written = Written::new(5);
    assert_eq!(written.replay(1, None).sequences, [1, 2, 3, 4, 5]);
    assert_eq!(written.replay(4, None).sequences, [4, 5]);
    let end = written.replay(6, None);
    assert_eq!((end.sequences, end.error), (vec![], None));
    assert_eq!(written.replay(7, None).error, Some(Reason::SequenceNotReached));
}

#[test]
fn a_hole_at_the_end_of_the_log_is_its_end() {
    let written = Written::new(3);
    let replay = |from, hint| {
        let replayed = Written::replay_of(Arc::new(EndsInHole(written.log.clone())), from, hint);
        (replayed.sequences, replayed.error)
    };
    assert_eq!(replay(1, None), (vec![1, 2, 3], None));
    assert_eq!(replay(4, written.hint(3, 2)), (vec![], None));
    assert_eq!(replay(5, None), (vec![], Some(Reason::SequenceNotReached)));
}

#[test]
fn a_hint_is_checked() {
    let mut written = Written::new(3);
    assert_eq!(written.replay(3, written.hint(2, 1)).sequences, [3]);
    written.stray();
    written.entry(10);
    written.entry(10);
    // Where entry 4 would lie without the stray: the stray lies there.
    let guessed = written.replay(5, written.hint(4, 3));
    assert_eq!((guessed.sequences, guessed.error), (vec![5], None));
    let beyond = written.replay(5, written.hint(4, 1_000));
    assert_eq!((beyond.sequences, beyond.error), (vec![5], None));
    let wrong = Checkpoint { head: Head { sequence: 4, hash: Hash::ZERO }, offset: 4 };
    assert_eq!(written.replay(5, Some(wrong)).sequences, [5]);
}

#[test]
fn strays_are_counted_and_not_shown() {
    let mut written = Written::new(2);
    written.stray();
    written.stray();
    written.entry(10);
    let replayed = written.replay(1, None);
    assert_eq!(replayed.sequences, [1, 2, 3]);
    let expected = api::StrayCount { cause: "unreadable".to_owned(), count: 2 };
    assert_eq!(replayed.strays, [expected]);
}

#[test]
fn messages_are_bounded() {
    let mut written = Written::new(0);
    for bytes in [100_000, 100_000, 100_000, 300_000, 10, 10] {
        written.entry(bytes);
    }
    let replayed = written.replay(1, None);
    assert_eq!(replayed.sequences, [1, 2, 3, 4, 5, 6]);
    let counts: Vec<_> = replayed.messages.iter().map(|bytes| bytes / 100_000).collect();
    assert_eq!(counts, [2, 1, 3, 0]);
}

#[test]
fn a_log_without_its_beginning_is_damaged() {
    let written = Written::new(3);
    written.log.delete_before(LOG, 1).unwrap();
    assert_eq!(written.replay(1, None).error, Some(Reason::LogDamaged));
}

#[test]
fn a_false_entry_ends_the_replay() {
    let written = Written::new(2);
    let mut false_entry = entry(3, *written.hashes.last().unwrap(), 10);
    false_entry.log = LogNumber(7);
    written.raw(encode(&false_entry));
    written.stray();
    let replayed = written.replay(1, None);
    assert_eq!(replayed.error, Some(Reason::LogDamaged));
}

#[test]
fn a_replay_whose_client_has_gone_ends() {
    let written = Written::new(3);
    let event_log: Arc<dyn EventLog> = Arc::new(written.log.clone());
    let (from_sequence, follow, hint, writer) = (1, true, None, None);
    let replay = LogReplay { event_log, log: LOG, from_sequence, follow, hint, writer };
    let (messages, receiver) = mpsc::channel(1);
    drop(receiver);
    // It would not come back.
    replay.run(&messages);
}

/// A log that counts the records that it showed.
struct Counted(MemoryLog, Arc<AtomicUsize>);

impl EventLog for Counted {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        self.0.open_producer(log, reports)
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        let reader = self.0.open_reader(log, offset)?;
        Ok(Box::new(CountedReader(reader, Arc::clone(&self.1))))
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        self.0.bounds(log)
    }
}

struct CountedReader(Box<dyn LogReader>, Arc<AtomicUsize>);

impl LogReader for CountedReader {
    fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(LogRecord<'_>),
    ) -> Result<usize, LogError> {
        let Self(reader, shown) = self;
        reader.poll(max_records, wait, &mut |record| {
            shown.fetch_add(1, Ordering::AcqRel);
            visit(record);
        })
    }

    fn reached_end(&self) -> bool {
        self.0.reached_end()
    }
}

#[test]
fn a_client_that_reads_slowly_is_not_read_ahead_of() {
    const ENTRIES: usize = 60;
    // Two of them are more than one message takes.
    let mut written = Written::new(0);
    (0..ENTRIES).for_each(|_| written.entry(BATCH_LIMIT_BYTES * 2 / 3));
    let shown = Arc::<AtomicUsize>::default();
    let event_log: Arc<dyn EventLog> = Arc::new(Counted(written.log, Arc::clone(&shown)));
    let (from_sequence, follow, hint, writer) = (1, false, None, None);
    let replay = LogReplay { event_log, log: LOG, from_sequence, follow, hint, writer };
    let (messages, mut receiver) = mpsc::channel(AHEAD_LIMIT_MESSAGES);
    let replaying = std::thread::spawn(move || replay.run(&messages));
    let mut taken = 0;
    while let Some(message) = receiver.blocking_recv() {
        taken += message.unwrap().entries.len();
        // Those in the channel, that which waits for room in it, that which is gathered, and that which did not fit.
        let limit = taken + AHEAD_LIMIT_MESSAGES + 3;
        assert!(shown.load(Ordering::Acquire) <= limit, "{shown:?} shown, {taken} taken");
    }
    replaying.join().unwrap();
    assert_eq!((taken, shown.load(Ordering::Acquire)), (ENTRIES, ENTRIES));
}
