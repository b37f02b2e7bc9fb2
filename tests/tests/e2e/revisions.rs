//! `learnlog import` of definitions that change and change back: what the files say last is in force, and the ledger has each change
//! once.

use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::Caller;
use learnlog_tests::site::Site;

use super::import::{Import, dashboard, entries, example, replace};

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_that_is_set_back_is_in_force_again() {
    let site = Site::new(Stack::shared());
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let folder = example(&site);
    let courses = folder.join("courses.csv");
    replace(&folder.join("completions.csv"), "02/30/2021", "02/20/2021");
    let mapping = "hr-completions.toml";
    let import = Import { site: &site, server: &server.address, mapping, folder: &folder };
    let (first, code) = import.run(&[]);
    assert_eq!(code, Some(0));
    let mut there = entries(&caller).await;
    assert_eq!(there, first.total("recorded"));

    let (one, two) = ("FIRE-1,Fire safety\n", "FIRE-1,Fire safety 2\n");
    for (old, new) in [(one, two), (two, one), (one, two), (two, one)] {
        replace(&courses, old, new);
        let (changed, code) = import.run(&[]);
        assert_eq!(code, Some(0));
        assert_eq!(changed.total("recorded"), 1, "the title alone: {new}");
        there += 1;
        assert_eq!(entries(&caller).await, there);
        let board = dashboard(&site, &server, "course", changed.position());
        let rows = board["rows"].as_array().unwrap();
        let fire = rows.iter().find(|row| row["code"] == "FIRE-1").unwrap();
        assert_eq!(fire["title"], new.trim_end().rsplit_once(',').unwrap().1);

        let (again, code) = import.run(&[]);
        assert_eq!(code, Some(0));
        assert_eq!(again.total("repeated"), again.total("facts"));
        assert_eq!(entries(&caller).await, there);
    }
}
