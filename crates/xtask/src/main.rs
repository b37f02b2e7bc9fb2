//! Tasks of the workspace that are Rust rather than shell. It builds without any crate of the product, so that it still
//! answers when they do not compile.

mod tally;
mod tidy;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND

  tidy                           checks the style guide
  tally SKIPS [STATUS OUTPUT]... sums runs of `cargo test`: their exit statuses, the files
                                 with what they printed, and the file in which tests say
                                 that they skip
";

/// Bad usage, as in sysexits.h.
const EXIT_USAGE: u8 = 64;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = std::io::stdout().lock();
    let fine = match arguments.as_slice() {
        ["tidy"] => {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
            tidy::run(&root, &mut out)?
        }
        ["tally", skips, runs @ ..] if runs.len() % 2 == 0 => {
            let runs: Vec<tally::Run> = runs
                .chunks_exact(2)
                .map(|run| tally::Run::read(run[0], run[1]))
                .collect::<anyhow::Result<_>>()?;
            tally::run(&runs, &tally::read_skips(Path::new(skips))?, &mut out)?
        }
        _ => {
            std::io::stderr().write_all(USAGE.as_bytes())?;
            return Ok(ExitCode::from(EXIT_USAGE));
        }
    };
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
