//! `learnlog import` of files as they come: what is wrong is said by file, row and column, and the rest is imported.

use std::fs;

use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::Caller;
use learnlog_tests::site::Site;

use super::import::{Import, entries, example, replace};

const DATA: Option<i32> = Some(65);

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_named_and_the_others_imported() {
    let site = Site::new(Stack::shared());
    let server = site.serve().ready().await;
    let folder = example(&site);
    let results = site.path("results.csv");
    let completions = folder.join("completions.csv");
    replace(&completions, "02/30/2021", "02/20/2021");
    let mut bytes = fs::read(&completions).unwrap();
    // A course that nobody defines, a row that is not UTF-8, and a quote that swallows the rest.
    bytes.extend_from_slice(b"9,SWIM,01/05/2022,01/09/2022,passed,70\n");
    bytes.extend_from_slice(b"9,FIRE-1,01/05/2022,01/09/2022,pass\xe9,70\n");
    bytes.extend_from_slice(b"9,FIRE-1,01/05/2022,\"01/09/2022,passed,70\n9,GDPR,1,2,3,4\n");
    fs::write(&completions, bytes).unwrap();
    let mapping = "hr-completions.toml";
    let import = Import { site: &site, server: &server.address, mapping, folder: &folder };
    let (imported, code) = import.run(&["--results", results.to_str().unwrap()]);
    assert_eq!(code, DATA);

    let rows = fs::read_to_string(&results).unwrap();
    let of_row = |row: u32| {
        let beginning = format!("completions.csv,{row},");
        rows.lines().filter(|line| line.starts_with(&beginning)).collect::<Vec<_>>()
    };
    for (row, why) in [(8, "`SWIM` is unknown"), (9, "UTF-8"), (10, "quote")] {
        let lines = of_row(row);
        assert!(!lines.is_empty(), "row {row}: {rows}");
        assert!(lines.iter().all(|line| line.contains(",bad,")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains(why)), "{why}: {lines:?}");
    }
    // Everything else has a line that says where it is now.
    for row in [2, 3, 4, 5, 7] {
        assert!(of_row(row).iter().any(|line| line.contains(",recorded,")), "row {row}: {rows}");
    }
    let recorded = rows.lines().filter(|line| line.contains(",recorded,")).count() as u64;
    assert_eq!(recorded, imported.total("recorded"));
    assert_eq!(recorded, imported.total("facts"));
    assert_eq!(entries(&Caller::new(&site, &server)).await, recorded);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_missing_column_waits_for_it() {
    let site = Site::new(Stack::shared());
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let folder = example(&site);
    let results = site.path("results.csv");
    let mapping = "hr-completions.toml";
    let import = Import { site: &site, server: &server.address, mapping, folder: &folder };
    let options = ["--results", results.to_str().unwrap()];
    let courses = folder.join("courses.csv");
    replace(&folder.join("completions.csv"), "02/30/2021", "02/20/2021");
    replace(&courses, "code,title", "code,name");
    let (imported, code) = import.run(&options);
    assert_eq!(code, DATA);
    let rows = fs::read_to_string(&results).unwrap();
    let missing = rows.lines().find(|line| line.starts_with("courses.csv,2,title,course,"));
    let said = "the column is missing; the header has code, name";
    assert!(missing.is_some_and(|line| line.contains(said)), "{rows}");
    let kinds = [("org_unit", 3), ("person", 2), ("person_change", 2)];
    assert_eq!(imported.counts("recorded"), kinds.into());

    replace(&courses, "code,name", "code,title");
    let (completed, code) = import.run(&options);
    assert_eq!(code, Some(0));
    assert_eq!(completed.counts("repeated"), kinds.into());
    assert_eq!(entries(&caller).await, completed.total("facts"));

    // A table without its file is no mistake in a row: nothing is sent.
    fs::remove_file(&courses).unwrap();
    let said = import.refused();
    assert!(said.contains("table courses cannot be read"), "{said}");
    assert_eq!(entries(&caller).await, completed.total("facts"));
}
