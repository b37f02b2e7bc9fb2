//! Sums what `cargo test` said over all test programs. Invariant: nothing that did not run to its end counts as passed: a
//! program that died and a build that failed are failures too. Running the tests is left to `ops/test`.

mod log;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use log::{Program, Verdict};

#[cfg(test)]
mod tests;

/// How much is shown of a program that died, or of a build that failed without a word.
const TAIL_LINES: usize = 40;

/// One run of `cargo test`.
pub struct Run {
    /// Its exit status.
    status: i32,
    /// All it printed.
    output: String,
}

impl Run {
    /// From what the command line says: the exit status and the file that has the output.
    pub fn read(status: &str, output: &str) -> anyhow::Result<Self> {
        let status = status.parse().with_context(|| format!("`{status}` is no exit status"))?;
        let bytes = std::fs::read(output).with_context(|| format!("cannot read {output}"))?;
        Ok(Self { status, output: String::from_utf8_lossy(&bytes).into_owned() })
    }
}

/// The lines of the file in which tests say that they skip; none if there is no such file.
pub fn read_skips(path: &Path) -> anyhow::Result<Vec<String>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {}", PathBuf::from(path).display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// Prints what failed and what was skipped, then `N passed, N failed, N skipped`; says whether nothing failed. A test that skips
/// passes and leaves a line in `skips`.
pub fn run(runs: &[Run], skips: &[String], out: &mut dyn Write) -> std::io::Result<bool> {
    let mut total = Verdict::default();
    for run in runs {
        let programs = log::programs(&run.output);
        let mut of_run = Verdict::default();
        for program in &programs {
            let verdict = program.verdict.unwrap_or(Verdict { failed: 1, ..Verdict::default() });
            of_run += verdict;
            if verdict.failed > 0 {
                show_program(program, out)?;
            }
        }
        if run.status != 0 && of_run.failed == 0 {
            of_run.failed = 1;
            show_build(run, out)?;
        }
        total += of_run;
    }
    for skip in skips {
        writeln!(out, "skipped: {skip}")?;
    }
    let passed = total.passed.saturating_sub(skips.len());
    let skipped = total.ignored + skips.len();
    writeln!(out, "{passed} passed, {} failed, {skipped} skipped", total.failed)?;
    Ok(total.failed == 0)
}

/// The details that the test program gave; its last lines if it died.
fn show_program(program: &Program<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let lines = &program.lines;
    let from = match program.verdict {
        Some(_) => lines.iter().position(|line| *line == "failures:").unwrap_or(0),
        None => lines.len().saturating_sub(TAIL_LINES),
    };
    let end = if program.verdict.is_some() { "" } else { ": it ended before its tests did" };
    writeln!(out, "failed: {}{end}", program.name)?;
    for line in &lines[from..] {
        writeln!(out, "    {line}")?;
    }
    Ok(())
}

/// What the compiler said.
fn show_build(run: &Run, out: &mut dyn Write) -> std::io::Result<()> {
    let lines: Vec<&str> = run.output.lines().collect();
    let from = lines.iter().position(|line| line.starts_with("error"));
    let from = from.unwrap_or(lines.len().saturating_sub(TAIL_LINES));
    writeln!(out, "failed: cargo test ended with status {}", run.status)?;
    for line in &lines[from..] {
        writeln!(out, "    {line}")?;
    }
    Ok(())
}
