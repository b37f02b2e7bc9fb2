//! The tree with its Rust files taken apart once for all rules.

use super::finding::Finding;
use super::rust::Source;
use super::tree::{File, Tree};

/// What the rules look at.
pub struct Project {
    tree: Tree,
    /// One per file of the tree; None where it is not Rust or cannot be read as Rust.
    sources: Vec<Option<Source>>,
}

impl Project {
    /// Takes the Rust files apart; those that cannot be are findings.
    pub fn new(tree: Tree) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut sources = Vec::new();
        for file in tree.files() {
            sources.push(match file.extension() {
                "rs" => Source::parse(&file.text)
                    .map_err(|line| {
                        let advice = "this is not Rust: mend the quote or bracket here";
                        findings.push(Finding::new(&file.path, line, "syntax", advice));
                    })
                    .ok(),
                _ => None,
            });
        }
        (Self { tree, sources }, findings)
    }

    /// All files.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &Source)> {
        self.tree
            .files()
            .iter()
            .zip(&self.sources)
            .filter_map(|(file, source)| source.as_ref().map(|source| (file, source)))
    }

    /// The manifests of the packages, the root's left out, and those of workspaces of their own: nothing of the product
    /// can be in them.
    pub fn manifests(&self) -> impl Iterator<Item = &File> {
        let is_apart = |file: &File| file.text.lines().any(|line| line == "[workspace]");
        let files = self.tree.files().iter();
        files.filter(move |file| file.path.ends_with("/Cargo.toml") && !is_apart(file))
    }
}
