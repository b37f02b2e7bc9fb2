//! Metrics stand in one file per crate, each with name, unit and help. Invariant: what is recorded stands there, what stands
//! there is recorded, and a dashboard names nothing else.

mod names;

use names::{Kind, Metric, metrics_of};

use super::finding::Finding;
use super::project::Project;
use super::rust::MacroCall;
use super::rust::tokens::{is_punct, path};
use super::tree::File;

#[cfg(test)]
mod tests;

const RULE: &str = "metric";

/// Every metric's name begins with it.
const PREFIX: &str = "learnlog_";

/// The name of a counter, and of nothing else, ends in it.
const COUNTER_SUFFIX: &str = "_total";

const DASHBOARDS: &str = "ops/dashboards/";

/// Checks the Rust files and the dashboards.
pub fn check(project: &Project) -> Vec<Finding> {
    let (metrics, mut findings) = metrics_of(project);
    let mut recorded: Vec<(&Metric, Kind)> = Vec::new();
    for (file, source) in project.rust() {
        for call in &source.macros {
            let Some(kind) = Kind::of(call) else { continue };
            let mut refuse = |advice: String| {
                findings.push(Finding::new(&file.path, call.line, RULE, advice));
            };
            let own = metrics.iter().find(|metric| metric.is_of(file) && names(call, metric));
            let Some(metric) = own else {
                refuse("record `X.name` of a constant X in this crate's src/metrics.rs".into());
                continue;
            };
            if (kind == Kind::Counter) != metric.name.ends_with(COUNTER_SUFFIX) {
                refuse(format!(
                    "{}: a counter, and nothing else, ends in {COUNTER_SUFFIX}",
                    metric.name
                ));
            }
            if recorded.iter().any(|(other, other_kind)| *other == metric && *other_kind != kind) {
                refuse(format!("{} is recorded as something else too", metric.name));
            }
            recorded.push((metric, kind));
        }
    }
    for metric in &metrics {
        if !recorded.iter().any(|(other, _)| *other == metric) {
            let advice = format!("nothing records {}: record it or delete it", metric.constant);
            findings.push(Finding::new(&metric.path, metric.line, RULE, advice));
        }
    }
    findings.extend(dashboards(project, &recorded));
    findings
}

/// Whether the first argument of a macro call is `…::X.name` of that metric.
fn names(call: &MacroCall, metric: &Metric) -> bool {
    let Some(first) = call.arguments.first() else { return false };
    let (segments, length) = path(first);
    let field = &first[length..];
    segments.last() == Some(&metric.constant)
        && matches!(field, [dot, name] if is_punct(dot, '.') && name.to_string() == "name")
}

fn dashboards(project: &Project, recorded: &[(&Metric, Kind)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let files: Vec<&File> =
        project.tree().files().iter().filter(|file| file.path.starts_with(DASHBOARDS)).collect();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            for word in words.filter(|word| word.starts_with(PREFIX)) {
                if !recorded.iter().any(|(metric, kind)| metric.is_shown_as(*kind, word)) {
                    let advice = format!("no crate records {word}: mend the panel");
                    findings.push(Finding::new(&file.path, index + 1, RULE, advice));
                }
            }
        }
    }
    findings
}
