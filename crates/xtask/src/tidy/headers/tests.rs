//! Files without a header.

use crate::tidy::tests::findings;

#[test]
fn a_file_without_a_header_is_refused() {
    for text in ["", "use a::b;\n", "\n//! Too late to be a header.\n", "// Not a doc comment.\n"] {
        let found = findings(super::check, &[("crates/a/build.rs", text)]);
        assert!(found[0].starts_with("crates/a/build.rs:1: header:"), "{text:?}");
    }
}

#[test]
fn a_header_that_repeats_the_name_is_refused() {
    assert_eq!(findings(super::check, &[("crates/a/src/lib.rs", "//! learnlog-a\n")]).len(), 1);
}

#[test]
fn a_header_is_fine() {
    assert!(findings(super::check, &[("tests/it.rs", "//! What it is.\nuse a::b;\n")]).is_empty());
}

#[test]
fn mod_rs_is_refused() {
    let found = findings(super::check, &[("crates/a/src/b/mod.rs", "//! What it is.\n")]);
    assert!(found[0].contains("mod-rs"), "{found:?}");
}
