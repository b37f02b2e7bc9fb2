//! The output of `cargo test`, taken apart by test program.

use std::ops::AddAssign;

/// What one test program did.
pub struct Program<'a> {
    /// As cargo names it.
    pub name: &'a str,
    /// What it printed.
    pub lines: Vec<&'a str>,
    /// What it said at its end; None if it did not come to that.
    pub verdict: Option<Verdict>,
}

/// Numbers of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Ran and held.
    pub passed: usize,
    /// Ran and did not hold.
    pub failed: usize,
    /// Did not run.
    pub ignored: usize,
}

impl AddAssign for Verdict {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// The test programs that were started, in order.
pub fn programs(output: &str) -> Vec<Program<'_>> {
    let mut programs: Vec<Program<'_>> = Vec::new();
    for line in output.lines() {
        if let Some(name) = started(line) {
            programs.push(Program { name, lines: Vec::new(), verdict: None });
        } else if let Some(program) = programs.last_mut() {
            program.lines.push(line);
            program.verdict = verdict(line).or(program.verdict);
        }
    }
    programs
}

/// cargo indents what it says of itself so that the first words end in one column.
fn started(line: &str) -> Option<&str> {
    let name = line.strip_prefix("     Running ").or_else(|| line.strip_prefix("   Doc-tests "))?;
    Some(name.split(" (").next().unwrap_or(name))
}

/// `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`
fn verdict(line: &str) -> Option<Verdict> {
    let (_, counts) = line.split_once("test result: ")?;
    let count = |word: &str| {
        let (before, _) = counts.split_once(word)?;
        before.rsplit([' ', ';']).find(|part| !part.is_empty())?.parse().ok()
    };
    Some(Verdict {
        passed: count(" passed")?,
        failed: count(" failed")?,
        ignored: count(" ignored")?,
    })
}
