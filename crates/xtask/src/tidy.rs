//! The style guide as a test: what rustfmt and clippy cannot see. Invariant: a rule looks at the project's text only, never at
//! the machine or at git, so it says the same everywhere; and each rule has a test in which it fails.

mod arrows;
mod bans;
mod documents;
mod finding;
mod headers;
mod lengths;
mod manifests;
mod metrics;
mod places;
mod project;
mod rust;
mod tree;

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use finding::{Finding, Severity};
use project::Project;
use tree::Tree;

#[cfg(test)]
mod tests;

/// Checks the checkout at `root`, prints the findings and a closing line, and says whether none of them is an error.
pub fn run(root: &Path, out: &mut dyn Write) -> anyhow::Result<bool> {
    let tree = Tree::read(root).with_context(|| format!("cannot read {}", root.display()))?;
    let count = tree.files().len();
    let findings = check(tree);
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    writeln!(out, "tidy: {count} files, {errors} to mend, {} warnings", findings.len() - errors)?;
    Ok(errors == 0)
}

/// All findings, by path and line.
fn check(tree: Tree) -> Vec<Finding> {
    let (project, mut findings) = Project::new(tree);
    for rule in [
        arrows::check,
        bans::check,
        documents::check,
        headers::check,
        lengths::check,
        manifests::check,
        metrics::check,
        places::check,
    ] {
        findings.extend(rule(&project));
    }
    findings.sort();
    findings
}
