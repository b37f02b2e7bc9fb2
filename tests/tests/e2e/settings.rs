//! A process whose settings contradict the ledger does not touch it.

use learnlog_testkit::stack::Stack;
use learnlog_tests::site::Site;

/// A port that the system chooses: tests run side by side.
const ANY: &str = "127.0.0.1:0";

const USAGE: Option<i32> = Some(64);

fn refused(mut command: std::process::Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), USAGE, "{said}");
    said
}

#[test]
fn init_twice_is_init_once_and_another_log_count_is_refused() {
    let site = Site::new(Stack::shared());
    assert!(site.command(&["init"]).status().unwrap().success());
    let said = refused(site.command(&["init", "--entries-logs", "3"]));
    assert!(said.contains("8 entries logs"), "{said}");
}

#[test]
fn a_database_of_another_ledger_is_refused() {
    let stack = Stack::shared();
    let (one, other) = (Site::new(stack), Site::new(stack));
    let mut init = one.command(&["init"]);
    init.env("LEARNLOG_DATABASE", other.database_url());
    let said = refused(init);
    assert!(said.contains("belongs to ledger"), "{said}");
    let mut serve = one.command(&["serve", "--listen", ANY]);
    serve.env("LEARNLOG_DATABASE", other.database_url());
    refused(serve);
}

#[test]
fn a_keys_database_of_another_ledger_is_refused() {
    let stack = Stack::shared();
    let (one, other) = (Site::new(stack), Site::new(stack));
    for command in [&["init"] as &[_], &["serve", "--listen", ANY]] {
        let mut command = one.command(command);
        command.env("LEARNLOG_KEYS_DATABASE", other.keys_url());
        let said = refused(command);
        assert!(said.contains("belongs to ledger"), "{said}");
    }
}

#[test]
fn a_new_ledger_over_the_databases_of_another_one_makes_nothing() {
    let stack = Stack::shared();
    let (planned, other) = (Site::planned(stack), Site::new(stack));
    for (name, url) in
        [("LEARNLOG_DATABASE", other.database_url()), ("LEARNLOG_KEYS_DATABASE", other.keys_url())]
    {
        let mut init = planned.command(&["init"]);
        init.env(name, url);
        let said = refused(init);
        assert!(said.contains("Nothing was made"), "{said}");
    }
    // It has no topic.
    let said = refused(planned.command(&["serve", "--listen", ANY]));
    assert!(said.contains("learnlog init"), "{said}");
}

#[test]
fn without_a_master_key_or_with_another_ledgers_key_nothing_begins() {
    let site = Site::new(Stack::shared());
    let mut without = site.command(&["serve", "--listen", ANY]);
    without.env_remove("LEARNLOG_MASTER_KEY_FILE");
    let said = refused(without);
    assert!(said.contains("there is no master key"), "{said}");
    std::fs::write(site.path("master-key"), "a5".repeat(32)).unwrap();
    refused(site.command(&["init"]));
    refused(site.command(&["serve", "--listen", ANY]));
}

#[test]
fn a_ledger_that_was_never_made_is_not_served() {
    let site = Site::planned(Stack::shared());
    let said = refused(site.command(&["serve", "--listen", ANY]));
    assert!(said.contains("learnlog init"), "{said}");
}

#[test]
fn a_token_comes_in_the_format_that_is_asked_for() {
    let site = Site::new(Stack::shared());
    let token = |format: &str| {
        let output = site.command(&["token", "--subject", "a", "-o", format]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let json: serde_json::Value = serde_json::from_str(&token("json")).unwrap();
    assert_eq!(json["token"].as_str().unwrap().split('.').count(), 3);
    let csv = token("csv");
    let lines: Vec<_> = csv.lines().collect();
    let [header, value] = lines.as_slice() else { panic!("{csv}") };
    assert_eq!((*header, value.split('.').count()), ("token", 3));
    assert_eq!(token("table").trim_end().split('.').count(), 3);
}
