//! `fuzz/` is a workspace of its own, which no build of the product looks at. Invariant: it names every target, and what
//! is fuzzed has the dependencies of what is shipped.

use std::collections::BTreeSet;
use std::path::Path;

use learnlog_fuzz::TARGETS;

use crate::fuzz_targets;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A body without a fuzz target, or the other way around, would be fuzzed by nobody.
#[test]
fn every_body_has_its_fuzz_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let bodies: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
    let compiled: Vec<_> = fuzz_targets::ALL.iter().map(|target| target.name).collect();
    assert_eq!(files, bodies);
    assert_eq!(files, compiled);
    let manifest = read("fuzz/Cargo.toml");
    for name in bodies {
        let binary = format!("[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\n");
        assert!(manifest.contains(&binary), "{name} has no binary");
        let call = format!("learnlog_fuzz::{name}::check(bytes)");
        let target = read(&format!("fuzz/fuzz_targets/{name}.rs"));
        assert!(target.contains(&call), "{name} fuzzes something else");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}

/// Name and version of each package.
fn packages(lock: &str) -> BTreeSet<(&str, &str)> {
    let packages = lock.split("[[package]]\n").skip(1);
    packages
        .filter_map(|package| {
            package.split_once("\n")?.0.strip_prefix("name = ").zip(package.lines().nth(1))
        })
        .collect()
}

/// Each lock is updated for itself: the versions that are fuzzed would drift apart from those that are shipped. Only what
/// makes a fuzzer is not in both. (Whether the lock says what the manifests say, cargo tells `ops/test`.)
#[test]
fn what_is_fuzzed_has_the_versions_that_are_shipped() {
    let (fuzzed, shipped) = (read("fuzz/Cargo.lock"), read("Cargo.lock"));
    let (fuzzed, shipped) = (packages(&fuzzed), packages(&shipped));
    assert!(fuzzed.len() > TARGETS.len());
    let others: Vec<_> =
        fuzzed.difference(&shipped).map(|(name, _)| name.trim_matches('"')).collect();
    assert_eq!(others, ["arbitrary", "jobserver", "learnlog-fuzz-targets", "libfuzzer-sys"]);
}
