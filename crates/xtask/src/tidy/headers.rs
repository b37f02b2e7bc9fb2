//! Each Rust file begins with what it is, and lies where one looks for it.

use super::finding::Finding;
use super::project::Project;

#[cfg(test)]
mod tests;

/// Fewer words than this say no more than the file's name.
const HEADER_WORDS_MIN: usize = 3;

/// Checks every Rust file.
pub fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, _) in project.rust() {
        let header = file.text.lines().take_while(|line| line.starts_with("//!"));
        let words: usize =
            header.map(|line| line.trim_start_matches("//!").split_whitespace().count()).sum();
        if words < HEADER_WORDS_MIN {
            let advice = "begin the file with `//!`: what it is, which invariant it keeps, what it leaves to others";
            findings.push(Finding::new(&file.path, 1, "header", advice));
        }
        if file.path.ends_with("/mod.rs") {
            let advice =
                "name it after its directory and put it beside that: `foo.rs` beside `foo/`";
            findings.push(Finding::new(&file.path, 1, "mod-rs", advice));
        }
    }
    findings
}
