//! Documents that hold together: links lead somewhere, ARCHITECTURE.md names every crate, and each page in `docs/errors` is
//! reachable from its index and belongs to a reason that the code can give.

use super::finding::Finding;
use super::project::Project;
use super::tree::File;

#[cfg(test)]
mod tests;

const ERRORS: &str = "docs/errors/";
const ERRORS_INDEX: &str = "docs/errors/README.md";
const ARCHITECTURE: &str = "ARCHITECTURE.md";

/// Checks every Markdown file.
pub fn check(project: &Project) -> Vec<Finding> {
    let mut findings = broken_links(project);
    findings.extend(error_pages(project));
    findings.extend(unnamed_crates(project));
    findings
}

fn documents(project: &Project) -> impl Iterator<Item = &File> {
    project.tree().files().iter().filter(|file| file.extension() == "md")
}

fn broken_links(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in documents(project) {
        for (line, target) in links(file) {
            if !project.tree().exists(&target) {
                let advice = format!("there is no `{target}`: mend or remove the link");
                findings.push(Finding::new(&file.path, line, "link", advice));
            }
        }
    }
    findings
}

fn error_pages(project: &Project) -> Vec<Finding> {
    let tree = project.tree();
    let linked: Vec<String> = tree
        .file(ERRORS_INDEX)
        .map(|index| links(index).into_iter().map(|(_, target)| target).collect())
        .unwrap_or_default();
    let mut findings = Vec::new();
    for page in documents(project).filter(|page| page.path != ERRORS_INDEX) {
        let Some(name) = page.path.strip_prefix(ERRORS) else { continue };
        if !linked.contains(&page.path) {
            let advice = format!("link the page from {ERRORS_INDEX}");
            findings.push(Finding::new(&page.path, 1, "error-page", advice));
        }
        let reason = name.trim_end_matches(".md");
        let mut code = tree.files().iter().filter(|file| file.extension() == "rs");
        if !code.any(|file| file.text.contains(&format!("\"{reason}\""))) {
            let advice =
                format!("no code gives the reason {reason}: delete the page or mend its name");
            findings.push(Finding::new(&page.path, 1, "error-page", advice));
        }
    }
    findings
}

fn unnamed_crates(project: &Project) -> Vec<Finding> {
    let Some(architecture) = project.tree().file(ARCHITECTURE) else { return Vec::new() };
    let crates = project.manifests().filter_map(File::crate_name);
    crates
        .filter(|name| !architecture.text.contains(&format!("`{name}`")))
        .map(|name| {
            let advice = format!("add `{name}` to the code map: what it is, what it must not know");
            Finding::new(ARCHITECTURE, 1, "code-map", advice)
        })
        .collect()
}

/// Links to files of the checkout outside of code blocks, as paths from its root.
fn links(file: &File) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    let mut code = false;
    for (index, line) in file.text.lines().enumerate() {
        code ^= line.trim_start().starts_with("```");
        for rest in line.split("](").skip(1).filter(|_| !code) {
            let target = rest.split([')', '#', ' ']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') {
                links.push((index + 1, resolve(&file.path, target)));
            }
        }
    }
    links
}

/// `target` as seen from the file at `from`.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}
