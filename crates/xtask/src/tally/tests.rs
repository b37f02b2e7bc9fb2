//! Outputs of `cargo test` and what is made of them.

use super::{Run, run};

const TWO_PROGRAMS: &str = "   Compiling learnlog-chain v0.1.0
    Finished `test` profile [unoptimized] target(s) in 0.10s
     Running unittests src/lib.rs (target/debug/deps/learnlog_chain-0123456789abcdef)

running 3 tests
test tests::a ... ok
test tests::b ... ok
test tests::c ... ok

test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s

   Doc-tests learnlog_chain

running 1 test

test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

const FAILURE: &str = "     Running tests/it.rs (target/debug/deps/it-0123456789abcdef)

running 2 tests
test a ... FAILED
test b ... ok

failures:

---- a stdout ----
thread 'a' panicked at tests/it.rs:3:5:
the reason

failures:
    a

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

error: test failed, to rerun pass `-p learnlog-chain --test it`
";

fn tally(runs: &[(i32, &str)], skips: &[&str]) -> (bool, String) {
    let runs: Vec<Run> =
        runs.iter().map(|(status, text)| Run { status: *status, output: (*text).into() }).collect();
    let skips: Vec<String> = skips.iter().map(ToString::to_string).collect();
    let mut out = Vec::new();
    let passed = run(&runs, &skips, &mut out).unwrap();
    (passed, String::from_utf8(out).unwrap())
}

#[test]
fn programs_and_runs_are_summed() {
    let expected = "8 passed, 0 failed, 2 skipped\n";
    assert_eq!(tally(&[(0, TWO_PROGRAMS), (0, TWO_PROGRAMS)], &[]), (true, expected.to_owned()));
}

#[test]
fn a_test_that_skips_is_not_counted_as_passed() {
    let (passed, out) = tally(&[(0, TWO_PROGRAMS)], &["import: no data"]);
    assert!(passed);
    assert_eq!(out, "skipped: import: no data\n3 passed, 0 failed, 2 skipped\n");
}

#[test]
fn a_failed_test_is_shown_with_its_reason() {
    let (passed, out) = tally(&[(101, &format!("{TWO_PROGRAMS}{FAILURE}"))], &[]);
    assert!(!passed);
    assert!(out.starts_with("failed: tests/it.rs\n    failures:\n"), "{out}");
    assert!(out.contains("    the reason\n"), "{out}");
    assert!(!out.contains("tests::a"), "{out}");
    assert!(out.ends_with("5 passed, 1 failed, 1 skipped\n"), "{out}");
}

#[test]
fn a_program_that_died_is_a_failure() {
    let died = "     Running tests/it.rs (target/debug/deps/it-0)\n\nrunning 2 tests\ntest a ... ok\n\
                error: test failed: process didn't exit successfully (signal: 6, SIGABRT)\n";
    let (passed, out) = tally(&[(101, &format!("{died}{TWO_PROGRAMS}"))], &[]);
    assert!(!passed);
    assert!(out.starts_with("failed: tests/it.rs: it ended before its tests did\n"), "{out}");
    assert!(out.contains("SIGABRT"), "{out}");
    assert!(out.ends_with("4 passed, 1 failed, 1 skipped\n"), "{out}");
}

#[test]
fn a_build_that_failed_is_a_failure_and_is_shown_from_its_first_error() {
    let build = "   Compiling learnlog-chain v0.1.0\nwarning: x\nerror[E0425]: cannot find `y`\n  --> a.rs\n";
    let (passed, out) = tally(&[(101, build)], &[]);
    assert!(!passed);
    assert_eq!(
        out,
        "failed: cargo test ended with status 101\n    error[E0425]: cannot find `y`\n      --> a.rs\n\
         0 passed, 1 failed, 0 skipped\n"
    );
}

#[test]
fn a_run_that_ended_badly_without_a_word_is_a_failure() {
    let (passed, out) = tally(&[(143, TWO_PROGRAMS)], &[]);
    assert!(!passed);
    assert!(out.ends_with("4 passed, 1 failed, 1 skipped\n"), "{out}");
}

#[test]
fn the_file_of_skips_may_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("skips");
    assert!(super::read_skips(&path).unwrap().is_empty());
    std::fs::write(&path, "a: b\nc: d\n").unwrap();
    assert_eq!(super::read_skips(&path).unwrap(), ["a: b", "c: d"]);
}
