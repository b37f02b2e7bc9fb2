//! The project speaks of itself alone: no path of somebody's machine, and nothing beside the checkout.

use super::finding::Finding;
use super::project::Project;

#[cfg(test)]
mod tests;

/// Where people and build machines keep things. Spelled apart, so that this file may hold them.
const PLACES: [&str; 6] = [
    concat!("/", "home/"),
    concat!("/", "root/"),
    concat!("/", "Users/"),
    concat!("/", "work/"),
    concat!("../", "shared"),
    concat!("/", "mnt/"),
];

/// The one file that knows what lies beside the checkout on the build machine.
const BUILD_MACHINE: &str = ".ci/run";

/// Checks every file.
pub fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in project.tree().files().iter().filter(|file| file.path != BUILD_MACHINE) {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(place) = PLACES.iter().find(|place| mentions(line, place)) {
                let advice = format!(
                    "`{place}` is a place on some machine: take it as an argument or a variable"
                );
                findings.push(Finding::new(&file.path, index + 1, "machine-path", advice));
            }
        }
    }
    findings
}

/// Whether the line names that place, and not something inside a longer path or address.
fn mentions(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|before| before.is_alphanumeric() || "._-}".contains(before))
    })
}
