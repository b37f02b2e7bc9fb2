//! The published test vectors: the checker's own reading of the rule agrees with them.

use serde::Deserialize;
use uuid::Uuid;

use super::super::chain::Chains;
use super::super::places::log_of;
use super::super::topic::Message;
use crate::hash::Hash;

const VECTORS: &str = include_str!("../../../../learnlog-codec/tests/golden/vectors.json");

#[derive(Deserialize)]
struct Vectors {
    acceptance: Acceptance,
    entry_hash: Hashes,
    placement: Placement,
}

#[derive(Deserialize)]
struct Acceptance {
    head: Head,
    messages: Vec<Case>,
}

#[derive(Deserialize)]
struct Head {
    hash: Hash,
    sequence: u64,
}

#[derive(Deserialize)]
struct Case {
    accepted: bool,
    value: Option<String>,
    what: String,
}

#[derive(Deserialize)]
struct Hashes {
    cases: Vec<HashCase>,
}

#[derive(Deserialize)]
struct HashCase {
    hash: Hash,
    value: String,
}

#[derive(Deserialize)]
struct Placement {
    cases: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    entries_logs: u32,
    key: String,
    log: u32,
}

fn vectors() -> Vectors {
    serde_json::from_str(VECTORS).unwrap()
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn the_same_messages_are_accepted() {
    let Acceptance { head, messages } = vectors().acceptance;
    let mut all = Vec::new();
    for Case { accepted, value, what } in messages {
        let before = Chains::of(&all).head(1);
        all.push(Message { log: 1, value: value.as_deref().map(bytes) });
        assert_eq!(Chains::of(&all).head(1) > before, accepted, "{what}");
    }
    let chains = Chains::of(&all);
    assert_eq!(chains.head(1), head.sequence);
    assert_eq!(chains.get(1, head.sequence).unwrap().hash, head.hash);
}

#[test]
fn hashes_are_the_same() {
    for HashCase { hash, value } in vectors().entry_hash.cases {
        assert_eq!(Hash::of(&[&[0], &bytes(&value)]), hash);
    }
}

#[test]
fn learners_lie_in_the_same_logs() {
    let cases = vectors().placement.cases.into_iter();
    let learners: Vec<_> = cases.filter(|case| case.key.starts_with("01")).collect();
    assert!(!learners.is_empty());
    for Place { entries_logs, key, log } in learners {
        let learner = Uuid::from_slice(&bytes(&key)[1..]).unwrap();
        assert_eq!(log_of(learner, entries_logs), log, "{key} among {entries_logs}");
    }
}
