//! A ledger on scripted logs, an index that shows as much as the test says, and commands to give it.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{
    Actor, ActorKind, AuthenticationMethod, Body, CommandDigest, Entry, Envelope, Genesis,
    LogNumber,
};
use learnlog_codec::genesis::{catalog, of_log};
use learnlog_codec::parse::ParsedEntry;
use learnlog_domain::catalog::command::{Define, DefinitionCommand};
use learnlog_domain::catalog::job::Job;
use learnlog_domain::catalog::org_unit::OrgUnit;
use learnlog_domain::command::{Command, LearnerAction, LearnerCommand};
use learnlog_domain::id::{CommandId, JobId, KeyId, LearnerId, LedgerId, OrgUnitId};
use learnlog_domain::person::command::{AddPerson, ChangePerson};
use learnlog_domain::person::event::PersonAttributes;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::{Day, Occurred, Timestamp};
use learnlog_ledger::chain_reader::ChainReader;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::clock::Clock;
use learnlog_ledger::event_log::{Bounds, EventLog, LogError, LogProducer, LogReader, ReportSink};
use learnlog_ledger::host::SystemHost;
use learnlog_ledger::index::{EntryIndex, Histories, IndexError, ReferenceClock};
use learnlog_ledger::ledger::{Dependencies, Ledger, LogState};
use learnlog_ledger::submission::{Answer, AnswerOutcome, Request, Submission, SubmitError};
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::script::Script;

/// The one log of entries in these tests.
pub const ENTRIES: LogNumber = LogNumber(1);

/// A ledger with one entries log.
#[derive(Clone)]
pub struct World {
    pub catalog: Script,
    pub entries: Script,
    pub operations: Script,
    pub index: TestIndex,
    pub clock: TestClock,
    pub genesis: Genesis,
}

impl World {
    /// Logs that hold their genesis, and nothing else.
    pub fn new() -> Self {
        let ledger_id = LedgerId::new(Uuid::from_u128(1)).unwrap();
        let created_at = Timestamp::from_micros(1_700_000_000_000_000);
        let first = catalog(ledger_id, 1, created_at).unwrap();
        let value = encode(&first);
        let Body::Genesis(genesis) = first.body else { panic!("not a genesis") };
        let logs: [Script; 3] = Default::default();
        let hash = learnlog_chain::entry_hash(&value);
        logs[0].append(Some(value));
        for (script, log) in logs.iter().zip(0..).skip(1) {
            script.append(Some(encode(&of_log(&genesis, hash, LogNumber(log)))));
        }
        let [catalog, entries, operations] = logs;
        let index = TestIndex::over(entries.clone());
        Self { catalog, entries, operations, index, clock: TestClock::new(), genesis }
    }

    /// Starts a process on this world.
    pub fn start(&self) -> Process {
        let event_log =
            Arc::new(Logs([self.catalog.clone(), self.entries.clone(), self.operations.clone()]));
        let ledger = Ledger::start(
            self.genesis.clone(),
            Dependencies {
                event_log,
                index: Arc::new(self.index.clone()),
                clock: Arc::new(self.clock.clone()),
                reference_clock: Arc::new(self.clock.clone()),
                host: Arc::new(SystemHost),
            },
        )
        .unwrap();
        Process { ledger: Arc::new(ledger) }
    }

    /// All accepted entries of the entries log but its genesis.
    pub fn accepted(&self) -> Vec<Entry> {
        let log: Arc<dyn EventLog> =
            Arc::new(Logs([self.catalog.clone(), self.entries.clone(), self.operations.clone()]));
        let mut reader = ChainReader::open(&log, ENTRIES, Checkpoint::EMPTY).unwrap();
        let mut entries = Vec::new();
        while !reader.reached_end() {
            reader
                .poll(1_000, Duration::ZERO, &mut |accepted| {
                    entries.push(ParsedEntry::read(accepted.value).unwrap());
                })
                .unwrap();
        }
        entries.split_off(1)
    }
}

/// The envelope of an entry that has one.
pub fn envelope(entry: &Entry) -> &Envelope {
    match &entry.body {
        Body::Command(command) => &command.envelope,
        Body::Genesis(_) => panic!("a genesis has no envelope"),
    }
}

/// One process.
#[derive(Clone)]
pub struct Process {
    pub ledger: Arc<Ledger>,
}

/// A submission under way.
pub type Asked = JoinHandle<Result<Answer, SubmitError>>;

impl Process {
    pub async fn serving(self) -> Self {
        for log in 0..2 {
            self.until_log(log, "serving", |state| *state == LogState::Serving).await;
        }
        self
    }

    /// Waits until the state of the entries log is as asked.
    pub async fn until(&self, what: &str, is: impl FnMut(&LogState) -> bool) {
        self.until_log(1, what, is).await;
    }

    async fn until_log(&self, log: usize, what: &str, mut is: impl FnMut(&LogState) -> bool) {
        let mut status = self.ledger.watch_status().swap_remove(log);
        let reached = status.wait_for(|status| is(&status.state));
        match tokio::time::timeout(Duration::from_secs(60), reached).await {
            Ok(reached) => drop(reached.unwrap()),
            Err(_) => panic!("not {what} in time: {:?}", self.ledger.status()),
        }
    }

    /// Submits without waiting.
    pub fn ask(&self, submission: Submission) -> Asked {
        let ledger = Arc::clone(&self.ledger);
        TaskTracker::new().spawn(async move { ledger.submit(submission).await })
    }

    /// Submits and waits for the entry.
    pub async fn submit(&self, submission: Submission) -> Answer {
        done(self.ask(submission)).await.unwrap()
    }
}

/// Waits for an answer or an error.
pub async fn done(asked: Asked) -> Result<Answer, SubmitError> {
    tokio::time::timeout(Duration::from_secs(60), asked).await.expect("no answer in time").unwrap()
}

/// The sequence of the entry that the answer names.
pub fn sequence(answer: &Answer) -> u64 {
    answer.entry.unwrap().sequence
}

/// The reason of a rejection.
pub fn rejection(answer: &Answer) -> &str {
    match &answer.outcome {
        AnswerOutcome::Rejected(rejected) => &rejected.reason,
        other => panic!("not a rejection: {other:?}"),
    }
}

/// A learner of the test.
pub fn learner(number: u128) -> LearnerId {
    LearnerId::new(Uuid::from_u128(number)).unwrap()
}

/// Adds the learner under that command id.
pub fn add(learner_number: u128, command: u128) -> Submission {
    let action = LearnerAction::AddPerson(AddPerson { attributes: Box::default() });
    submission(learner_number, command, action, 0)
}

/// Adds the learner, employed in that job.
pub fn add_in_job(learner_number: u128, command: u128, job: JobId) -> Submission {
    let attributes = PersonAttributes { job_id: Some(job), ..PersonAttributes::default() };
    let attributes = Box::new(attributes);
    let action = LearnerAction::AddPerson(AddPerson { attributes });
    submission(learner_number, command, action, 0)
}

/// Defines a job under that command id.
pub fn define_job(id: JobId, command: u128) -> Submission {
    let definition = Job { code: "NURSE".into(), title: "Nurse".into() };
    let define = DefinitionCommand::DefineJob(Define { id, definition });
    let mut submission = add(1, command);
    submission.stream = define.stream();
    submission.request = Request::Decide(Box::new(Command::Definition(define)));
    submission
}

/// Defines an org unit, alone or as a part of another, under that command id.
pub fn define_unit(id: OrgUnitId, parent_id: Option<OrgUnitId>, command: u128) -> Submission {
    let definition = OrgUnit { code: "ICU".into(), title: "Intensive care".into(), parent_id };
    let define = DefinitionCommand::DefineOrgUnit(Define { id, definition });
    let mut submission = add(1, command);
    submission.stream = define.stream();
    submission.request = Request::Decide(Box::new(Command::Definition(define)));
    submission
}

/// Sets the learner's worker type under that command id.
pub fn change(learner_number: u128, command: u128, worker_type: &str) -> Submission {
    let set = Box::new(PersonAttributes {
        worker_type: Some(worker_type.to_owned()),
        ..PersonAttributes::default()
    });
    let action = LearnerAction::ChangePerson(ChangePerson { set, clear: BTreeSet::new() });
    let digest = worker_type.bytes().fold(1, u8::wrapping_add);
    submission(learner_number, command, action, digest)
}

/// Gives that command id up.
pub fn abandon(learner_number: u128, command: u128) -> Submission {
    let mut submission = add(learner_number, command);
    submission.request = Request::Abandon;
    submission.envelope.digest = None;
    submission
}

fn submission(number: u128, command: u128, action: LearnerAction, digest: u8) -> Submission {
    let learner_id = learner(number);
    let key_id = KeyId::new(Uuid::from_u128(7)).unwrap();
    Submission {
        stream: StreamId::learner(learner_id),
        envelope: Envelope {
            command_id: CommandId::new(Uuid::from_u128(command)).unwrap(),
            digest: Some(CommandDigest { key_id, hmac: [digest; 32] }),
            occurred: Some(Occurred::Day(Day::new(2026, 1, 31).unwrap())),
            actor: Actor {
                kind: ActorKind::Service,
                subject: "hr".into(),
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
        },
        request: Request::Decide(Box::new(Command::Learner(LearnerCommand { learner_id, action }))),
        at_least: 0,
    }
}

struct Logs([Script; 3]);

impl Logs {
    fn of(&self, log: LogNumber) -> &Script {
        &self.0[log.0 as usize]
    }
}

impl EventLog for Logs {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        self.of(log).open_producer(log, reports)
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.of(log).open_reader(log, offset)
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        self.of(log).bounds(log)
    }
}

/// Both clocks of a process: its own, and the one it is compared with.
#[derive(Clone)]
pub struct TestClock {
    pub own_offset_micros: Arc<AtomicI64>,
    pub reference_offset_micros: Arc<AtomicI64>,
    pub broken: Arc<AtomicBool>,
}

impl TestClock {
    fn new() -> Self {
        Self {
            own_offset_micros: Arc::default(),
            reference_offset_micros: Arc::default(),
            broken: Arc::default(),
        }
    }

    fn at(offset: &AtomicI64) -> Timestamp {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
        Timestamp::from_micros(i64::try_from(now).unwrap() + offset.load(Ordering::SeqCst))
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        assert!(!self.broken.load(Ordering::SeqCst), "the clock is broken");
        Self::at(&self.own_offset_micros)
    }
}

impl ReferenceClock for TestClock {
    fn now(&self) -> BoxFuture<'_, Result<Timestamp, IndexError>> {
        let now = Self::at(&self.reference_offset_micros);
        async move { Ok(now) }.boxed()
    }
}

/// An entry index that has come exactly as far as the test says.
#[derive(Clone)]
pub struct TestIndex {
    /// What it has read.
    pub entries: Script,
    pub reached: Arc<AtomicU64>,
    /// Every stream that was asked for, as often as it was.
    pub loaded: Arc<Mutex<Vec<StreamId>>>,
    /// How often it was asked how far it has come.
    pub looks: Arc<AtomicU64>,
    /// Who holds it keeps loads from ending.
    pub gate: Arc<tokio::sync::Mutex<()>>,
    /// Run when a load has taken its snapshot.
    pub after_snapshot: Arc<Mutex<Option<Hook>>>,
    /// Values shown instead of those in the log.
    pub forged: Arc<Mutex<HashMap<u64, Bytes>>>,
    pub failing: Arc<AtomicBool>,
}

/// Something to be done once.
pub type Hook = Box<dyn FnOnce() + Send>;

impl TestIndex {
    fn over(entries: Script) -> Self {
        Self {
            entries,
            reached: Arc::default(),
            loaded: Arc::default(),
            looks: Arc::default(),
            gate: Arc::default(),
            after_snapshot: Arc::default(),
            forged: Arc::default(),
            failing: Arc::default(),
        }
    }

    fn read(&self, log: LogNumber) -> (Checkpoint, Vec<(StreamId, u64, Bytes)>) {
        self.read_up_to(log, u64::MAX)
    }

    fn read_up_to(
        &self,
        log: LogNumber,
        sequence: u64,
    ) -> (Checkpoint, Vec<(StreamId, u64, Bytes)>) {
        let reached = if log == ENTRIES { self.reached.load(Ordering::SeqCst) } else { 0 };
        let reached = reached.min(sequence);
        let script: Arc<dyn EventLog> = Arc::new(self.entries.clone());
        let mut reader = ChainReader::open(&script, ENTRIES, Checkpoint::EMPTY).unwrap();
        let mut entries = Vec::new();
        let mut checkpoint = Checkpoint::EMPTY;
        while checkpoint.head.sequence < reached && !reader.reached_end() {
            reader
                .poll(1, Duration::ZERO, &mut |accepted| {
                    let (sequence, value) = (accepted.sequence, accepted.value);
                    if let Body::Command(command) = ParsedEntry::read(accepted.value).unwrap().body
                    {
                        let value = Bytes::copy_from_slice(value);
                        entries.push((command.stream, sequence, value));
                    }
                })
                .unwrap();
            checkpoint = reader.checkpoint();
        }
        (checkpoint, entries)
    }

    fn fail(&self) -> Result<(), IndexError> {
        if self.failing.load(Ordering::SeqCst) { Err(IndexError("away".into())) } else { Ok(()) }
    }
}

impl EntryIndex for TestIndex {
    fn checkpoint(&self, log: LogNumber) -> BoxFuture<'_, Result<Checkpoint, IndexError>> {
        async move {
            self.fail()?;
            if log == ENTRIES {
                self.looks.fetch_add(1, Ordering::SeqCst);
            }
            Ok(self.read(log).0)
        }
        .boxed()
    }

    fn earlier(
        &self,
        log: LogNumber,
        sequence: u64,
    ) -> BoxFuture<'_, Result<Checkpoint, IndexError>> {
        async move {
            self.fail()?;
            Ok(self.read_up_to(log, sequence).0)
        }
        .boxed()
    }

    fn load(
        &self,
        log: LogNumber,
        streams: Vec<StreamId>,
    ) -> BoxFuture<'_, Result<Histories, IndexError>> {
        async move {
            self.fail()?;
            self.loaded.lock().unwrap().extend(&streams);
            let (checkpoint, mut entries) = self.read(log);
            entries.retain(|(stream, _, _)| streams.contains(stream));
            for (_, sequence, value) in &mut entries {
                if let Some(forged) = self.forged.lock().unwrap().get(sequence) {
                    *value = forged.clone();
                }
            }
            let hook = self.after_snapshot.lock().unwrap().take();
            if let Some(hook) = hook {
                tokio::task::block_in_place(hook);
            }
            drop(self.gate.lock().await);
            Ok(Histories { head: checkpoint.head, entries })
        }
        .boxed()
    }
}
