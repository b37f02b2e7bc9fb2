//! Entries there and back, their golden files, and their headers.

use learnlog_domain::catalog::certification::CycleRequirements;
use learnlog_domain::catalog::event::CatalogEvent;
use learnlog_domain::event::Event;
use learnlog_domain::id::CourseId;
use proptest::prelude::*;

use super::*;
use crate::arbitrary;
use crate::entry::{LedgerPosition, LogNumber, Reason, RecordedEvent, Rejected};
use crate::examples::{self, golden};
use crate::parse::ParsedEntry;

fn interpret(value: &[u8]) -> Entry {
    ParsedEntry::parse(value).unwrap().interpret().unwrap()
}

#[test]
fn every_kind_of_entry_is_frozen() {
    for (name, example) in examples::entries() {
        let now = encode(&example);
        let value = golden::read(&format!("entries/{name}.bin"), &now);
        assert_eq!(value, now, "{name}: the encoding has changed");
        let read = interpret(&value);
        assert_eq!(read, example, "{name}");
        assert_eq!(encode(&read), now, "{name}: something was lost");
    }
}

proptest! {
    #[test]
    fn whatever_is_encoded_comes_back(entry in arbitrary::entry()) {
        let value = encode(&entry);
        let read = interpret(&value);
        prop_assert_eq!(encode(&read), value);
        prop_assert_eq!(read, entry);
    }
}

fn outcome(outcome: Outcome) -> Entry {
    examples::entry(examples::plain_envelope(), outcome)
}

fn command(entry: &Entry) -> &CommandOutcome {
    let Body::Command(command) = &entry.body else { panic!("{entry:?}") };
    command
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn details_are_written_in_order_and_once() {
    let details = pairs(&[("b", "1"), ("a", "2"), ("b", "3")]);
    let entry = outcome(Outcome::Rejected(Rejected { reason: "NO".to_owned(), details }));
    let read = interpret(&encode(&entry));
    let Outcome::Rejected(rejected) = &command(&read).outcome else { panic!("{read:?}") };
    assert_eq!(rejected.details, pairs(&[("a", "2"), ("b", "1")]));
}

#[test]
fn a_basis_is_written_by_log_with_the_later_of_two_sequences() {
    let mut envelope = examples::plain_envelope();
    let logs = [(3, 5), (0, 1), (3, 9)].map(|(log, sequence)| (LogNumber(log), sequence));
    envelope.basis = Some(LedgerPosition(logs.to_vec()));
    let entry = examples::entry(envelope, Outcome::Unchanged("SAME".to_owned()));
    let read = interpret(&encode(&entry));
    let expected = vec![(LogNumber(0), 1), (LogNumber(3), 9)];
    assert_eq!(command(&read).envelope.basis, Some(LedgerPosition(expected)));
}

#[test]
fn a_reason_that_says_nothing_is_none() {
    let mut envelope = examples::plain_envelope();
    envelope.reason = Some(Reason { code: String::new(), text: None });
    let entry = examples::entry(envelope, Outcome::Unchanged("SAME".to_owned()));
    assert_eq!(command(&interpret(&encode(&entry))).envelope.reason, None);
}

#[test]
fn components_and_courses_are_written_by_id_and_once() {
    let mut events = examples::events::all();
    for event in &mut events {
        let Event::Catalog(event) = event else { continue };
        if let CatalogEvent::CourseDefined(defined) = event {
            let components = &mut defined.definition.components;
            components.reverse();
            components.push(components[0].clone());
        } else if let CatalogEvent::CertificationDefined(defined) = event {
            let ids = [0x24, 0x21, 0x24].map(|byte| examples::id(CourseId::new, byte));
            let cycle = CycleRequirements { course_ids: ids.to_vec() };
            defined.definition.cycles[0] = cycle;
        }
    }
    let recorded = |events: Vec<Event>| {
        let events = events.into_iter();
        let events = events.map(|event| RecordedEvent { event, consequence_of: None });
        encode(&outcome(Outcome::Recorded(events.collect())))
    };
    assert_eq!(recorded(events), recorded(examples::events::all()));
}

fn text(entry: &Entry) -> Vec<String> {
    let headers = headers(entry, examples::ledger_id());
    let line = |(name, value): (&str, Bytes)| {
        format!("{name}: {}", String::from_utf8(value.to_vec()).unwrap())
    };
    headers.into_iter().map(line).collect()
}

#[test]
fn headers_are_cloud_events_in_binary_mode() {
    let (_, recorded) = examples::entries().into_iter().find(|(it, _)| *it == "recorded").unwrap();
    let expected = [
        "content-type: application/protobuf",
        "ce_specversion: 1.0",
        "ce_id: e1e1e1e1-e1e1-e1e1-e1e1-e1e1e1e1e1e1",
        "ce_source: /learnlog/0192f0a1-7c3e-7a4b-8c5d-6e7f8091a2b3/logs/3",
        "ce_type: learnlog.entry.recorded.v1",
        "ce_sequence: 00000000000000000042",
        "ce_time: 2026-03-01T08:30:00.000001Z",
        "ce_subject: learner/11111111-1111-1111-1111-111111111111",
        "ce_eventtypes: completion.outcome_recorded,certification.certified,\
         certification.recertified",
    ];
    assert_eq!(text(&recorded), expected);
}

#[test]
fn headers_name_every_kind_of_entry() {
    for (name, example) in examples::entries() {
        let lines = text(&example);
        let kind = name.split('_').next().unwrap();
        assert!(lines.contains(&format!("ce_type: learnlog.entry.{kind}.v1")), "{lines:?}");
        let is_genesis = matches!(example.body, Body::Genesis(_));
        let has_subject = lines.iter().any(|line| line.starts_with("ce_subject: "));
        assert_eq!(has_subject, !is_genesis, "{lines:?}");
        let has_types = lines.iter().any(|line| line.starts_with("ce_eventtypes: "));
        assert_eq!(has_types, kind == "recorded", "{lines:?}");
    }
}
