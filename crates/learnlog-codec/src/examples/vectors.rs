//! `tests/golden/vectors.json`: the rules that readers in other languages must share, as examples.
//! Invariant: frozen like every golden file.

use learnlog_chain::{Claim, Head, entry_hash};
use learnlog_domain::id::{LearnerId, OfferingId};
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::Timestamp;
use learnlog_proto::ledger as wire;
use prost::Message;
use serde_json::{Value, json};
use uuid::Uuid;

use super::golden;
use crate::encode::encode;
use crate::entry::{Body, Entry, Genesis, LogNumber, Outcome};
use crate::{examples, genesis, placement};

const ENTRIES_LOGS: u32 = 8;

#[test]
fn the_published_vectors_are_frozen() {
    let now = json!({
        "about": "Rules that every reader of a learnlog ledger must share. Bytes are hexadecimal.",
        "entry_hash": entry_hashes(),
        "placement": placements(),
        "genesis": geneses(),
        "acceptance": acceptance(),
    });
    let frozen = golden::read("vectors.json", format!("{now:#}\n").as_bytes());
    assert_eq!(serde_json::from_slice::<Value>(&frozen).unwrap(), now);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry_hashes() -> Value {
    let long = [0xab; 200];
    let cases = [&b""[..], b"abc", &long];
    let case = |value: &[u8]| json!({"value": hex(value), "hash": entry_hash(value).to_string()});
    json!({"rule": "SHA-256(0x00 || value)", "cases": cases.map(case)})
}

fn placements() -> Value {
    let uuid = |number: u128| Uuid::from_u128(0x0192_f0a1_7c3e_7000_8000_0000_0000_0000 + number);
    let mut cases = Vec::new();
    for number in 0..6 {
        for entries_logs in [1, 3, 8, 4_096] {
            let learner = StreamId::learner(LearnerId::new(uuid(number)).unwrap());
            cases.push(placed(learner, entries_logs));
        }
    }
    let others = [
        StreamId::offering(OfferingId::new(uuid(0)).unwrap()),
        StreamId::new(StreamKind::Definition, uuid(0)).unwrap(),
        StreamId::new(StreamKind::Operation, uuid(0)).unwrap(),
    ];
    cases.extend(others.map(|stream| placed(stream, ENTRIES_LOGS)));
    let rule = "key = kind byte || 16 id bytes; learners (1) and offerings (2): 1 + (first 8 \
                bytes, big-endian, of SHA-256(key)) mod entries_logs; definitions (3): 0; \
                operations (4): entries_logs + 1";
    json!({"rule": rule, "cases": cases})
}

fn placed(stream: StreamId, entries_logs: u32) -> Value {
    json!({
        "key": hex(&stream.key()),
        "entries_logs": entries_logs,
        "log": placement::log_of(stream, entries_logs).0,
    })
}

fn catalog_genesis() -> (Entry, Genesis) {
    let created_at = Timestamp::from_micros(1_772_353_800_000_001);
    let entry = genesis::catalog(examples::ledger_id(), ENTRIES_LOGS, created_at).unwrap();
    let Body::Genesis(fields) = entry.body.clone() else { panic!("{entry:?}") };
    (entry, fields)
}

fn geneses() -> Value {
    let (catalog, fields) = catalog_genesis();
    let hash = entry_hash(&encode(&catalog));
    let shown = |entry: &Entry| {
        let value = encode(entry);
        json!({
            "log": entry.log.0,
            "entry_id": entry.entry_id.to_string(),
            "value": hex(&value),
            "hash": entry_hash(&value).to_string(),
        })
    };
    let of_log = |log| shown(&genesis::of_log(&fields, hash, LogNumber(log)));
    json!({
        "rule": "a function of the genesis of log 0 and of the log's number; entry_id = UUIDv5 of \
                 the number in decimal digits, in the namespace of the ledger's id",
        "ledger_id": fields.ledger_id.to_string(),
        "entries_logs": fields.entries_logs,
        "created_at_micros": fields.created_at.micros(),
        "logs": std::iter::once(shown(&catalog)).chain([1, 2, 9].map(of_log)).collect::<Vec<_>>(),
    })
}

/// A partition as it may look, message by message.
fn acceptance() -> Value {
    let (catalog, fields) = catalog_genesis();
    let first = encode(&genesis::of_log(&fields, entry_hash(&encode(&catalog)), LogNumber(1)));
    let after = |previous: &[u8], sequence| {
        let outcome = Outcome::Unchanged("NO_DIFFERENCE".to_owned());
        let entry = examples::entry(examples::plain_envelope(), outcome);
        let wire = wire::Entry::decode(encode(&entry)).unwrap();
        let previous_hash = entry_hash(previous).as_bytes().to_vec();
        wire::Entry { sequence, previous_hash, log: 1, ..wire }
    };
    let bytes = |wire: &wire::Entry| wire.encode_to_vec();
    let second = bytes(&after(&first, 2));
    let loser = wire::Entry { catalog_sequence: 99, ..after(&first, 2) };
    let third = after(&second, 3);
    let mut cut = third.clone();
    cut.previous_hash.truncate(31);
    let newer = [bytes(&third), vec![0xc0, 0x3e, 0x01]].concat();
    let fourth = wire::Entry { outcome: None, ..after(&newer, 4) };
    let rest = bytes(&after(&bytes(&fourth), 5));
    let long_number = [0xc0, 0x3e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02];
    let sixth = bytes(&after(&[&[0x08, 99], &rest[..]].concat(), 6));
    let false_log = [&sixth[..], &[0x1d, 1, 0, 0, 0]].concat();
    let messages = [
        ("an entry before genesis", Some(second.clone())),
        ("genesis", Some(first.to_vec())),
        ("the next", Some(second.clone())),
        ("the same again", Some(second.clone())),
        ("another for a place that is taken", Some(bytes(&loser))),
        ("a tombstone", None),
        ("an empty value", Some(vec![])),
        ("not protobuf", Some(b"{}".to_vec())),
        ("a previous_hash of 31 bytes", Some(bytes(&cut))),
        ("right place, wrong hash", Some(bytes(&after(&first, 3)))),
        ("right hash, wrong place", Some(bytes(&after(&second, 4)))),
        ("with a field that only a newer reader knows", Some(newer.clone())),
        ("the same without that field", Some(bytes(&third))),
        ("with an outcome that only a newer reader knows", Some(bytes(&fourth))),
        ("its sequence as four bytes", Some([&[0x0d, 5, 0, 0, 0], &rest[2..]].concat())),
        ("with a group", Some([&rest[..], &[0xc3, 0x3e, 0xc4, 0x3e]].concat())),
        ("with a number of more than 64 bits", Some([&rest[..], &long_number].concat())),
        ("with another sequence before its own", Some([&[0x08, 99], &rest[..]].concat())),
        ("with a log that is no number: accepted, and reading stops there", Some(false_log)),
    ];
    let mut head = Head::EMPTY;
    let mut shown = Vec::new();
    for (what, value) in messages {
        let accepted = value.as_deref().is_some_and(|value| extends(head, value));
        if accepted {
            head = head.after(entry_hash(value.as_deref().unwrap_or_default()));
        }
        let value = value.as_deref().map(hex);
        shown.push(json!({"what": what, "value": value, "accepted": accepted}));
    }
    let rule = "accepted if the value is a sequence of protobuf fields, its field 1 (sequence, a \
                varint) = head.sequence + 1 and its field 2 (previous_hash, 32 bytes) = head.hash; \
                the head then is (sequence, hash of the value). The empty head is (0, 32 zero \
                bytes). Everything else is skipped for ever";
    let head = json!({"sequence": head.sequence, "hash": head.hash.to_string()});
    json!({"rule": rule, "messages": shown, "head": head})
}

fn extends(head: Head, value: &[u8]) -> bool {
    Claim::of(value).is_some_and(|claim| head.accepts(&claim))
}
