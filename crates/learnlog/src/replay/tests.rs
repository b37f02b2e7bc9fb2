//! Entries as people and programs see them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use learnlog_chain::{Hash, entry_hash};
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{
    Actor, ActorKind, AuthenticationMethod, Body, CommandDigest, CommandOutcome, Entry, Envelope,
    LogNumber, Outcome, RecordedEvent, Rejected, StreamLink,
};
use learnlog_codec::genesis::catalog;
use learnlog_domain::basis_points::BasisPoints;
use learnlog_domain::catalog::event::{CatalogEvent, Defined};
use learnlog_domain::catalog::job::Job;
use learnlog_domain::certification::event::{
    CertificationEvent, Cycle, CycleSatisfied, NotRenewed, NotRenewedReason,
};
use learnlog_domain::completion::event::{Completion, CompletionEvent, OutcomeRecorded, Success};
use learnlog_domain::event::Event;
use learnlog_domain::id::{
    CertificationId, CommandId, CourseId, EntryId, KeyId, LearnerId, LedgerId,
};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::{Day, EffectiveDay, Occurred, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::describe::describe;
use super::line::Writer;
use super::show;
use super::titles::Titles;
use crate::exit::Exit;
use crate::output::Format;

fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn day(day: i32) -> Day {
    Day::new(2026, 1, day).unwrap()
}

fn entry(sequence: u64, stream: StreamId, outcome: Outcome) -> Entry {
    let actor = Actor {
        kind: ActorKind::Service,
        subject: "player".to_owned(),
        issuer: "learnlog".to_owned(),
        on_behalf_of: None,
        authenticated: AuthenticationMethod::LocalToken,
    };
    let digest = CommandDigest { key_id: KeyId::new(uuid(9)).unwrap(), hmac: [1; 32] };
    let envelope = Envelope {
        command_id: CommandId::new(uuid(u128::from(sequence))).unwrap(),
        digest: (outcome != Outcome::Abandoned).then_some(digest),
        occurred: (stream.kind() == StreamKind::Learner).then(|| Occurred::Day(day(5))),
        actor,
        source_system: "lms".to_owned(),
        reason: None,
        correlation_id: None,
        causation_id: None,
        basis: None,
        retry_of: None,
    };
    let command = CommandOutcome {
        stream,
        stream_sequence: 1,
        previous_in_stream: StreamLink::NONE,
        envelope,
        outcome,
    };
    Entry {
        sequence,
        previous_hash: Hash::from([2; 32]),
        log: LogNumber(if stream.kind() == StreamKind::Definition { 0 } else { 3 }),
        entry_id: EntryId::new(uuid(100)).unwrap(),
        recorded_at: Timestamp::from_micros(1_767_225_600_000_000),
        catalog_sequence: 1,
        body: Body::Command(Box::new(command)),
    }
}

fn recorded(events: Vec<Event>) -> Outcome {
    let asked = events.len().min(1);
    let recorded = events.into_iter().enumerate().map(|(index, event)| RecordedEvent {
        event,
        consequence_of: (index >= asked).then_some(0),
    });
    Outcome::Recorded(recorded.collect())
}

fn outcome_and_certificate() -> Vec<Event> {
    let outcome = OutcomeRecorded {
        enrollment_id: None,
        course_id: CourseId::new(uuid(20)).unwrap(),
        offering_id: None,
        course_version: 1,
        attempt_id: None,
        completion: Completion::Complete,
        success: Success::Passed,
        grade: Some("DISTINCTION".to_owned()),
        score: Some(BasisPoints::new(9_805).unwrap()),
        effective: EffectiveDay::Known(day(5)),
        not_counted: Some(NotCounted::NoEnrollment),
        conflicts_with_withdrawal: false,
    };
    let cycle = Cycle {
        number: 1,
        definition_version: 1,
        opens_on: None,
        due_on: None,
        valid_from: day(5),
        valid_through: day(31),
        grace_through: None,
        baseline_through: day(31),
        base: day(5),
        k: 1,
        next_opens_on: day(20),
    };
    let certification_id = CertificationId::new(uuid(21)).unwrap();
    vec![
        Event::Completion(CompletionEvent::OutcomeRecorded(outcome)),
        Event::Certification(CertificationEvent::Certified(CycleSatisfied {
            certification_id,
            cycle,
        })),
    ]
}

#[test]
fn a_completion_that_renews_nothing_says_why() {
    let says = |reason| {
        let certification_id = CertificationId::new(uuid(21)).unwrap();
        let (completed_on, opens_on) = (day(5), day(20));
        let event = NotRenewed { certification_id, completed_on, opens_on, reason };
        describe(&Event::Certification(CertificationEvent::NotRenewed(event)), &Titles::default())
    };
    let title = "00000000-0000-0000-0000-000000000015: not renewed by the completion of 2026-01-05";
    let expected = format!("{title}, the window opens 2026-01-20");
    assert_eq!(says(NotRenewedReason::BeforeWindow), expected);
    let expected = format!("{title}, it would not be valid for longer");
    assert_eq!(says(NotRenewedReason::NotLater), expected);
}

fn history() -> Vec<Entry> {
    let learner = StreamId::learner(LearnerId::new(uuid(30)).unwrap());
    let job = StreamId::new(StreamKind::Definition, uuid(20)).unwrap();
    let definition = Job { code: "NURSE".to_owned(), title: "Nurse".to_owned() };
    let defined = Defined { definition_version: 1, definition };
    let rejected = Rejected {
        reason: "COURSE_UNKNOWN".to_owned(),
        details: vec![("course_id".to_owned(), "x".to_owned())],
    };
    vec![
        catalog(LedgerId::new(uuid(7)).unwrap(), 8, Timestamp::from_micros(1_000)).unwrap(),
        entry(2, job, recorded(vec![Event::Catalog(CatalogEvent::JobDefined(defined))])),
        entry(2, learner, recorded(outcome_and_certificate())),
        entry(3, learner, Outcome::Rejected(rejected)),
        entry(4, learner, Outcome::Unchanged("NO_DIFFERENCE".to_owned())),
        entry(5, learner, Outcome::Abandoned),
    ]
}

fn shown(format: Format, shows_stream: bool, entries: &[Entry]) -> String {
    let mut out = Vec::new();
    let mut writer = Writer::new(format, Titles::default(), shows_stream, &mut out).unwrap();
    for entry in entries {
        show(&mut writer, entry.sequence, &encode(entry)).unwrap();
    }
    drop(writer);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_history_reads_line_by_line() {
    let expected = "\
0:1         1970-01-01T00:00:00.001000Z              genesis                             \
ledger 00000000-0000-0000-0000-000000000007, 8 entries logs
0:2         2026-01-01T00:00:00.000000Z              job.defined                         Nurse, v1
3:2         2026-01-01T00:00:00.000000Z  2026-01-05  completion.outcome_recorded         \
Nurse: complete, passed, DISTINCTION, 98.05 %; does not count: no such enrollment
                                                     certification.certified             \
00000000-0000-0000-0000-000000000015: cycle 1, valid 2026-01-05 through 2026-01-31
3:3         2026-01-01T00:00:00.000000Z  2026-01-05  rejected                            \
COURSE_UNKNOWN course_id=x
3:4         2026-01-01T00:00:00.000000Z  2026-01-05  unchanged                           \
NO_DIFFERENCE
3:5         2026-01-01T00:00:00.000000Z  2026-01-05  abandoned                           \
command 00000000-0000-0000-0000-000000000005
";
    assert_eq!(shown(Format::Table, false, &history()), expected);
}

#[test]
fn a_log_names_the_stream_of_each_entry() {
    let table = shown(Format::Table, true, &history()[3..4]);
    assert!(table.contains("  learner/00000000-0000-0000-0000-00000000001e  "), "{table}");
    let csv = shown(Format::Csv, true, &history()[2..4]);
    let expected = "\
log,sequence,stream,stream_sequence,recorded_at,occurred_on,what,detail
3,2,learner/00000000-0000-0000-0000-00000000001e,1,2026-01-01T00:00:00.000000Z,2026-01-05,\
completion.outcome_recorded,\"00000000-0000-0000-0000-000000000014: complete, passed, \
DISTINCTION, 98.05 %; does not count: no such enrollment\"
3,2,learner/00000000-0000-0000-0000-00000000001e,1,2026-01-01T00:00:00.000000Z,2026-01-05,\
certification.certified,\"00000000-0000-0000-0000-000000000015: cycle 1, valid 2026-01-05 \
through 2026-01-31\"
3,3,learner/00000000-0000-0000-0000-00000000001e,1,2026-01-01T00:00:00.000000Z,2026-01-05,\
rejected,COURSE_UNKNOWN course_id=x
";
    assert_eq!(csv, expected);
}

#[test]
fn json_is_the_stored_entry_with_readable_payloads_and_its_hash() {
    let entry = &history()[2];
    let line: Value = serde_json::from_str(&shown(Format::Json, true, &history()[2..3])).unwrap();
    assert_eq!(line["log"], 3);
    assert_eq!(line["sequence"], 2);
    let value = STANDARD.decode(line["value"].as_str().unwrap()).unwrap();
    assert_eq!(value, encode(entry));
    assert_eq!(line["hash"], entry_hash(&value).to_string());
    let stored = &line["entry"];
    assert_eq!(stored["stream"]["id"], uuid(30).to_string());
    assert_eq!(stored["occurred"], json!({ "day": "2026-01-05" }));
    assert_eq!(stored["previous_hash"], "02".repeat(32));
    let events = &stored["recorded"]["events"];
    assert_eq!(events[0]["type"], "completion.outcome_recorded");
    assert_eq!(events[0]["payload"]["grade"], "DISTINCTION");
    assert_eq!(events[0]["payload"]["not_counted"], "NOT_COUNTED_NO_ENROLLMENT");
    assert_eq!(events[1]["payload"]["cycle"]["valid_through"], "2026-01-31");
    assert_eq!(events[1]["consequence_of"], 1);
}

#[test]
fn what_cannot_be_understood_ends_the_replay_with_its_position() {
    let mut writer = Writer::new(Format::Table, Titles::default(), false, Vec::new()).unwrap();
    let failure = show(&mut writer, 12, &b"\xff".as_slice().into()).unwrap_err();
    assert_eq!(failure.exit, Exit::Data);
    let words = "entry 12 cannot be read by this version of learnlog";
    assert_eq!(failure.error.to_string(), words);
}
