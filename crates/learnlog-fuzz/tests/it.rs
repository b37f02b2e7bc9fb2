//! The short run: every fuzz target over its kept corpus, and over mutations of it by fixed seeds. A fuzzer finds more;
//! this finds the same every time, with nothing installed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "it/corpus.rs"]
mod corpus;
#[path = "it/fuzz_targets.rs"]
mod fuzz_targets;
#[path = "it/manifest.rs"]
mod manifest;
#[path = "it/requests.rs"]
mod requests;

// Where the fuzz targets look for `fuzz_target!`.
extern crate self as libfuzzer_sys;
pub(crate) use fuzz_targets::fuzz_target;

use fastrand::Rng;
use learnlog_fuzz::Target;

/// Mutations of each kind of input.
const MUTATIONS: usize = 1_000;

/// Changes of one mutation, at most.
const CHANGES_LIMIT: usize = 6;

/// Bytes of a kept input, as `ops/fuzz` keeps them.
const INPUT_LIMIT_BYTES: usize = 4 << 10;

/// Inputs of one kind that are worth their place in the repository.
const INPUTS_LIMIT: usize = 100;

/// Tells which input it was before it tells what was wrong with it.
fn check(target: &Target, input: &[u8]) {
    let checked = std::panic::catch_unwind(|| (target.check)(input));
    if checked.is_err() {
        let text: String =
            input.iter().flat_map(|byte| byte.escape_ascii()).map(char::from).collect();
        panic!("{}: a property is broken by b\"{text}\"", target.name);
    }
}

/// Bytes flipped, changed, put in, taken out; ends cut off; the beginning of one with the end of another.
fn mutation(corpus: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    let mut input = corpus[rng.usize(..corpus.len())].clone();
    for _ in 0..rng.usize(1..=CHANGES_LIMIT) {
        let at = rng.usize(..=input.len());
        match rng.u8(..7) {
            0 if at < input.len() => input[at] ^= 1 << rng.u8(..8),
            1 if at < input.len() => input[at] = rng.u8(..),
            2 => input.insert(at, rng.u8(..)),
            3 => drop(input.drain(at..(at + rng.usize(..8)).min(input.len()))),
            4 if rng.u8(..4) == 0 => input.truncate(at),
            5 => {
                let other = &corpus[rng.usize(..corpus.len())];
                input.truncate(at);
                input.extend(&other[rng.usize(..=other.len())..]);
            }
            _ => {
                let piece = input[at..(at + rng.usize(..32)).min(input.len())].to_vec();
                let to = rng.usize(..=input.len());
                drop(input.splice(to..to, piece));
            }
        }
        input.truncate(INPUT_LIMIT_BYTES);
    }
    input
}

fn run(name: &str) {
    let target = fuzz_targets::ALL.iter().find(|target| target.name == name).unwrap();
    let corpus = corpus::inputs(target.name);
    assert!((1..=INPUTS_LIMIT).contains(&corpus.len()), "{} inputs", corpus.len());
    for input in &corpus {
        assert!(input.len() <= INPUT_LIMIT_BYTES, "{} bytes", input.len());
        check(target, input);
    }
    for seed in 0..MUTATIONS {
        check(target, &mutation(&corpus, &mut Rng::with_seed(seed as u64)));
    }
}

#[test]
fn every_property_holds_of_entries() {
    run("entry");
}

#[test]
fn every_property_holds_of_headers() {
    run("headers");
}

#[test]
fn every_property_holds_of_imports() {
    run("import");
}

#[test]
fn every_property_holds_of_mappings() {
    run("mapping");
}

#[test]
fn every_property_holds_of_metadata() {
    run("metadata");
}

#[test]
fn every_property_holds_of_page_tokens() {
    run("page_token");
}

#[test]
fn every_property_holds_of_requests() {
    run("request");
}
