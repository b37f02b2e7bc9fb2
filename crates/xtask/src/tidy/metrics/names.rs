//! The metrics that crates declare, each as `pub const X: Metric = Metric { name: "learnlog_…", unit: "…", help: "…" };` in
//! the crate's `src/metrics.rs`.

use proc_macro2::TokenTree;

use super::super::rust::tokens::{split_at_commas, string};
use super::super::rust::{Constant, MacroCall};
use super::super::tree::File;
use super::{Finding, PREFIX, Project, RULE};

/// The last word of the type of a declared metric.
const METRIC_TYPE: &str = "Metric";

/// A declared metric.
#[derive(Debug, PartialEq)]
pub struct Metric {
    /// The constant's name.
    pub constant: String,
    /// The metric's name.
    pub name: String,
    /// Where it is declared.
    pub path: String,
    /// Where it is declared.
    pub line: usize,
}

/// What a metric is, by the macro that records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows; its name ends in `_total`.
    Counter,
    /// Goes up and down.
    Gauge,
    /// A distribution.
    Histogram,
}

impl Kind {
    /// None for a macro that records nothing.
    pub fn of(call: &MacroCall) -> Option<Self> {
        match call.name.as_str() {
            "counter" => Some(Self::Counter),
            "gauge" => Some(Self::Gauge),
            "histogram" => Some(Self::Histogram),
            _ => None,
        }
    }
}

impl Metric {
    /// Whether the crate of that file declares it.
    pub fn is_of(&self, file: &File) -> bool {
        file.crate_name().is_some_and(|name| self.path == declared_in(name))
    }

    /// Whether Prometheus shows it under that name when it is recorded as `kind`.
    pub fn is_shown_as(&self, kind: Kind, word: &str) -> bool {
        let series = |suffix: &str| word.strip_suffix(suffix) == Some(self.name.as_str());
        word == self.name
            || kind == Kind::Histogram && ["_bucket", "_sum", "_count"].into_iter().any(series)
    }
}

fn declared_in(crate_name: &str) -> String {
    format!("crates/{crate_name}/src/metrics.rs")
}

/// All declared metrics, and what is wrong with their declarations.
pub fn metrics_of(project: &Project) -> (Vec<Metric>, Vec<Finding>) {
    let mut metrics: Vec<Metric> = Vec::new();
    let mut findings = Vec::new();
    for (file, source) in project.rust() {
        if file.crate_name().map(declared_in).as_ref() != Some(&file.path) {
            continue;
        }
        for constant in &source.constants {
            let Some(fields) = fields(constant) else { continue };
            let mut refuse = |advice: String| {
                findings.push(Finding::new(&file.path, constant.line, RULE, advice));
            };
            let name = text_of(&fields, "name").unwrap_or_default();
            if !name.starts_with(PREFIX) {
                refuse(format!(
                    "{}: its `name` is a literal that begins with {PREFIX}",
                    constant.name
                ));
            }
            for field in ["unit", "help"] {
                if text_of(&fields, field).is_none_or(|text| text.is_empty()) {
                    refuse(format!("{}: say its `{field}`", constant.name));
                }
            }
            if metrics.iter().any(|metric| metric.name == name) {
                refuse(format!("{name} is the name of another metric too"));
            }
            let (path, line) = (file.path.clone(), constant.line);
            metrics.push(Metric { constant: constant.name.clone(), name, path, line });
        }
    }
    (metrics, findings)
}

/// The fields of a `Metric { … }`; None for any other constant.
fn fields(constant: &Constant) -> Option<Vec<Vec<TokenTree>>> {
    match constant.value.as_slice() {
        [.., TokenTree::Ident(kind), TokenTree::Group(group)] if *kind == METRIC_TYPE => {
            Some(split_at_commas(group))
        }
        _ => None,
    }
}

/// The text of a field that is a string literal.
fn text_of(fields: &[Vec<TokenTree>], wanted: &str) -> Option<String> {
    fields.iter().find_map(|field| match field.as_slice() {
        [TokenTree::Ident(name), _, value] if *name == wanted => string(value),
        _ => None,
    })
}
