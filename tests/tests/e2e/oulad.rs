//! The Open University's data set, imported into a server that is killed in the middle of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::skip::skip;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::Caller;
use learnlog_tests::site::Site;
use serde_json::json;

use super::import::{Import, dashboard, entries};

/// Facts that the first run is given before the server dies.
const RECORDED_FIRST: usize = 20_000;

/// How long a run may take to get there.
const PATIENCE: Duration = Duration::from_secs(600);

/// Seconds for which the first run goes on without any answer.
const PATIENCE_WITHOUT_ANSWERS: &str = "20";

/// Where the files are; None, and the test counts as skipped, if nobody says.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("LEARNLOG_OULAD_DIR").map(PathBuf::from);
    if folder.is_none() {
        skip(
            "learnlog_tests::e2e::oulad",
            "LEARNLOG_OULAD_DIR is not set; the data is that of Kuzilek, Hlosta, Zdrahal, \"Open \
             University Learning Analytics dataset\", Scientific Data 4:170171 (2017), \
             https://doi.org/10.1038/sdata.2017.171",
        );
    }
    folder
}

/// Facts that a result file calls recorded, counted while it grows.
struct Recorded {
    file: BufReader<File>,
    /// The last line, as far as it is there.
    line: String,
    count: usize,
}

impl Recorded {
    fn open(results: &Path) -> std::io::Result<Self> {
        let file = BufReader::new(File::open(results)?);
        Ok(Self { file, line: String::new(), count: 0 })
    }

    /// Reads what has been added; how many there are now.
    fn look(&mut self) -> usize {
        while self.file.read_line(&mut self.line).unwrap() > 0 && self.line.ends_with('\n') {
            self.count += usize::from(self.line.contains(",recorded,"));
            self.line.clear();
        }
        self.count
    }
}

/// Waits for the end of a process: its exit code and what it said.
async fn ended(child: Child) -> (Option<i32>, String) {
    let waited = tokio::task::spawn_blocking(|| child.wait_with_output());
    let output = tokio::time::timeout(PATIENCE, waited).await.unwrap().unwrap().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_in_mid_import_loses_and_doubles_nothing() {
    let Some(folder) = folder() else { return };
    let site = Site::new(Stack::shared());
    let results = site.path("results.csv");
    let server = site.serve().ready().await;
    let (address, mapping) = (server.address.clone(), "oulad.toml");
    let import = Import { site: &site, server: &address, mapping, folder: &folder };
    let options = ["--patience", PATIENCE_WITHOUT_ANSWERS, "--results", results.to_str().unwrap()];
    let mut child = import.start(&options);
    let mut answered = eventually_async(PATIENCE, "a result file", async || {
        assert_eq!(child.try_wait().unwrap(), None, "it ended before its first result");
        Recorded::open(&results)
    })
    .await;
    eventually_async(PATIENCE, "the import is in the middle", async || {
        let recorded = answered.look();
        assert_eq!(child.try_wait().unwrap(), None, "it ended after {recorded} facts");
        if recorded >= RECORDED_FIRST { Ok(()) } else { Err(recorded) }
    })
    .await;
    server.kill();
    let (code, said) = ended(child).await;
    assert_eq!(code, Some(69), "{said}");
    let answered = answered.look();

    let server = site.serve().ready().await;
    let import = Import { server: &server.address, ..import };
    let (summary, code) = tokio::task::block_in_place(|| import.run(&["--patience", "300"]));
    assert_eq!(code, Some(0));
    check_plan(&summary.counts("facts"), &summary.anomalies());
    // What was answered is repeated, and so is what was recorded and never answered.
    assert!(summary.total("repeated") >= answered as u64);
    assert!(summary.total("recorded") > 0);
    let in_ledger = summary.total("repeated") + summary.total("recorded");
    assert_eq!(in_ledger, summary.total("facts"));
    let caller = Caller::new(&site, &server);
    assert_eq!(entries(&caller).await, summary.total("facts"));

    let board = dashboard(&site, &server, "offering", summary.position());
    assert_eq!(board["counting_unit"], "enrollment");
    assert_eq!(board["rows"].as_array().unwrap().len(), 22);
    let mut total = board["total"].clone();
    for name in ["id", "code", "title"] {
        total.as_object_mut().unwrap().remove(name);
    }
    let published = json!({
        "enrollments": 32_593,
        "passed_with_distinction": 3_024,
        "passed": 12_361,
        "completed": 0,
        "failed": 7_052,
        "withdrawn": 10_156,
        "in_progress": 0,
        "enrolled": 0,
    });
    assert_eq!(total, published);
}

/// Only who names no folder skips the test: a folder without the files is a mistake that must show.
#[test]
fn a_folder_without_the_files_is_a_failure() {
    let (stack, folder) = (Stack::shared(), tempfile::tempdir().unwrap());
    let test = "e2e::oulad::a_server_killed_in_mid_import_loses_and_doubles_nothing";
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .env("LEARNLOG_OULAD_DIR", folder.path())
        .env("LEARNLOG_KAFKA", stack.bootstrap_servers())
        .env("LEARNLOG_DATABASE", stack.database_url())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("it ended before its first result"), "{said}");
}

/// The counts that the description of the data set states.
fn check_plan(facts: &BTreeMap<&str, u64>, anomalies: &BTreeMap<(&str, &str), u64>) {
    let expected = [
        ("course", 7),
        ("component", 206),
        ("offering", 22),
        ("person", 28_785),
        ("person_change", 72),
        ("enrollment", 32_593),
        ("withdrawal", 10_165),
        ("progress", 172_003),
        ("credit", 1_909),
        ("outcome", 22_437),
    ];
    assert_eq!(*facts, BTreeMap::from(expected));
    let expected = [
        (("day_unknown", "enrollment"), 45),
        (("day_unknown", "withdrawal"), 93),
        (("enrollment_unknown", ""), 0),
        (("before_enrollment", "credit"), 115),
        (("after_withdrawal", "progress"), 588),
        (("after_withdrawal", "credit"), 13),
        (("after_withdrawal_with_outcome", "progress"), 5),
        (("after_offering_end", "withdrawal"), 1),
        (("after_offering_end", "progress"), 85),
        (("withdrawn_on_enrollment_day", "withdrawal"), 19),
        (("outcome_conflicts_with_withdrawal", "withdrawal"), 9),
        (("reenrolled_before_previous_end", "enrollment"), 933),
        (("attribute_changed", "person_change"), 72),
    ];
    assert_eq!(*anomalies, BTreeMap::from(expected));
}
