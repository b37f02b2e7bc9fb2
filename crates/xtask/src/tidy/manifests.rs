//! Manifests: versions stand in the workspace only, and every package takes the workspace's lints. Reads manifests for other
//! rules too.

use toml::{Table, Value};

use super::finding::Finding;
use super::project::Project;
use super::tree::File;

#[cfg(test)]
mod tests;

const RULE: &str = "manifest";

/// What a package depends on.
pub struct Dependency {
    /// As written.
    pub key: String,
    /// Name of the package, whatever the key.
    pub name: String,
    /// Whether the version comes from the workspace.
    in_workspace: bool,
    /// What for.
    pub kind: Kind,
}

/// What a dependency is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The package or its build script.
    Product,
    /// Its tests.
    Dev,
}

/// Checks every package's manifest.
pub fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in project.manifests() {
        let Some(manifest) = parse(file) else {
            findings.push(Finding::new(&file.path, 1, RULE, "this is not TOML: mend it"));
            continue;
        };
        for dependency in dependencies(&manifest) {
            if !dependency.in_workspace {
                let advice = format!(
                    "give `{}` its version in the root's [workspace.dependencies] and `workspace = true` here",
                    dependency.key
                );
                findings.push(Finding::new(
                    &file.path,
                    file.line_of(&dependency.key),
                    RULE,
                    advice,
                ));
            }
        }
        let lints = manifest.get("lints").and_then(|lints| lints.get("workspace"));
        if lints.and_then(Value::as_bool) != Some(true) {
            let advice = "add `[lints]` with `workspace = true`";
            findings.push(Finding::new(&file.path, 1, RULE, advice));
        }
    }
    findings
}

/// A manifest; None if it is not TOML, which is this rule's finding.
pub fn parse(file: &File) -> Option<Table> {
    file.text.parse().ok()
}

/// `package.name`.
pub fn package_name(manifest: &Table) -> Option<&str> {
    manifest.get("package")?.get("name")?.as_str()
}

/// All dependencies, those of targets included.
pub fn dependencies(manifest: &Table) -> Vec<Dependency> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    let tables = targets.filter_map(|(_, target)| target.as_table());
    std::iter::once(manifest).chain(tables).flat_map(of_one_target).collect()
}

fn of_one_target(table: &Table) -> Vec<Dependency> {
    [
        ("dependencies", Kind::Product),
        ("build-dependencies", Kind::Product),
        ("dev-dependencies", Kind::Dev),
    ]
    .into_iter()
    .flat_map(|(section, kind)| {
        let section = table.get(section).and_then(Value::as_table).into_iter().flatten();
        section.map(move |(key, value)| dependency(key, value, kind))
    })
    .collect()
}

fn dependency(key: &str, value: &Value, kind: Kind) -> Dependency {
    let name = value.get("package").and_then(Value::as_str).unwrap_or(key);
    let in_workspace = value.get("workspace").and_then(Value::as_bool) == Some(true);
    Dependency { key: key.to_owned(), name: name.to_owned(), in_workspace, kind }
}
