//! Frozen encodings, written down by an independent program from the rules of the encoding.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::Path;

use learnlog_proto::api;
use learnlog_proto::api::command::Command as Asked;

use super::encode;
use crate::input::samples::{self, id};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The encodings are frozen: digests in ledgers were taken over them. A new field may add a file, none may change.
#[test]
fn every_command_encodes_as_it_always_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/canonical/v1");
    // Abandon has no digest.
    for (name, command) in samples::all().into_iter().filter(|(name, _)| *name != "abandon") {
        let file = folder.join(format!("{name}.hex"));
        let golden = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!(hex(&encode(&command)), golden.trim(), "{name}");
    }
}

#[test]
fn the_same_meaning_has_the_same_encoding() {
    for (name, command) in samples::all() {
        let golden = encode(&command);
        let mut other = command.clone();
        other.command_id = id(0xff);
        other.correlation_id = other.correlation_id.to_uppercase();
        assert_eq!(encode(&other), golden, "{name}");
    }
    let mut shuffled = samples::named("add_person");
    let Some(Asked::AddPerson(add)) = &mut shuffled.command else { panic!("another command") };
    let person = add.person.as_mut().unwrap();
    person.external_ids.reverse();
    person.other.reverse();
    assert_eq!(encode(&shuffled), encode(&samples::named("add_person")));
}

#[test]
fn every_part_of_the_envelope_counts() {
    let changes: [fn(&mut api::Command); 8] = [
        |c| c.occurred = None,
        |c| c.source_system.push('x'),
        |c| c.reason.as_mut().unwrap().code.push('X'),
        |c| c.reason.as_mut().unwrap().text.push('x'),
        |c| c.correlation_id = id(0x55),
        |c| c.causation_id = id(0x55),
        |c| c.basis.as_mut().unwrap().logs[0].sequence += 1,
        |c| c.retry_of.clear(),
    ];
    let golden = encode(&samples::named("enroll"));
    for (index, change) in changes.into_iter().enumerate() {
        let mut command = samples::named("enroll");
        change(&mut command);
        assert_ne!(encode(&command), golden, "change {index}");
    }
}
