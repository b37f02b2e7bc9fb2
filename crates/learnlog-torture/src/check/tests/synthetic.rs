//! A history made by code: one learner, two callers. Invariant: unless a test makes it false, everything in it is as it must be.

use learnlog_proto::events::Enrolled;
use learnlog_proto::ledger::entry::Outcome as Held;
use learnlog_proto::ledger::{
    Abandoned, Entry, Event, Genesis, Recorded, Rejected, StreamKind, StreamLink, StreamRef,
};
use prost::Message as _;
use prost_types::Timestamp;
use uuid::Uuid;

use super::super::chain::Chains;
use super::super::evidence::{CallerHistory, Evidence, Operation};
use super::super::fold::fold;
use super::super::places::Places;
use super::super::topic::Message;
use crate::hash::Hash;
use crate::history::{Answer, Asked, Call, Failure, Outcome, Position, Said, Transcript};

/// Commands, by number.
pub const ADDED: u64 = 1;
pub const CHANGED: u64 = 2;
pub const ENROLLED: u64 = 3;
pub const REJECTED: u64 = 4;
pub const ABANDONED: u64 = 5;
pub const REFUSED: u64 = 6;
/// Written, and nobody was told.
pub const UNKNOWN: u64 = 7;

/// The only entries log.
const LOG: u32 = 1;

const LEARNER: Uuid = Uuid::from_u128(0xada);

/// A history that can be made false.
pub struct Synthetic {
    messages: Vec<Message>,
    operations: Vec<Operation>,
    entries: Vec<(Hash, Entry)>,
    clock: u64,
}

impl Synthetic {
    /// As it must be.
    pub fn valid() -> Self {
        let mut history = Self { messages: vec![], operations: vec![], entries: vec![], clock: 10 };
        for log in 0..=2 {
            history.genesis(log);
        }
        for number in [ADDED, CHANGED, ENROLLED, REJECTED, ABANDONED] {
            let answer = history.record(number);
            history.ask(number, Outcome::Answered(answer));
        }
        history.transcript(3);
        let reused = Said::Reused("RECORDED".to_owned());
        let reused = Answer { said: reused, repeated: true, ..history.answer(CHANGED).clone() };
        history.ask_other_content(CHANGED, Outcome::Answered(reused));
        history.ask(REFUSED, Outcome::Refused(failure("FIELD_MISSING")));
        let unknown = Outcome::Unknown(failure(""));
        history.ask(UNKNOWN, unknown.clone());
        // Whoever is asked about later must have been asked for: one command that was never written.
        history.ask(UNKNOWN + 1, unknown);
        history.record(UNKNOWN);
        history.transcript(history.head());
        history.replay();
        history
    }

    /// What the checker gets.
    pub fn evidence(self) -> Evidence {
        let callers = vec![CallerHistory { name: "0-0".to_owned(), operations: self.operations }];
        Evidence::new(Chains::of(&self.messages), callers)
    }

    /// The first call with that command.
    pub fn operation(&mut self, number: u64) -> &mut Operation {
        let found = self.operations.iter_mut().find(|operation| {
            operation.call.command().is_some_and(|asked| asked.command_id == id(number))
        });
        found.expect("it was asked")
    }

    /// The answer to it.
    pub fn answer(&mut self, number: u64) -> &mut Answer {
        match &mut self.operation(number).completed {
            Some((_, Outcome::Answered(answer))) => answer,
            other => panic!("{other:?}"),
        }
    }

    /// One more answer to a command.
    pub fn answer_again(&mut self, number: u64, address: (u64, Hash)) {
        let mut first =
            self.entries.iter().filter(|(_, entry)| entry.command_id == id(number).as_bytes());
        let (hash, entry) = first.next().expect("it is an entry");
        let said = said(number);
        let answer = |sequence, hash| Answer {
            log: LOG,
            sequence,
            hash,
            repeated: true,
            said: said.clone(),
            position: Position::new(),
        };
        let (one, other) = (answer(entry.sequence, *hash), answer(address.0, address.1));
        self.ask(number, Outcome::Answered(one));
        self.ask(number, Outcome::Answered(other));
    }

    /// These were items of one call, in the order of their calls.
    pub fn in_one_call(&mut self, numbers: &[u64]) {
        for (index, number) in numbers.iter().enumerate() {
            let operation = self.operation(*number);
            let Call::Submit(asked) = operation.call.clone() else { panic!("{operation:?}") };
            operation.call = Call::Item { index, asked };
        }
    }

    /// These items went out the other way round.
    pub fn swap(&mut self, one: u64, other: u64) {
        let place = |number| {
            let all = self.operations.iter();
            let commands = all.map(|operation| operation.call.command().map(|it| it.command_id));
            commands
                .into_iter()
                .position(|command| command == Some(id(number)))
                .expect("it was asked")
        };
        let (one, other) = (place(one), place(other));
        self.operations.swap(one, other);
        let calls = [one, other].map(|place| self.operations[place].call.clone());
        let [Call::Item { index: one_index, .. }, Call::Item { index: other_index, .. }] = calls
        else {
            panic!()
        };
        for (place, moved) in [(one, other_index), (other, one_index)] {
            if let Call::Item { index, .. } = &mut self.operations[place].call {
                *index = moved;
            }
        }
    }

    /// It was to wait for that.
    pub fn wait_for(&mut self, number: u64, position: impl Into<Position>) {
        match &mut self.operation(number).call {
            Call::Submit(asked) => asked.at_least = position.into(),
            other => panic!("{other:?}"),
        }
    }

    /// Accepts that command as rejected.
    pub fn reject(&mut self, number: u64, reason: &str) {
        let rejected = Rejected { reason: reason.to_owned(), details: vec![] };
        self.record_with(number, |entry| entry.outcome = Some(Held::Rejected(rejected)));
    }

    /// It was asked for once before.
    pub fn ask_before(&mut self, number: u64) {
        let mut early = self.operation(number).clone();
        early.call = submit(number, Some(content(number)));
        early.invoked -= 1;
        early.completed = None;
        self.operations.insert(0, early);
    }

    /// The answer to something else under that id, as if it were this.
    pub fn answer_other_content(&mut self, number: u64) {
        let answer = self.answer(number).clone();
        self.ask_other_content(number, Outcome::Answered(answer));
    }

    /// The last transcript that was asked for.
    pub fn last_transcript(&mut self) -> &mut Operation {
        let mut all = self.operations.iter_mut().rev();
        all.find(|operation| matches!(operation.call, Call::Transcript { .. })).expect("one")
    }

    /// Changes what a replay of the log saw.
    pub fn replayed(&mut self, change: impl FnOnce(&mut Vec<(u64, Hash)>)) {
        let all = self.operations.iter_mut();
        let mut replays = all.filter(|operation| matches!(operation.call, Call::ReplayLog { .. }));
        match &mut replays.next().expect("one").completed {
            Some((_, Outcome::Entries { entries, .. })) => change(entries),
            other => panic!("{other:?}"),
        }
    }

    /// The later transcript's answer comes first, and nobody asked for more.
    pub fn swap_transcripts(&mut self) {
        let all = self.operations.iter().enumerate();
        let transcripts: Vec<_> = all
            .filter(|(_, operation)| matches!(operation.call, Call::Transcript { .. }))
            .map(|(index, _)| index)
            .collect();
        let [first, last] = transcripts[..] else { panic!("{transcripts:?}") };
        let late = self.operations[last].completed.clone();
        // An earlier answer is also one that can be given later.
        let mut early = self.operations[first].clone();
        self.operations[first].completed = late;
        self.operations[first].call =
            Call::Transcript { learner: LEARNER, at_least: Position::new() };
        early.call = self.operations[first].call.clone();
        // Both were asked for after everything was written.
        let end = self.clock;
        self.operations[last] = early;
        for (index, at) in [(first, end + 1), (last, end + 3)] {
            self.operations[index].invoked = at;
            self.operations[index].completed.as_mut().unwrap().0 = at + 1;
        }
    }

    /// Accepts that command.
    pub fn record(&mut self, number: u64) -> Answer {
        self.record_with(number, |_| {})
    }

    /// Accepts that command, with something false in it.
    pub fn record_with(&mut self, number: u64, change: impl FnOnce(&mut Entry)) -> Answer {
        let mut entry = self.next_entry(number);
        change(&mut entry);
        let (sequence, hash) = self.accept(entry);
        let position = Position::from([(LOG, sequence)]);
        Answer { log: LOG, sequence, hash, repeated: false, said: said(number), position }
    }

    /// Accepts the last entry's command a second time.
    pub fn accept_again(&mut self) -> (u64, Hash) {
        let entry = self.next_entry(UNKNOWN);
        self.accept(entry)
    }

    /// A message of each kind that is none of the ledger.
    pub fn add_strays(&mut self) {
        let entry = self.next_entry(UNKNOWN);
        let taken = Entry { sequence: entry.sequence - 1, ..entry.clone() };
        let ahead = Entry { sequence: entry.sequence + 1, ..entry.clone() };
        let other = Entry { previous_hash: vec![1; 32], ..entry };
        let values = [taken, ahead, other].map(|entry| Some(entry.encode_to_vec()));
        for value in values.into_iter().chain([None, Some(b"not protobuf".to_vec())]) {
            self.messages.push(Message { log: LOG, value });
        }
    }

    fn genesis(&mut self, log: u32) {
        let genesis = Genesis { entries_logs: 1, ..Genesis::default() };
        let entry = Entry {
            sequence: 1,
            previous_hash: vec![0; 32],
            log,
            recorded_at: Some(Timestamp { seconds: 1_000, nanos: 0 }),
            outcome: Some(Held::Genesis(genesis)),
            ..Entry::default()
        };
        let value = entry.encode_to_vec();
        if log == LOG {
            self.entries.push((Hash::of(&[&[0], &value]), entry));
        }
        self.messages.push(Message { log, value: Some(value) });
    }

    fn next_entry(&self, number: u64) -> Entry {
        let (hash, last) = self.entries.last().expect("genesis");
        let first = last.stream.is_none();
        let previous = if first { (0, Hash::ZERO) } else { (last.sequence, *hash) };
        Entry {
            sequence: last.sequence + 1,
            previous_hash: hash.0.to_vec(),
            log: LOG,
            stream: Some(StreamRef {
                kind: StreamKind::Learner as i32,
                id: LEARNER.as_bytes().to_vec(),
            }),
            stream_sequence: last.stream_sequence + 1,
            previous_in_stream: Some(StreamLink {
                sequence: previous.0,
                hash: previous.1.0.to_vec(),
            }),
            command_id: id(number).as_bytes().to_vec(),
            correlation_id: content(number).as_bytes().to_vec(),
            recorded_at: Some(Timestamp {
                seconds: 1_000 + last.sequence.cast_signed(),
                nanos: 1_000,
            }),
            outcome: Some(held(number)),
            ..Entry::default()
        }
    }

    fn accept(&mut self, entry: Entry) -> (u64, Hash) {
        let value = entry.encode_to_vec();
        let (sequence, hash) = (entry.sequence, Hash::of(&[&[0], &value]));
        self.messages.push(Message { log: LOG, value: Some(value) });
        self.entries.push((hash, entry));
        (sequence, hash)
    }

    fn head(&self) -> u64 {
        self.entries.len() as u64
    }

    fn ask(&mut self, number: u64, outcome: Outcome) {
        let content = (number != ABANDONED).then(|| content(number));
        self.call(submit(number, content), outcome);
    }

    fn ask_other_content(&mut self, number: u64, outcome: Outcome) {
        self.call(submit(number, Some(Uuid::from_u128(0xdead))), outcome);
    }

    fn transcript(&mut self, through: u64) {
        let chains = Chains::of(&self.messages);
        let content = fold(Places::of(&chains).entries(LEARNER), through).expect("a learner");
        let position = Position::from([(0, 1), (LOG, through)]);
        let at_least = position.clone();
        let transcript = Transcript { position, content };
        self.call(Call::Transcript { learner: LEARNER, at_least }, Outcome::Transcript(transcript));
    }

    fn replay(&mut self) {
        let entries: Vec<_> =
            self.entries.iter().map(|(hash, entry)| (entry.sequence, *hash)).collect();
        let learner = Outcome::Entries { entries: entries[1..].to_vec(), whole: true };
        self.call(
            Call::ReplayLog { log: LOG, from: 1 },
            Outcome::Entries { entries, whole: false },
        );
        let at_least = Position::from([(LOG, self.head())]);
        self.call(Call::ReplayStream { learner: LEARNER, at_least }, learner);
        let (hash, last) = self.entries.last().expect("genesis");
        let heads = [(LOG, (last.sequence, *hash))].into();
        let projected = Position::from([(LOG, last.sequence)]);
        self.call(Call::Position, Outcome::Position { heads, projected, life: 1 });
    }

    fn call(&mut self, call: Call, outcome: Outcome) {
        let completed = Some((self.clock + 5, outcome));
        self.operations.push(Operation {
            invoked: self.clock,
            process: 0,
            life: 1,
            call,
            completed,
        });
        self.clock += 10;
    }
}

/// Of the learner.
pub fn learner_not_found() -> Outcome {
    Outcome::Failed(failure("LEARNER_NOT_FOUND"))
}

fn submit(number: u64, content: Option<Uuid>) -> Call {
    let at_least = Position::new();
    Call::Submit(Asked { stream: LEARNER, command_id: id(number), content, at_least })
}

fn failure(reason: &str) -> Failure {
    Failure { code: "Unavailable".to_owned(), reason: reason.to_owned() }
}

fn id(number: u64) -> Uuid {
    Uuid::from_u128(0x1000 + u128::from(number))
}

fn content(number: u64) -> Uuid {
    Uuid::from_u128(0x2000 + u128::from(number))
}

fn said(number: u64) -> Said {
    match held(number) {
        Held::Recorded(recorded) => {
            Said::Recorded(recorded.events.into_iter().map(|event| event.r#type).collect())
        }
        Held::Rejected(rejected) => Said::Rejected(rejected.reason),
        _ => Said::Abandoned,
    }
}

fn held(number: u64) -> Held {
    let event = |event_type: &str, payload| Event {
        r#type: event_type.to_owned(),
        version: 1,
        payload,
        consequence_of: 0,
    };
    let event = match number {
        ADDED => event("person.added", vec![]),
        ENROLLED => {
            let enrollment_id = id(50).as_bytes().to_vec();
            event(
                "enrollment.enrolled",
                Enrolled { enrollment_id, ..Enrolled::default() }.encode_to_vec(),
            )
        }
        REJECTED => {
            return Held::Rejected(Rejected {
                reason: "COURSE_UNKNOWN".to_owned(),
                details: vec![],
            });
        }
        ABANDONED => return Held::Abandoned(Abandoned {}),
        _ => event("person.changed", vec![]),
    };
    Held::Recorded(Recorded { events: vec![event] })
}
