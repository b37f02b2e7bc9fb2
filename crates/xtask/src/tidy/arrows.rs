//! Which crate may use which. Invariant: a crate uses only crates above it, and never what its line in ARCHITECTURE.md says it
//! must not know; the table is the whole truth, so a crate that is not in it is a finding.

mod table;

use table::{BESIDE, LAYERS, Layer};
use toml::Table;

use super::finding::Finding;
use super::manifests::{self, Dependency, Kind};
use super::project::Project;
use super::tree::File;

#[cfg(test)]
mod tests;

const RULE: &str = "arrows";

/// The one crate that tests may use whatever its place.
const TEST_SUPPORT: &str = "learnlog-testkit";

/// Checks the manifest of every crate.
pub fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in project.manifests() {
        let Some(manifest) = manifests::parse(file) else { continue };
        let name = manifests::package_name(&manifest).unwrap_or_default();
        if BESIDE.contains(&name) {
            continue;
        }
        match LAYERS.iter().position(|layer| layer.name == name) {
            Some(place) => findings.extend(layer(place, file, &manifest)),
            None => findings.push(Finding::new(
                &file.path,
                file.line_of("name"),
                RULE,
                format!("`{name}` has no place among the crates: add it to tidy's table and to ARCHITECTURE.md"),
            )),
        }
    }
    findings
}

fn layer(place: usize, file: &File, manifest: &Table) -> Vec<Finding> {
    let this = &LAYERS[place];
    let advices = manifests::dependencies(manifest).into_iter().filter_map(|dependency| {
        let advice = arrow(place, &dependency).or_else(|| ban(this, &dependency))?;
        Some(Finding::new(&file.path, file.line_of(&dependency.key), RULE, advice))
    });
    advices.collect()
}

/// Against the order of the crates, for tests too.
fn arrow(place: usize, dependency: &Dependency) -> Option<String> {
    let (this, used) = (LAYERS[place].name, dependency.name.as_str());
    let tests = dependency.kind == Kind::Dev;
    if used == this || used == TEST_SUPPORT && tests {
        return None;
    }
    if BESIDE.contains(&used) {
        return Some(format!("`{this}` must not use `{used}` outside of its tests"));
    }
    let used_place = LAYERS.iter().position(|layer| layer.name == used)?;
    (used_place > place).then(|| {
        format!("`{this}` must not use `{used}`, which lies below it: move what is shared up, or invert it with a trait")
    })
}

/// Against what the crate must not know; its tests may.
fn ban(this: &Layer, dependency: &Dependency) -> Option<String> {
    if dependency.kind == Kind::Dev {
        return None;
    }
    let ban = this.must_not.iter().find(|ban| ban.covers(&dependency.name))?;
    Some(format!("`{}` must not know {}: remove `{}`", this.name, ban.what, dependency.name))
}
