//! Tests that cannot run here. Invariant: a skipped test is counted as such and says what would
//! make it run.

use std::fs::OpenOptions;
use std::io::Write;

/// Names the file to which skipped tests append a line each.
const SKIPS: &str = "LEARNLOG_SKIPS";

/// Reports that `test` did not run, `why`, and what would make it run; the test then returns. It
/// goes to standard error and, as one line, to the file that `LEARNLOG_SKIPS` names.
///
/// # Panics
///
/// If that file cannot be written: the test would count as passed.
pub fn skip(test: &str, why: &str) {
    let line = format!("{test}: {}", why.replace('\n', " "));
    let mut error = std::io::stderr().lock();
    writeln!(error, "SKIPPED: {line}").expect("standard error can be written");
    let Some(path) = std::env::var_os(SKIPS) else { return };
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .expect("LEARNLOG_SKIPS can be opened");
    // One write, so that lines of tests that run at once do not mix.
    file.write_all(format!("{line}\n").as_bytes()).expect("LEARNLOG_SKIPS can be written");
}
