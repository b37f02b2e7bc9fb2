//! The headers of an entry's message. Nothing in the product reads them back, so there are no bytes of theirs to read
//! freely: the bytes are the value's, and what is held here is what a consumer relies on who filters before it decodes.
//! Invariant: for every value that is an entry, the headers agree with what any protobuf reader finds in it, once each,
//! in plain text, and never outgrow it.

use std::collections::BTreeMap;

use learnlog_codec::encode::{encode, headers};
use learnlog_codec::parse::ParsedEntry;
use learnlog_domain::id::LedgerId;
use learnlog_proto::ledger as wire;
use learnlog_proto::ledger::entry::Outcome;
use prost::Message;
use uuid::Uuid;

/// Bytes of all headers of one message beyond those of its value, which names each event's type, too.
const HEADERS_LIMIT_BYTES: usize = 512;

/// Those of every entry, in text order.
const ALWAYS: [&str; 7] =
    ["ce_id", "ce_sequence", "ce_source", "ce_specversion", "ce_time", "ce_type", "content-type"];

/// What must hold of the headers of every value that is an entry.
pub fn check(value: &[u8]) {
    let Ok(entry) = ParsedEntry::read(value) else { return };
    let ledger_id = LedgerId::new(Uuid::from_u128(1)).expect("not nil");
    let list = headers(&entry, ledger_id);
    let bytes: usize = list.iter().map(|(name, value)| name.len() + value.len()).sum();
    assert!(bytes <= value.len() + HEADERS_LIMIT_BYTES, "{bytes} bytes of headers");
    let again = ParsedEntry::read(&encode(&entry)).expect("what was written can be read");
    assert_eq!(headers(&again, ledger_id), list);

    let mut by_name = BTreeMap::new();
    for (name, value) in &list {
        let text = std::str::from_utf8(value).expect("headers are text");
        assert!(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()), "{text:?}");
        assert_eq!(by_name.insert(*name, text), None, "{name} comes twice");
    }
    let said = wire::Entry::decode(value).expect("an entry is a message");
    agree_with_every_entry(&said, &by_name, ledger_id);
    agree_with_its_outcome(&said, &by_name);
}

fn agree_with_every_entry(
    entry: &wire::Entry,
    headers: &BTreeMap<&str, &str>,
    ledger_id: LedgerId,
) {
    let of_some = ["ce_subject", "ce_eventtypes"];
    let names: Vec<_> = headers.keys().copied().filter(|name| !of_some.contains(name)).collect();
    assert_eq!(names, ALWAYS);
    assert_eq!(headers["content-type"], "application/protobuf");
    assert_eq!(headers["ce_specversion"], "1.0");
    assert_eq!(headers["ce_id"], Uuid::from_slice(&entry.entry_id).expect("an id").to_string());
    assert_eq!(headers["ce_source"], format!("/learnlog/{ledger_id}/logs/{}", entry.log));
    // By text as by number.
    assert_eq!(headers["ce_sequence"].len(), 20);
    assert_eq!(headers["ce_sequence"].parse(), Ok(entry.sequence));
    let time: jiff::Timestamp = headers["ce_time"].parse().expect("RFC 3339");
    let at = entry.recorded_at.expect("an entry has a time");
    let since_1970 = i128::from(at.seconds) * 1_000_000_000 + i128::from(at.nanos);
    assert_eq!(time.as_nanosecond(), since_1970);
}

fn agree_with_its_outcome(entry: &wire::Entry, headers: &BTreeMap<&str, &str>) {
    let (kind, types) = match entry.outcome.as_ref().expect("an entry has an outcome") {
        Outcome::Genesis(_) => ("genesis", None),
        Outcome::Recorded(recorded) => {
            let types = recorded.events.iter().map(|event| event.r#type.as_str());
            ("recorded", Some(types.collect::<Vec<_>>()))
        }
        Outcome::Rejected(_) => ("rejected", None),
        Outcome::Unchanged(_) => ("unchanged", None),
        Outcome::Abandoned(_) => ("abandoned", None),
    };
    assert_eq!(headers["ce_type"], format!("learnlog.entry.{kind}.v1"));
    let said = headers.get("ce_eventtypes").map(|types| types.split(',').collect::<Vec<_>>());
    assert_eq!(said, types);
    let subject = entry.stream.as_ref().map(|stream| {
        let kind = match stream.kind() {
            wire::StreamKind::Unspecified => panic!("an entry's stream has a kind"),
            wire::StreamKind::Learner => "learner",
            wire::StreamKind::Offering => "offering",
            wire::StreamKind::Definition => "definition",
            wire::StreamKind::Operation => "operation",
        };
        format!("{kind}/{}", Uuid::from_slice(&stream.id).expect("an id"))
    });
    assert_eq!(headers.get("ce_subject").copied(), subject.as_deref());
}
