//! Every type and version ever written, as it was written: the golden files.

use std::collections::BTreeSet;

use learnlog_domain::event::Event;

use super::*;
use crate::examples::golden;
use crate::{event, examples};

/// What each (type, version) has always meant, in its newest form.
fn example(event_type: &str) -> Event {
    let mut examples = examples::events::all().into_iter();
    examples.find(|example| event::event_type(example) == event_type).unwrap()
}

#[test]
fn every_version_ever_written_is_still_read() {
    for (event_type, version, _) in DECODERS {
        let example = example(event_type);
        let now = event::encode(&example);
        let payload = golden::read(&format!("{event_type}/v{version}.bin"), &now);
        assert_eq!(decode(event_type, version, &payload).unwrap(), example, "{event_type}");
        if version == event::version(&example) {
            assert_eq!(payload, now, "{event_type}: the encoding has changed");
        }
    }
}

#[test]
fn every_type_is_written_in_its_newest_version_and_has_a_file_for_each() {
    let known: BTreeSet<_> = DECODERS.iter().map(|(name, version, _)| (*name, *version)).collect();
    assert_eq!(known.len(), DECODERS.len(), "a type and version has two decoders");
    for example in examples::events::all() {
        let event_type = event::event_type(&example);
        let versions: Vec<_> =
            known.iter().filter(|(name, _)| *name == event_type).map(|(_, it)| *it).collect();
        let newest = event::version(&example);
        assert_eq!(versions, (1..=newest).collect::<Vec<_>>(), "{event_type}");
    }
    let mut files = BTreeSet::new();
    for directory in std::fs::read_dir(golden::path("")).unwrap().map(Result::unwrap) {
        let event_type = directory.file_name().into_string().unwrap();
        if event_type == "entries" || !directory.file_type().unwrap().is_dir() {
            continue;
        }
        for file in std::fs::read_dir(directory.path()).unwrap().map(Result::unwrap) {
            files.insert(format!("{event_type}/{}", file.file_name().into_string().unwrap()));
        }
    }
    let expected = known.iter().map(|(name, version)| format!("{name}/v{version}.bin")).collect();
    assert_eq!(files, expected);
}

#[test]
fn an_unknown_type_or_version_asks_for_an_upgrade() {
    let long = format!("person.\u{1b}[2J{}", "x".repeat(1_000));
    for (event_type, version) in
        [("person.added", 2), ("person.added", 0), ("person.erased", 1), ("", 1), (&long, 1)]
    {
        let error = decode(event_type, version, &[]).unwrap_err();
        assert!(matches!(error, InterpretError::UnknownEvent { version: it, .. } if it == version));
        let message = error.to_string();
        assert!(message.ends_with("upgrade this process"), "{message}");
        assert!(message.len() < 200 && !message.contains('\u{1b}'), "{message}");
    }
}

#[test]
fn a_payload_that_lacks_what_its_type_needs_is_refused_by_name() {
    for (event_type, version, _) in DECODERS {
        for payload in [[].as_slice(), &[0xff]] {
            let error = decode(event_type, version, payload).unwrap_err();
            let InterpretError::Event { event_type: named, source, .. } = error else {
                panic!("{error:?}");
            };
            assert_eq!(named, event_type);
            assert!(matches!(*source, InterpretError::Missing { .. } | InterpretError::Payload(_)));
        }
    }
}
