//! Calls that are refused, and where.

use crate::tidy::tests::findings;

fn bans(path: &str, text: &str) -> Vec<String> {
    findings(super::check, &[(path, text)])
}

#[test]
fn each_banned_call_is_refused_where_its_ban_holds() {
    for (name, call) in [
        ("learnlog-api", "tokio::spawn"),
        ("learnlog-api", "tokio::task::spawn"),
        ("learnlog-testkit", "std::thread::sleep"),
        ("learnlog-kafka", "tokio::time::sleep"),
        ("learnlog-api", "std::process::exit"),
        ("learnlog-api", "std::process::abort"),
        ("learnlog-domain", "std::time::SystemTime::now"),
        ("learnlog-chain", "std::time::Instant::now"),
        ("learnlog-codec", "tokio::time::Instant::now"),
        ("learnlog-domain", "jiff::Timestamp::now"),
        ("learnlog-domain", "jiff::Zoned::now"),
        ("learnlog-codec", "uuid::Uuid::now_v7"),
        ("learnlog-domain", "uuid::Uuid::new_v4"),
    ] {
        let path = format!("crates/{name}/src/a.rs");
        let found = bans(&path, &format!("//! A.\nfn f() {{\n    {call}();\n}}\n"));
        assert_eq!(found.len(), 1, "{name} {call}");
        assert!(found[0].starts_with(&format!("{path}:3: banned-call: `{call}`: ")), "{found:?}");
    }
}

#[test]
fn a_method_of_an_imported_type_is_refused() {
    let text = "use std::time::SystemTime as Clock;\nfn f() { Clock::now(); }\n";
    let found = bans("crates/learnlog-domain/src/a.rs", text);
    assert!(found[0].starts_with("crates/learnlog-domain/src/a.rs:2: banned-call:"), "{found:?}");
}

#[test]
fn importing_is_using() {
    let found = bans("crates/learnlog-api/src/a.rs", "pub use tokio::spawn as launch;\n");
    assert_eq!(found.len(), 1);
}

#[test]
fn an_ignored_test_is_refused() {
    let found =
        bans("crates/learnlog-api/tests/it.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}\n");
    assert!(found[0].starts_with("crates/learnlog-api/tests/it.rs:2: ignored-test:"), "{found:?}");
}

#[test]
fn the_one_pause_between_polls_is_fine() {
    let text = "//! A.\nfn pause() { std::thread::sleep(POLL); }\n";
    assert!(bans("crates/learnlog-testkit/src/eventually.rs", text).is_empty());
}

#[test]
fn elsewhere_the_clock_and_the_exit_are_fine() {
    let text = "fn f() { std::time::Instant::now(); std::process::exit(1); }\n";
    assert!(bans("crates/learnlog/src/main.rs", text).is_empty());
}
