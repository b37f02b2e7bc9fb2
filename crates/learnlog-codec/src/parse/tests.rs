//! What is an entry, what is a stray, and what stops a log.

use learnlog_chain::Claim;
use proptest::prelude::*;
use prost::Message;

use learnlog_proto::ledger::entry::Outcome as WireOutcome;

use super::*;
use crate::encode::encode;
use crate::entry::Body;
use crate::frame::Frame;
use crate::{arbitrary, examples};

fn wire(name: &str) -> wire::Entry {
    let examples = examples::entries();
    let (_, example) = examples.iter().find(|(it, _)| *it == name).unwrap();
    wire::Entry::decode(encode(example)).unwrap()
}

#[test]
fn bytes_that_are_no_message_are_refused() {
    for value in [&[0xff; 4][..], &[0x0a], &[0x12, 0x05, 0x01], b"{\"sequence\": 1}"] {
        let error = ParsedEntry::parse(value).unwrap_err();
        assert_eq!(error.to_string(), "the value is not an entry that this process can read");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn the_place_in_the_stream_can_be_read_without_the_rest() {
    for (name, example) in examples::entries() {
        let place = ParsedEntry::parse(&encode(&example)).unwrap().place();
        let Body::Command(command) = &example.body else {
            assert!(place.is_err(), "{name}");
            continue;
        };
        let place = place.unwrap();
        assert_eq!(place.stream, command.stream);
        assert_eq!(place.stream_sequence, command.stream_sequence);
        assert_eq!(place.previous_in_stream, command.previous_in_stream);
        assert_eq!(place.command_id, command.envelope.command_id);
    }
}

/// Damages an example and expects a message.
fn check(name: &str, expected: &str, damage: fn(&mut wire::Entry)) {
    let mut wire = wire(name);
    damage(&mut wire);
    let parsed = ParsedEntry::parse(&wire.encode_to_vec()).unwrap();
    let mut error: &dyn std::error::Error = &parsed.interpret().unwrap_err();
    let mut messages = error.to_string();
    while let Some(source) = error.source() {
        messages = format!("{messages}: {source}");
        error = source;
    }
    assert_eq!(messages, expected, "{name}");
}

#[test]
fn an_entry_without_what_it_must_have_is_refused() {
    check("recorded", "sequence is missing", |it| it.sequence = 0);
    check("recorded", "previous_hash is missing", |it| it.previous_hash.clear());
    check("recorded", "previous_hash has 31 bytes instead of 32", |it| {
        it.previous_hash.truncate(31);
    });
    check("recorded", "entry_id is missing", |it| it.entry_id.clear());
    check("recorded", "entry_id names nothing: the id is nil (all zero)", |it| {
        it.entry_id = vec![0; 16];
    });
    check("recorded", "recorded_at is missing", |it| it.recorded_at = None);
    check("recorded", "recorded_at is not an instant in whole microseconds", |it| {
        it.recorded_at.as_mut().unwrap().nanos = 1;
    });
    check("recorded", "stream is missing", |it| it.stream = None);
    check("recorded", "stream.kind is missing", |it| it.stream.as_mut().unwrap().kind = 0);
    check("recorded", "command_id has 5 bytes instead of 16", |it| it.command_id.truncate(5));
    check("recorded", "command_digest is missing", |it| it.command_digest = None);
    check("unchanged", "command_digest is missing", |it| it.command_digest = None);
    check("recorded", "actor is missing", |it| it.actor = None);
    check("recorded", "actor.authenticated is missing", |it| {
        it.actor.as_mut().unwrap().authenticated = 0;
    });
    check("rejected", "occurred.when is missing", |it| it.occurred.as_mut().unwrap().when = None);
    check("recorded", "retry_of names nothing: the id is nil (all zero)", |it| {
        it.retry_of = vec![0; 16];
    });
    check("recorded", "recorded.events is missing", |it| {
        it.outcome = Some(WireOutcome::Recorded(wire::Recorded::default()));
    });
    check("rejected", "rejected.reason is missing", |it| {
        it.outcome = Some(WireOutcome::Rejected(wire::Rejected::default()));
    });
    check("unchanged", "unchanged.reason is missing", |it| {
        it.outcome = Some(WireOutcome::Unchanged(wire::Unchanged::default()));
    });
}

#[test]
fn what_a_newer_build_wrote_asks_for_an_upgrade() {
    check("recorded", "the outcome is unknown here: upgrade this process", |it| it.outcome = None);
    check(
        "recorded",
        "stream.kind has the value 5, which is unknown here: upgrade this process",
        |it| it.stream.as_mut().unwrap().kind = 5,
    );
    check(
        "recorded",
        "actor.kind has the value -1, which is unknown here: upgrade this process",
        |it| it.actor.as_mut().unwrap().kind = -1,
    );
    check(
        "recorded",
        "event completion.outcome_recorded version 2 is unknown here: upgrade this process",
        |it| events(it)[0].version = 2,
    );
    check(
        "genesis_of_catalog",
        "the format of the ledger is unknown here: upgrade this process",
        |it| genesis(it).format = 2,
    );
    check("genesis_of_catalog", "the hash function is unknown here: upgrade this process", |it| {
        genesis(it).hash_function = "SHA-512".to_owned();
    });
}

#[test]
fn contradictions_are_refused() {
    const LINK: &str = "stream_sequence and previous_in_stream do not fit together";
    check("recorded", LINK, |it| it.stream_sequence = 0);
    check("recorded", LINK, |it| it.stream_sequence = 1);
    check("recorded", LINK, |it| it.previous_in_stream.as_mut().unwrap().sequence = 0);
    check("recorded", LINK, |it| it.previous_in_stream.as_mut().unwrap().sequence = it.sequence);
    check("recorded", "the first entry of a log is genesis", |it| it.sequence = 1);
    check("abandoned", "command_digest has no place in this kind of entry", |it| {
        it.command_digest = wire("recorded").command_digest;
    });
    check("recorded", "recorded.events.consequence_of is 2, which is out of range", |it| {
        events(it)[1].consequence_of = 2;
    });
    check("recorded", "basis.logs is not in strictly ascending order", |it| {
        it.basis.as_mut().unwrap().logs.reverse();
    });
    check("rejected", "rejected.details is not in strictly ascending order", |it| {
        let Some(WireOutcome::Rejected(rejected)) = &mut it.outcome else { panic!("{it:?}") };
        rejected.details.reverse();
    });
    check("genesis_of_catalog", "genesis is the first entry of its log", |it| it.sequence = 2);
    check("genesis_of_catalog", "genesis.entries_logs is 0, which is out of range", |it| {
        genesis(it).entries_logs = 0;
    });
    check("genesis_of_catalog", "genesis.entries_logs is 4097, which is out of range", |it| {
        genesis(it).entries_logs = 4_097;
    });
    check(
        "genesis_of_catalog",
        "genesis.catalog_genesis_hash has no place in this kind of entry",
        |it| genesis(it).catalog_genesis_hash = vec![1; 32],
    );
    check("genesis_of_log_3", "genesis.catalog_genesis_hash is missing", |it| {
        genesis(it).catalog_genesis_hash.clear();
    });
    check("genesis_of_log_3", "actor has no place in this kind of entry", |it| {
        it.actor = wire("recorded").actor;
    });
}

fn events(it: &mut wire::Entry) -> &mut Vec<wire::Event> {
    let Some(WireOutcome::Recorded(recorded)) = &mut it.outcome else { panic!("not recorded") };
    &mut recorded.events
}

fn genesis(it: &mut wire::Entry) -> &mut wire::Genesis {
    let Some(WireOutcome::Genesis(genesis)) = &mut it.outcome else { panic!("not genesis") };
    genesis
}

#[test]
fn the_payload_of_an_event_is_named_in_its_error() {
    check(
        "recorded",
        "the payload of event completion.outcome_recorded version 1 cannot be understood: \
         enrollment_id has 1 bytes instead of 16",
        |it| events(it)[0].payload = vec![0x0a, 0x01, 0x07],
    );
}

#[test]
fn fields_of_a_newer_build_do_not_disturb() {
    let (_, example) = examples::entries().swap_remove(2);
    let mut value = encode(&example).to_vec();
    // Field 1000, a varint.
    value.extend([0xc0, 0x3e, 0x01]);
    assert_eq!(ParsedEntry::parse(&value).unwrap().interpret().unwrap(), example);
}

/// Reads as far as it goes; what can be interpreted can be written and read again.
fn read(value: &[u8]) {
    let Ok(entry) = ParsedEntry::read(value) else { return };
    // What can be interpreted also claims its place and holds in its log.
    let claim = Claim::of(value).unwrap();
    assert_eq!((claim.sequence, claim.previous_hash), (entry.sequence, entry.previous_hash));
    let frame = Frame::read(value).unwrap();
    assert_eq!((frame.log, frame.recorded_at), (entry.log, Some(entry.recorded_at)));
    assert_eq!(ParsedEntry::read(&encode(&entry)).unwrap(), entry);
}

proptest! {
    #[test]
    fn random_bytes_never_panic(value: Vec<u8>) {
        read(&value);
    }

    #[test]
    fn damaged_entries_never_panic(
        entry in arbitrary::entry(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..6),
    ) {
        let mut value = encode(&entry).to_vec();
        for (index, byte, kind) in damage {
            let at = index.index(value.len());
            match kind {
                0 => value[at] = byte,
                1 => value.insert(at, byte),
                _ => value.truncate(at.max(1)),
            }
        }
        read(&value);
    }
}
