//! The headers of an entry's message. Invariant: they say what the entry says, once each, in plain text that can be
//! read back, and never outgrow it.

use std::collections::BTreeMap;

use learnlog_codec::encode::{encode, headers};
use learnlog_codec::entry::{Body, Entry, Outcome};
use learnlog_codec::event_type;
use learnlog_codec::parse::ParsedEntry;
use learnlog_domain::id::LedgerId;
use uuid::Uuid;

/// Bytes of all headers of one message beyond those of its value, which names each event's type, too.
const HEADERS_LIMIT_BYTES: usize = 512;

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
    says_what_the_entry_says(&entry, &by_name, ledger_id);
}

fn says_what_the_entry_says(entry: &Entry, headers: &BTreeMap<&str, &str>, ledger_id: LedgerId) {
    assert_eq!(headers["ce_id"].parse::<Uuid>().ok(), Some(entry.entry_id.uuid()));
    assert_eq!(headers["ce_source"], format!("/learnlog/{ledger_id}/logs/{}", entry.log));
    assert_eq!(headers["ce_sequence"].len(), 20);
    assert_eq!(headers["ce_sequence"].parse(), Ok(entry.sequence));
    if let Some(time) = headers.get("ce_time") {
        let time: jiff::Timestamp = time.parse().expect("RFC 3339");
        assert_eq!(time.as_microsecond(), entry.recorded_at.micros());
    }
    let (kind, subject, types) = match &entry.body {
        Body::Genesis(_) => ("genesis", None, None),
        Body::Command(command) => {
            let (kind, types) = match &command.outcome {
                Outcome::Recorded(events) => {
                    let types = events.iter().map(|it| event_type(&it.event));
                    ("recorded", Some(types.collect::<Vec<_>>()))
                }
                Outcome::Rejected(_) => ("rejected", None),
                Outcome::Unchanged(_) => ("unchanged", None),
                Outcome::Abandoned => ("abandoned", None),
            };
            (kind, Some(command.stream.to_string()), types)
        }
    };
    assert_eq!(headers["ce_type"], format!("learnlog.entry.{kind}.v1"));
    assert_eq!(headers.get("ce_subject").copied(), subject.as_deref());
    let said = headers.get("ce_eventtypes").map(|types| types.split(',').collect::<Vec<_>>());
    assert_eq!(said, types);
}
