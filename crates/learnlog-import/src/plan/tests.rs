//! Plans of small sources, and of the Open University's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod anomalies;
mod bad_rows;
mod held_back;
mod hr;
mod oulad;
mod school;

use std::path::{Path, PathBuf};

use learnlog_domain::time::{Day, EffectiveDay};

use crate::mapping::Mapping;
use crate::plan::fact::Fact;
use crate::plan::{Plan, PlanError};
use crate::source::Source;

/// A mapping that the project ships.
fn shipped(name: &str) -> Mapping {
    Mapping::read(&repository().join("ops/mappings").join(name)).unwrap()
}

/// The last day that is not in the future.
fn today() -> Day {
    Day::new(2024, 12, 31).unwrap()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The plan of `files` (name and content) under `mapping`.
fn plan(mapping: &Mapping, files: &[(&str, &str)]) -> Result<Plan, PlanError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Plan::new(mapping, &Source::read(mapping, folder.path()).unwrap(), today())
}

/// The facts in order, as "kind key day", and the problems.
fn shown(plan: &Plan) -> (Vec<String>, Vec<String>) {
    (
        plan.facts.iter().map(line).collect(),
        plan.bad.problems().iter().map(ToString::to_string).collect(),
    )
}

fn line(fact: &Fact) -> String {
    let bound = |day: Option<_>| day.map_or("?".to_owned(), |day| format!("{day}"));
    let day = match fact.day {
        None => String::new(),
        Some(EffectiveDay::Known(day)) => format!(" {day}"),
        Some(EffectiveDay::Unknown { first: None, last: None }) => " unknown".to_owned(),
        Some(EffectiveDay::Unknown { first, last }) => {
            format!(" {}..{}", bound(first), bound(last))
        }
    };
    format!("{} {}{day}", fact.kind().as_str(), fact.key)
}
