//! Progress, on stderr. Invariant: stdout holds the report and nothing else.

use std::io::Write;

/// One line. Nobody may be reading.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "torture: {line}");
}
