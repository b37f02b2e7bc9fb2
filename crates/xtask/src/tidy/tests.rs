//! The whole of tidy on a directory; rules are tested beside themselves, on trees held in memory.

use std::path::Path;

use super::finding::Finding;
use super::project::Project;
use super::tree::{File, Tree};

/// What a rule says about files given as path and text, as it is printed. A file that does not parse is a mistake in the test.
pub fn findings(rule: fn(&Project) -> Vec<Finding>, files: &[(&str, &str)]) -> Vec<String> {
    let files =
        files.iter().map(|(path, text)| File { path: (*path).into(), text: (*text).into() });
    let (project, unreadable) = Project::new(Tree::new(files.collect()));
    assert!(unreadable.is_empty(), "{unreadable:?}");
    rule(&project).iter().map(ToString::to_string).collect()
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn run(root: &Path) -> (bool, String) {
    let mut out = Vec::new();
    let clean = super::run(root, &mut out).unwrap();
    (clean, String::from_utf8(out).unwrap())
}

#[test]
fn a_clean_checkout_passes() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "src/a.rs", "//! What it is.\n");
    assert_eq!(run(root.path()), (true, "tidy: 1 files, 0 to mend, 0 warnings\n".to_owned()));
}

#[test]
fn every_rule_takes_part_and_findings_are_sorted() {
    let root = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"nobody\"\n";
    write(root.path(), "crates/a/Cargo.toml", manifest);
    let code = format!("fn f() {{\n    tokio::spawn(counter!(\"x\"));\n{}}}\n", "\n".repeat(70));
    write(root.path(), "crates/a/src/a.rs", &code);
    write(root.path(), "docs/a.md", &format!("[x](gone.md) {}x\n", concat!("/", "home/")));
    write(root.path(), "src/b.rs", "fn f( {\n");
    write(root.path(), "c.sql", &"--\n".repeat(151));
    let (clean, out) = run(root.path());
    assert!(!clean);
    let places: Vec<String> =
        out.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        places,
        [
            "c.sql:1: warning:",
            "crates/a/Cargo.toml:1: manifest:",
            "crates/a/Cargo.toml:2: arrows:",
            "crates/a/src/a.rs:1: function-length:",
            "crates/a/src/a.rs:1: header:",
            "crates/a/src/a.rs:2: banned-call:",
            "crates/a/src/a.rs:2: metric:",
            "docs/a.md:1: link:",
            "docs/a.md:1: machine-path:",
            "src/b.rs:1: syntax:",
            "tidy: 5",
        ],
        "{out}"
    );
}

#[test]
fn what_a_build_or_a_run_leaves_behind_is_not_looked_at() {
    let root = tempfile::tempdir().unwrap();
    for directory in ["target", ".run", ".git", "crates/a/target"] {
        write(root.path(), &format!("{directory}/a.rs"), "fn f( {\n");
    }
    write(root.path(), ".ci/run", "#!/bin/sh\n");
    assert_eq!(run(root.path()), (true, "tidy: 1 files, 0 to mend, 0 warnings\n".to_owned()));
}

#[test]
fn what_is_not_text_is_left_out() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("a.rs"), [0xff, 0xfe]).unwrap();
    assert!(run(root.path()).0);
}

#[test]
fn a_warning_alone_does_not_fail_the_run() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "c.sql", &"--\n".repeat(151));
    assert!(run(root.path()).0);
}
