//! Paths of a machine, and what only looks like one.

use crate::tidy::tests::findings;

fn places(path: &str, text: &str) -> Vec<String> {
    findings(super::check, &[(path, text)])
}

#[test]
fn a_path_of_a_machine_is_refused_in_any_file() {
    for place in super::PLACES {
        let found = places("docs/a.md", &format!("first\nsee `{place}x`\n"));
        assert!(found[0].starts_with("docs/a.md:2: machine-path:"), "{place}");
    }
}

#[test]
fn the_build_machine_file_may_name_its_neighbor() {
    assert!(places(".ci/run", &format!("A={}/data\n", super::PLACES[4])).is_empty());
}

#[test]
fn addresses_and_longer_paths_are_fine() {
    let place = super::PLACES[0];
    assert!(
        places("a.md", &format!("https://example.org{place}page and crates/a{place}b\n"))
            .is_empty()
    );
}
