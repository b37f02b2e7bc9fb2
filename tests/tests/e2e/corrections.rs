//! `learnlog import` of rows that the rules reject, until somebody corrects them.

use std::collections::BTreeMap;

use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::Caller;
use learnlog_tests::site::Site;

use super::import::{Import, entries, example, replace};

const MANAGED_BY_9: &str = "9,EMPLOYEE,2023-02-01,,2023-02-01";
const OWN_MANAGER: &str = "7,EMPLOYEE,2023-02-01,,2023-02-01";

fn of<const N: usize>(counts: [(&str, u64); N]) -> BTreeMap<&str, u64> {
    BTreeMap::from(counts)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_row_is_tried_again_when_it_would_be_taken_and_what_needs_it_waits() {
    let site = Site::new(Stack::shared());
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let folder = example(&site);
    let results = site.path("results.csv");
    let mapping = "hr-completions.toml";
    let import = Import { site: &site, server: &server.address, mapping, folder: &folder };
    let employees = folder.join("employees.csv");
    replace(&employees, MANAGED_BY_9, OWN_MANAGER);

    // Of employee 7 nothing is in the ledger but that one rejection.
    let (first, code) = import.run(&["--results", results.to_str().unwrap()]);
    assert_eq!(code, Some(65));
    assert_eq!(first.counts("rejected"), of([("person", 1)]));
    let held_back = of([("enrollment", 2), ("outcome", 3), ("person_change", 2)]);
    assert_eq!(first.counts("held_back"), held_back);
    let after_first = entries(&caller).await;
    assert_eq!(after_first, first.total("recorded") + 1);
    let rows = std::fs::read_to_string(&results).unwrap();
    let waits = rows.lines().find(|row| row.contains(",held_back,")).unwrap();
    assert!(waits.contains("the person `7` (employees.csv, row 2) was not taken"), "{waits}");

    // What is wrong still is asked about, not recorded again.
    let (again, _) = import.run(&[]);
    assert_eq!(again.counts("rejected"), of([("person", 1)]));
    assert_eq!(again.counts("held_back"), held_back);
    assert_eq!(entries(&caller).await, after_first);

    // Corrected, it is tried again under another id, and what waited for it is submitted.
    replace(&employees, OWN_MANAGER, MANAGED_BY_9);
    let (corrected, _) = import.run(&[]);
    assert_eq!(corrected.total("rejected") + corrected.total("held_back"), 0);
    let recorded = of([("enrollment", 2), ("outcome", 3), ("person", 1), ("person_change", 2)]);
    assert_eq!(corrected.counts("recorded"), recorded);
    assert_eq!(entries(&caller).await, after_first + 8);

    // The same once more finds the second attempt; a change to what was accepted is not one.
    let (repeated, _) = import.run(&[]);
    assert_eq!(repeated.total("repeated"), repeated.total("facts"));
    replace(&employees, MANAGED_BY_9, "9,EXTERNAL,2023-02-01,,2023-02-01");
    let (changed, _) = import.run(&["--results", results.to_str().unwrap()]);
    assert_eq!(changed.counts("rejected").get("person"), Some(&1));
    assert_eq!(changed.total("held_back"), 0);
    let rows = std::fs::read_to_string(&results).unwrap();
    let reused = rows.lines().find(|row| row.contains(",rejected,")).unwrap();
    assert!(reused.contains(",COMMAND_ID_REUSED,"), "{reused}");
}
