//! The short run: every body over its kept corpus, and over mutations of it by fixed seeds. A fuzzer finds more; this
//! finds the same every time, with nothing installed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use fastrand::Rng;
use learnlog_fuzz::{TARGETS, Target};

/// Mutations of each kind of input.
const MUTATIONS: usize = 1_000;

/// Changes of one mutation, at most.
const CHANGES_LIMIT: usize = 6;

/// Bytes of a kept input, as `ops/fuzz` keeps them.
const INPUT_LIMIT_BYTES: usize = 4 << 10;

/// Inputs of one kind that are worth their place in the repository.
const INPUTS_LIMIT: usize = 100;

fn folder(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target.name)
}

/// In the order of their names, so that a seed means the same everywhere.
fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder = folder(target);
    let files = std::fs::read_dir(&folder);
    let files = files.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

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
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let corpus = corpus(target);
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

/// A body without a fuzz target, or the other way around, would be fuzzed by nobody.
#[test]
fn every_body_has_its_fuzz_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
    let mut targets: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    targets.sort();
    assert_eq!(targets, TARGETS.iter().map(|target| target.name).collect::<Vec<_>>());
}
