//! Values of a log. Invariant: the chain's walk, the frame and the whole message never disagree about what they all
//! read, and what can be interpreted can be written, read again, and is then the same.

use std::error::Error;

use learnlog_chain::{Claim, Hash, Head, entry_hash};
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{Body, Entry};
use learnlog_codec::frame::Frame;
use learnlog_codec::parse::ParsedEntry;
use learnlog_proto::ledger as wire;
use prost::Message;
use prost::encoding::{DecodeContext, WireType, decode_key, skip_field};

/// Bytes of what an error says, its causes included: an error must not repeat what it was given at length.
const ERROR_TEXT_LIMIT_BYTES: usize = 1_024;

/// What must hold of every value.
pub fn check(value: &[u8]) {
    let claim = Claim::of(value);
    if let Some(claim) = &claim {
        holds_its_place(claim, value);
    }
    let whole = wire::Entry::decode(value);
    match (&whole, Frame::read(value)) {
        (Ok(whole), frame) => {
            claims_what_it_says(claim, whole, value);
            frames_what_it_says(frame.expect("a value that parses has a frame"), whole);
        }
        // What does not even have a frame does not parse: asserted by the arm before.
        (Err(_), _) => {}
    }
    let parsed = match ParsedEntry::parse(value) {
        Ok(parsed) => parsed,
        Err(error) => {
            assert!(whole.is_err());
            return is_short(&error);
        }
    };
    let place = parsed.place();
    match parsed.interpret() {
        Ok(entry) => {
            match (&entry.body, place) {
                (Body::Command(command), Ok(place)) => {
                    assert_eq!(place.stream, command.stream);
                    assert_eq!(place.stream_sequence, command.stream_sequence);
                    assert_eq!(place.previous_in_stream, command.previous_in_stream);
                    assert_eq!(place.command_id, command.envelope.command_id);
                }
                (Body::Genesis(_), Err(_)) => {}
                (body, place) => panic!("{body:?} at {place:?}"),
            }
            comes_back(&entry, value);
        }
        Err(error) => is_short(&error),
    }
}

/// A claim extends exactly the head that it names.
fn holds_its_place(claim: &Claim, value: &[u8]) {
    assert!(claim.sequence > 0);
    let head = Head { sequence: claim.sequence - 1, hash: claim.previous_hash };
    assert!(head.accepts(claim));
    let after = head.after(entry_hash(value));
    assert_eq!(after.sequence, claim.sequence);
    assert!(!after.accepts(claim));
    let mut other = *claim.previous_hash.as_bytes();
    other[0] ^= 1;
    assert!(!Head { hash: Hash::from(other), ..head }.accepts(claim));
}

/// The walk of the chain's rule against the whole message. Only a group, which protobuf's own reader skips where it
/// knows no such field, and the rule does not, may come between them.
fn claims_what_it_says(claim: Option<Claim>, whole: &wire::Entry, value: &[u8]) {
    let hash = Hash::from_slice(&whole.previous_hash);
    let expected = hash.filter(|_| whole.sequence > 0 && !has_group(value));
    let expected = expected.map(|previous_hash| Claim { sequence: whole.sequence, previous_hash });
    assert_eq!(claim, expected);
}

fn frames_what_it_says(frame: Frame, whole: &wire::Entry) {
    assert_eq!(frame.log.0, whole.log);
    assert_eq!(frame.catalog_sequence, whole.catalog_sequence);
    let Some(at) = frame.recorded_at else { return };
    let said = whole.recorded_at.as_ref().expect("a frame makes up no time");
    let micros = i128::from(said.seconds) * 1_000_000 + i128::from(said.nanos) / 1_000;
    assert_eq!((i128::from(at.micros()), said.nanos % 1_000), (micros, 0));
}

/// Whether any outermost field is a group.
fn has_group(mut value: &[u8]) -> bool {
    while !value.is_empty() {
        let (number, wire_type) = decode_key(&mut value).expect("the value parses");
        if wire_type == WireType::StartGroup {
            return true;
        }
        skip_field(wire_type, number, &mut value, DecodeContext::default()).expect("it parses");
    }
    false
}

/// Written and read again, an entry is the same; and there is one way to write it.
fn comes_back(entry: &Entry, value: &[u8]) {
    let frame = Frame::read(value).expect("an entry has a frame");
    let framed = (frame.log, frame.recorded_at, frame.catalog_sequence);
    assert_eq!(framed, (entry.log, Some(entry.recorded_at), entry.catalog_sequence));
    let written = encode(entry);
    let claim = Claim { sequence: entry.sequence, previous_hash: entry.previous_hash };
    assert_eq!(Claim::of(&written), Some(claim));
    let again = ParsedEntry::read(&written).expect("what was written can be read");
    assert_eq!(&again, entry);
    assert_eq!(encode(&again), written);
}

fn is_short(error: &dyn Error) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&error.to_string());
        cause = error.source();
    }
    assert!(text.len() <= ERROR_TEXT_LIMIT_BYTES, "{} bytes of error", text.len());
    assert!(!text.chars().any(char::is_control), "{text:?}");
}
