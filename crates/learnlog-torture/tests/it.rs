//! A short run from end to end: every kind of fault once, on servers of its own, and no promise broken; and what is planted in its record
//! is found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Faults that every run must have had.
const FAULTS: [&str; 14] = [
    "kill -9 of a process",
    "end of a process by SIGTERM",
    "stop and continue a process",
    "kill -9 and restart of a Kafka broker",
    "stop and continue a Kafka broker",
    "kill -9 and restart of PostgreSQL",
    "stop and continue PostgreSQL",
    "move a process's clock",
    "cut connections to Kafka",
    "black hole for answers, callers",
    "cut connections to other processes",
    "black hole to other processes",
    "black hole for answers, other processes",
    "delay of connections to other processes",
];

/// Without these, a report of no violations would say nothing.
const WORK: [&str; 8] = [
    "acknowledged: recorded",
    "acknowledged: rejected",
    "transcript: answered",
    "subscription to a log: answered",
    "answered by the owner",
    "decided anew",
    "items behind one another in SubmitStream",
    "commands with at_least",
];

/// What can be planted in a run.
const PLANTED: [&str; 6] = ["lost", "doubled", "denied", "stale", "out-of-turn", "early"];

#[test]
fn every_promise_is_kept_in_a_short_run_and_what_is_planted_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let output = torture(&["run", "--minutes=0.5", "--callers=4", "--seed=7"], &run, |command| {
        command.arg("--learnlog").arg(learnlog());
    });
    let report = said(&output);
    assert!(output.status.success(), "{report}");
    assert!(report.contains("\nviolations: 0\n"), "{report}");
    for fault in FAULTS.into_iter().chain(WORK) {
        assert!(count(&report, fault) > 0, "{fault}: {report}");
    }
    for kind in PLANTED {
        let output = torture(&["check", "--plant", kind], &run, |_| {});
        let report = said(&output);
        assert_eq!(output.status.code(), Some(1), "{kind}: {report}");
        assert!(report.contains("\nviolations: 1\n"), "{kind}: {report}");
        assert_eq!(count(&report, kind), 1, "{kind}: {report}");
    }
}

fn torture(arguments: &[&str], run: &Path, further: impl FnOnce(&mut Command)) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_learnlog-torture"));
    command.args(arguments).arg("--folder").arg(run);
    further(&mut command);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let (report, progress) = (&output.stdout, &output.stderr);
    format!("{}\n{}", String::from_utf8_lossy(progress), String::from_utf8_lossy(report))
}

/// The number at the end of that line of the report; 0 where there is none.
fn count(report: &str, what: &str) -> usize {
    let mut lines = report.lines().filter_map(|line| line.trim_start().strip_prefix(what));
    lines.find_map(|rest| rest.trim().parse().ok()).unwrap_or_default()
}

/// The binary that was built beside this one.
fn learnlog() -> PathBuf {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_learnlog-torture")).with_file_name("learnlog");
    assert!(binary.exists(), "run `cargo build --package learnlog` first, or ops/test");
    binary
}
