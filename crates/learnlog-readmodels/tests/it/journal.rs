//! Writes a ledger by the rules, without the machinery of a writer: one command after the other.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use bytes::Bytes;
use learnlog_chain::{Hash, Head, entry_hash};
use learnlog_codec::encode::{encode, headers};
use learnlog_codec::entry::{
    Actor, ActorKind, AuthenticationMethod, Body, CommandDigest, CommandOutcome, Entry, Envelope,
    Genesis, LogNumber, Outcome, RecordedEvent, Rejected, StreamLink,
};
use learnlog_codec::genesis;
use learnlog_codec::placement::{CATALOG, log_of, operations};
use learnlog_domain::catalog::Catalog;
use learnlog_domain::command::Command;
use learnlog_domain::context::Context;
use learnlog_domain::decide::decide;
use learnlog_domain::decision::Decision;
use learnlog_domain::event::Event;
use learnlog_domain::evolve::evolve;
use learnlog_domain::id::{CommandId, EntryId, KeyId, LearnerId, LedgerId};
use learnlog_domain::state::{LearnerState, StreamState};
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::{Occurred, Timestamp};
use learnlog_ledger::event_log::{EventLog, LogProducer, NewRecord};
use uuid::Uuid;

/// When the first entry is recorded: 2026-01-05T00:00:00Z.
const BEGINNING_MICROS: i64 = 1_767_571_200_000_000;

/// A ledger being written.
pub struct Journal {
    pub event_log: Arc<dyn EventLog>,
    pub entries_logs: u32,
    pub genesis: Genesis,
    logs: Vec<Log>,
    streams: HashMap<StreamId, Stream>,
    catalog: Catalog,
    commands: u128,
    now: i64,
    told: Vec<(LearnerId, Timestamp, Event)>,
}

struct Log {
    head: Head,
    producer: Box<dyn LogProducer>,
    reported: mpsc::Receiver<()>,
}

struct Stream {
    state: StreamState,
    sequence: u64,
    link: StreamLink,
}

/// Where an entry is and what it says.
#[derive(Debug, Clone)]
pub struct Written {
    pub log: LogNumber,
    pub sequence: u64,
    pub command_id: CommandId,
    pub outcome: Outcome,
    pub value: Bytes,
}

impl Journal {
    /// With the genesis of every log.
    pub fn begin(event_log: Arc<dyn EventLog>, entries_logs: u32) -> Self {
        let ledger_id = LedgerId::new(Uuid::from_u128(0xfeed)).unwrap();
        let created_at = Timestamp::from_micros(BEGINNING_MICROS);
        let first = genesis::catalog(ledger_id, entries_logs, created_at).unwrap();
        let Body::Genesis(genesis) = first.body.clone() else { panic!("{first:?}") };
        let open = |log| {
            let (report, reported) = mpsc::channel();
            let sink = Box::new(move |_| report.send(()).unwrap());
            let producer = event_log.open_producer(LogNumber(log), sink).unwrap();
            Log { head: Head::EMPTY, producer, reported }
        };
        let logs = (0..=operations(entries_logs).0).map(open).collect();
        let mut this = Self {
            event_log: Arc::clone(&event_log),
            entries_logs,
            genesis,
            logs,
            streams: HashMap::new(),
            catalog: Catalog::default(),
            commands: 0,
            now: BEGINNING_MICROS,
            told: Vec::new(),
        };
        let hash = entry_hash(&encode(&first));
        this.append(&first);
        for log in 1..=operations(entries_logs).0 {
            let entry = genesis::of_log(&this.genesis, hash, LogNumber(log));
            this.append(&entry);
        }
        this
    }

    /// Decides and writes a command that happened then.
    pub fn submit(&mut self, command: &Command, occurred: Option<Occurred>) -> Written {
        self.now += 1_000_000;
        self.commands += 1;
        let stream = command.stream();
        let context =
            Context { recorded_at: Timestamp::from_micros(self.now), occurred: occurred.clone() };
        let known = self.streams.remove(&stream).unwrap_or_else(|| Stream {
            state: StreamState::new(stream),
            sequence: 0,
            link: StreamLink::NONE,
        });
        let outcome = outcome(decide(&known.state, &self.catalog, &context, command));
        let log = log_of(stream, self.entries_logs);
        let command_id = CommandId::new(Uuid::from_u128(0xc0_0000 + self.commands)).unwrap();
        let entry = self.entry(log, stream, &known, command_id, occurred, outcome.clone());
        let (value, head) = self.append(&entry);
        let mut state = known.state;
        if let Outcome::Recorded(events) = &outcome {
            for recorded in events {
                state = evolve(state, &recorded.event);
                if let (StreamKind::Learner, Ok(id)) =
                    (stream.kind(), LearnerId::new(stream.uuid()))
                {
                    self.told.push((id, context.recorded_at, recorded.event.clone()));
                }
                if log == CATALOG {
                    self.catalog = self.catalog.clone().evolve(stream, &recorded.event);
                }
            }
        }
        let link = StreamLink { sequence: head.sequence, hash: head.hash };
        self.streams.insert(stream, Stream { state, sequence: known.sequence + 1, link });
        Written { log, sequence: head.sequence, command_id, outcome, value }
    }

    fn entry(
        &self,
        log: LogNumber,
        stream: StreamId,
        known: &Stream,
        command_id: CommandId,
        occurred: Option<Occurred>,
        outcome: Outcome,
    ) -> Entry {
        let head = self.head(log);
        let sequence = head.sequence + 1;
        let catalog_sequence =
            if log == CATALOG { sequence - 1 } else { self.head(CATALOG).sequence };
        let digest = CommandDigest { key_id: key(), hmac: [1; 32] };
        let envelope = Envelope {
            command_id,
            digest: Some(digest),
            occurred,
            actor: Actor {
                kind: ActorKind::Service,
                subject: "test".into(),
                issuer: "test".into(),
                on_behalf_of: None,
                authenticated: AuthenticationMethod::LocalToken,
            },
            source_system: "test".into(),
            reason: None,
            correlation_id: None,
            causation_id: None,
            basis: None,
            retry_of: None,
        };
        Entry {
            sequence,
            previous_hash: head.hash,
            log,
            entry_id: EntryId::new(Uuid::from_u128(0xe0_0000 + self.commands)).unwrap(),
            recorded_at: Timestamp::from_micros(self.now),
            catalog_sequence,
            body: Body::Command(Box::new(CommandOutcome {
                stream,
                stream_sequence: known.sequence + 1,
                previous_in_stream: known.link,
                envelope,
                outcome,
            })),
        }
    }

    fn append(&mut self, entry: &Entry) -> (Bytes, Head) {
        let value = encode(entry);
        let headers = headers(entry, self.genesis.ledger_id);
        let record = NewRecord { key: Bytes::new(), headers, value: value.clone() };
        self.produce(entry.log, record);
        let log = &mut self.logs[entry.log.0 as usize];
        log.head = log.head.after(entry_hash(&value));
        (value, log.head)
    }

    /// Appends bytes that extend the chain, whatever they say.
    pub fn append_value(&mut self, log: LogNumber, value: Bytes) -> u64 {
        self.produce(log, NewRecord { key: Bytes::new(), headers: vec![], value: value.clone() });
        let log = &mut self.logs[log.0 as usize];
        log.head = log.head.after(entry_hash(&value));
        log.head.sequence
    }

    /// What the next entry of this command would be, not written.
    pub fn draft(&mut self, command: &Command, occurred: Option<Occurred>) -> Entry {
        let stream = command.stream();
        let log = log_of(stream, self.entries_logs);
        let context =
            Context { recorded_at: Timestamp::from_micros(self.now), occurred: occurred.clone() };
        let known = &self.streams[&stream];
        let outcome = outcome(decide(&known.state, &self.catalog, &context, command));
        let command_id = CommandId::new(Uuid::from_u128(0xd0_0000)).unwrap();
        self.entry(log, stream, known, command_id, occurred, outcome)
    }

    /// Puts a message into a log that is not of the chain.
    pub fn append_stray(&mut self, log: LogNumber) {
        let value = Bytes::from_static(b"no entry at all");
        self.produce(log, NewRecord { key: Bytes::new(), headers: vec![], value });
    }

    fn produce(&mut self, log: LogNumber, record: NewRecord) {
        let log = &mut self.logs[log.0 as usize];
        log.producer.produce(0, record).unwrap();
        log.reported.recv_timeout(Duration::from_secs(30)).expect("a delivery report");
    }

    /// Where a log ends.
    pub fn head(&self, log: LogNumber) -> Head {
        self.logs[log.0 as usize].head
    }

    /// Where all logs end.
    pub fn position(&self) -> learnlog_codec::entry::LedgerPosition {
        let heads = self.logs.iter().zip(0..);
        learnlog_codec::entry::LedgerPosition(
            heads.map(|(log, number)| (LogNumber(number), log.head.sequence)).collect(),
        )
    }

    /// The learners as the domain folds them.
    pub fn learners(&self) -> impl Iterator<Item = (LearnerId, &LearnerState)> {
        self.streams.iter().filter_map(|(stream, known)| match &known.state {
            StreamState::Learner(learner) => {
                Some((LearnerId::new(stream.uuid()).unwrap(), &**learner))
            }
            StreamState::Definition(_) | StreamState::Offering | StreamState::Operation => None,
        })
    }

    /// What was recorded of learners, in order.
    pub fn told(&self) -> impl Iterator<Item = (LearnerId, Timestamp, &Event)> {
        self.told.iter().map(|(learner, at, event)| (*learner, *at, event))
    }

    /// Hash of the catalog's genesis.
    pub fn catalog_genesis(&self) -> Hash {
        let first = genesis::catalog(
            self.genesis.ledger_id,
            self.genesis.entries_logs,
            self.genesis.created_at,
        );
        entry_hash(&encode(&first.unwrap()))
    }
}

/// The key of everything that is sealed here.
pub fn key() -> KeyId {
    KeyId::new(Uuid::from_u128(0x6e7)).unwrap()
}

fn outcome(decided: Result<Decision, learnlog_domain::rejection::Rejection>) -> Outcome {
    match decided {
        Ok(Decision::Events(events)) => Outcome::Recorded(
            events
                .into_iter()
                .map(|decided| RecordedEvent {
                    event: decided.event,
                    consequence_of: decided.consequence_of,
                })
                .collect(),
        ),
        Ok(Decision::Unchanged(reason)) => Outcome::Unchanged(reason.reason().into()),
        Err(rejection) => Outcome::Rejected(Rejected {
            reason: rejection.reason().into(),
            details: rejection
                .details()
                .into_iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
        }),
    }
}
