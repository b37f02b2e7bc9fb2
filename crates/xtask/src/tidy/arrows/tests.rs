//! Arrows that are refused, and those that are not.

use crate::tidy::tests::findings;

fn arrows(name: &str, dependencies: &str) -> Vec<String> {
    let text = format!("[package]\nname = \"{name}\"\n{dependencies}\n");
    findings(super::check, &[(&format!("crates/{name}/Cargo.toml"), &text)])
}

#[test]
fn a_crate_below_is_refused_for_tests_and_builds_too() {
    for table in ["dependencies", "dev-dependencies", "build-dependencies", "target.x.dependencies"]
    {
        let found =
            arrows("learnlog-ledger", &format!("[{table}]\nlearnlog-kafka.workspace = true"));
        assert_eq!(found.len(), 1, "{table}");
        assert!(
            found[0].starts_with(
                "crates/learnlog-ledger/Cargo.toml:4: arrows: `learnlog-ledger` must not use `learnlog-kafka`"
            ),
            "{found:?}"
        );
    }
}

#[test]
fn the_test_support_is_for_tests_only() {
    let found = arrows("learnlog-kafka", "[dependencies]\nlearnlog-testkit.workspace = true");
    assert!(found[0].contains("must not use `learnlog-testkit` outside of its tests"), "{found:?}");
    assert!(
        arrows("learnlog-kafka", "[dev-dependencies]\nlearnlog-testkit.workspace = true")
            .is_empty()
    );
}

#[test]
fn what_a_crate_must_not_know_is_refused_under_any_key() {
    for (name, dependency, what) in [
        ("learnlog-domain", "tokio.workspace = true", "async"),
        ("learnlog-domain", "serde_json.workspace = true", "serialization"),
        ("learnlog-domain", "clock = { package = \"rand\", version = \"1\" }", "randomness"),
        ("learnlog-chain", "learnlog-domain.workspace = true", "anything else of the project"),
        ("learnlog-kafka", "learnlog-domain.workspace = true", "the domain"),
        ("learnlog-postgres", "learnlog-domain.workspace = true", "the domain"),
        ("learnlog-readmodels", "tonic-types.workspace = true", "gRPC"),
        ("learnlog-readmodels", "learnlog-proto.workspace = true", "the wire types"),
        ("learnlog-api", "rdkafka.workspace = true", "Kafka"),
    ] {
        let found = arrows(name, &format!("[dependencies]\n{dependency}"));
        assert_eq!(found.len(), 1, "{name} {dependency}");
        assert!(found[0].contains(&format!("must not know {what}: remove")), "{found:?}");
    }
}

#[test]
fn arrows_upwards_and_tests_with_what_the_crate_must_not_know_are_fine() {
    let dependencies = "[dependencies]\nlearnlog-chain.workspace = true\nbytes.workspace = true\n\
                        [dev-dependencies]\nlearnlog-domain.workspace = true";
    assert!(arrows("learnlog-kafka", dependencies).is_empty());
}

#[test]
fn a_crate_without_a_place_is_refused() {
    let found = arrows("learnlog-utils", "");
    assert!(found[0].contains("`learnlog-utils` has no place among the crates"), "{found:?}");
}
