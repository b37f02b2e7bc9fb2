//! Tasks of the workspace that are Rust rather than shell: `cargo xtask tidy`. It builds without any crate of the product,
//! so that it still answers when they do not compile.

mod tidy;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask tidy\n";

/// Bad usage, as in sysexits.h.
const EXIT_USAGE: u8 = 64;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments != ["tidy"] {
        std::io::stderr().write_all(USAGE.as_bytes())?;
        return Ok(ExitCode::from(EXIT_USAGE));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let clean = tidy::run(&root, &mut std::io::stdout().lock())?;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
