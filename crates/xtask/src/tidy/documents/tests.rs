//! Documents that do not hold together.

use crate::tidy::tests::findings;

#[test]
fn a_link_to_nothing_is_refused() {
    let text =
        "[fine](../a.md#part) [web](https://example.org/x)\n```\n[code](no.md)\n```\n[b](no.md)\n";
    let found = findings(super::check, &[("docs/x.md", text), ("a.md", "")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("docs/x.md:5: link: there is no `docs/no.md`"), "{found:?}");
}

#[test]
fn an_error_page_outside_of_the_index_is_refused() {
    let code = ("crates/a/src/lib.rs", "//! A b c.\nconst R: &str = \"TOO_LATE\";\n");
    let page = ("docs/errors/TOO_LATE.md", "# Too late\n");
    let found = findings(super::check, &[code, page, ("docs/errors/README.md", "")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("docs/errors/TOO_LATE.md:1: error-page: link the page"));
    let index = ("docs/errors/README.md", "[TOO_LATE](TOO_LATE.md)\n");
    assert!(findings(super::check, &[code, page, index]).is_empty());
}

#[test]
fn an_error_page_that_no_code_leads_to_is_refused() {
    let index = ("docs/errors/README.md", "[GONE](GONE.md)\n");
    let found = findings(super::check, &[("docs/errors/GONE.md", ""), index]);
    assert!(found[0].contains("no code gives the reason GONE"), "{found:?}");
}

#[test]
fn a_crate_that_the_code_map_leaves_out_is_refused() {
    let files =
        [("ARCHITECTURE.md", "`a`\n"), ("crates/a/Cargo.toml", ""), ("crates/b/Cargo.toml", "")];
    let found = findings(super::check, &files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("add `b` to the code map"), "{found:?}");
}
