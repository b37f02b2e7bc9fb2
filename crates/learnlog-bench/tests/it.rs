//! `learnlog-bench run` from end to end, with sizes so small that its figures say nothing: every row of the table must come.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::process::Command;

use learnlog_testkit::stack::Stack;

/// What rows begin with, and how many do.
const ROWS: [(&str, usize); 14] = [
    ("(a) Submit, ", 12),
    ("(a) Submit at half the rate of ", 1),
    ("(b) SubmitStream, 1 s a round", 1),
    ("(b) largest lag", 1),
    ("(b) growth of that lag", 1),
    ("(b) until it had caught up", 1),
    ("(c) projection of ", 1),
    ("(d) acknowledged to visible, ", 2),
    ("(e) ", 8),
    ("(f) ", 2),
    ("(g) memory of serve at ", 2),
    ("(h) ", 3),
    ("(i) Submit at 3 times its peak, ", 2),
    ("(j) start at ", 2),
];

/// A round of everything. Submit alone already takes some learners through a whole term, which the queries ask for.
const SIZES: [&str; 10] = [
    "--rounds=1",
    "--minutes=1",
    "--submit-seconds=1",
    "--stream-seconds=1",
    "--projection-entries=1",
    "--entries=1",
    "--query-calls=5",
    "--seed=7",
    "--folder",
    ".",
];

#[test]
fn a_small_run_prints_every_row() {
    let stack = Stack::private();
    let database = stack.fresh_database();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("master-key"), "5a".repeat(32)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_learnlog-bench"))
        .args(["run", "--learnlog"])
        .arg(learnlog())
        .args(SIZES)
        .current_dir(folder.path())
        .env("LEARNLOG_KAFKA", stack.bootstrap_servers())
        .env("LEARNLOG_DATABASE", database.url())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8(output.stdout).unwrap();
    let names: Vec<_> = table.lines().filter_map(|line| line.strip_prefix("| (")).collect();
    for (row, count) in ROWS {
        let beginning = row.trim_start_matches('(');
        let there = names.iter().filter(|name| name.starts_with(beginning)).count();
        assert_eq!(there, count, "{row}: {table}");
    }
    assert_eq!(names.len(), ROWS.iter().map(|(_, count)| count).sum::<usize>(), "{table}");
    // A round is no verdict.
    assert!(!table.contains("| met ") && !table.contains("| missed "), "{table}");
}

/// The binary that was built beside this one.
fn learnlog() -> PathBuf {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_learnlog-bench")).with_file_name("learnlog");
    assert!(binary.exists(), "run `cargo build --package learnlog` first, or ops/test");
    binary
}
