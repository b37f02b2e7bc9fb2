//! Banned calls, each with its reason. clippy bans some of them too; here no `allow` helps. Invariant: calls are seen through
//! imports, aliases and macro calls, and importing a banned function is using it.

use super::finding::Finding;
use super::project::Project;
use super::tree::File;

#[cfg(test)]
mod tests;

const RULE: &str = "banned-call";

/// A banned function.
struct Ban {
    paths: &'static [&'static str],
    place: Place,
    advice: &'static str,
}

/// Where a ban holds.
enum Place {
    Everywhere,
    Outside(&'static [&'static str]),
    Inside(&'static [&'static str]),
    /// All but one file, which does it once for all.
    Besides(&'static str),
}

/// Crates whose answers depend on their arguments only.
const PURE: &[&str] = &["learnlog-domain", "learnlog-chain", "learnlog-codec"];

const BANS: &[Ban] = &[
    Ban {
        paths: &["tokio::spawn", "tokio::task::spawn"],
        place: Place::Everywhere,
        advice: "a detached task outlives its owner: use tokio_util::task::TaskTracker or a JoinSet",
    },
    Ban {
        paths: &["std::thread::sleep", "tokio::time::sleep"],
        place: Place::Besides("crates/learnlog-testkit/src/eventually.rs"),
        advice: "wait for a condition with a deadline: tests by learnlog_testkit::eventually; a pause is tokio::time::interval",
    },
    Ban {
        paths: &["std::process::exit", "std::process::abort"],
        place: Place::Outside(&["learnlog", "xtask"]),
        advice: "only the binary ends the process: return an error",
    },
    Ban {
        paths: &[
            "std::time::SystemTime::now",
            "std::time::Instant::now",
            "tokio::time::Instant::now",
            "jiff::Timestamp::now",
            "jiff::Zoned::now",
        ],
        place: Place::Inside(PURE),
        advice: "there is no clock in here: take the time as an argument",
    },
    Ban {
        paths: &["uuid::Uuid::now_v7", "uuid::Uuid::new_v4"],
        place: Place::Inside(PURE),
        advice: "no new ids are made in here: take the id as an argument",
    },
];

/// Checks every Rust file.
pub fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in project.rust() {
        for (line, path) in source.resolved_paths() {
            if let Some(ban) = BANS.iter().find(|ban| ban.holds(file, &path)) {
                let advice = format!("`{path}`: {}", ban.advice);
                findings.push(Finding::new(&file.path, line, RULE, advice));
            }
        }
        for line in &source.ignored_tests {
            let advice = "a test is run or deleted; one that must skip says `SKIPPED: ` and why";
            findings.push(Finding::new(&file.path, *line, "ignored-test", advice));
        }
    }
    findings
}

impl Ban {
    fn holds(&self, file: &File, path: &str) -> bool {
        let inside = |crates: &[&str]| file.crate_name().is_some_and(|name| crates.contains(&name));
        self.paths.contains(&path)
            && match self.place {
                Place::Everywhere => true,
                Place::Outside(crates) => !inside(crates),
                Place::Inside(crates) => inside(crates),
                Place::Besides(path) => file.path != path,
            }
    }
}
