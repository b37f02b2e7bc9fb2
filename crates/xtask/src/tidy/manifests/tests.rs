//! Manifests that are refused.

use crate::tidy::tests::findings;

const PATH: &str = "crates/a/Cargo.toml";

#[test]
fn a_version_outside_the_workspace_is_refused() {
    let text = "[lints]\nworkspace = true\n[dependencies]\nfine.workspace = true\nbytes = \"1\"\n";
    let found = findings(super::check, &[(PATH, text)]);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("crates/a/Cargo.toml:5: manifest: give `bytes`"), "{found:?}");
}

#[test]
fn a_package_without_the_lints_is_refused() {
    let found = findings(super::check, &[(PATH, "[package]\nname = \"a\"\n")]);
    assert!(found[0].contains("add `[lints]`"), "{found:?}");
}

#[test]
fn what_is_not_toml_is_refused() {
    let found = findings(super::check, &[(PATH, "[package\n")]);
    assert!(found[0].contains("this is not TOML"), "{found:?}");
}

#[test]
fn a_workspace_of_its_own_has_versions_of_its_own() {
    let text = "[package]\nname = \"a\"\n[dependencies]\nbytes = \"1\"\n[workspace]\n";
    assert_eq!(findings(super::check, &[(PATH, text)]), [] as [&str; 0]);
}
