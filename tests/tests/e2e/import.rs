//! `learnlog import` of a small HR system: what it records, repeats, refuses to double and takes up again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use learnlog_proto::api as pb;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::Caller;
use learnlog_tests::process::{Server, spawn};
use learnlog_tests::site::Site;
use serde_json::Value;

/// A file of the project.
pub fn of_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// `learnlog import` of a folder through a mapping of the project.
pub struct Import<'a> {
    pub site: &'a Site,
    pub server: &'a str,
    pub mapping: &'a str,
    pub folder: &'a Path,
}

impl Import<'_> {
    fn command(&self, options: &[&str]) -> Command {
        let mapping = of_repository(&format!("ops/mappings/{}", self.mapping));
        let mut command = self.site.command(&["import", "--output", "json", "--mapping"]);
        command
            .arg(mapping)
            .arg(self.folder)
            .args(["--server", self.server])
            .args(options)
            .env("LEARNLOG_TOKEN", self.site.token("importer"));
        command
    }

    /// Runs to the end; the summary, and how it ended.
    pub fn run(&self, options: &[&str]) -> (Summary, Option<i32>) {
        let output = self.command(options).output().unwrap();
        (Summary::of(&output), output.status.code())
    }

    /// Runs to its end, which is that nothing can be imported; what it says.
    pub fn refused(&self) -> String {
        let output = self.command(&[]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(matches!(output.status.code(), Some(64 | 65)), "{said}");
        assert!(output.stdout.is_empty());
        said
    }

    /// Starts and is not waited for.
    pub fn start(&self, options: &[&str]) -> Child {
        let mut command = self.command(options);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        spawn(command)
    }
}

/// What an import says at its end.
pub struct Summary {
    json: Value,
}

impl Summary {
    fn of(output: &Output) -> Self {
        let json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        Self { json }
    }

    /// By kind, those with an `outcome` (or "facts", "rows", "bad") at all.
    pub fn counts(&self, outcome: &str) -> BTreeMap<&str, u64> {
        let kinds = self.json["kinds"].as_array().unwrap().iter();
        let counts =
            kinds.map(|kind| (kind["kind"].as_str().unwrap(), kind[outcome].as_u64().unwrap()));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// Of all kinds that are submitted by themselves.
    pub fn total(&self, outcome: &str) -> u64 {
        let counts = self.counts(outcome);
        counts.iter().filter(|(kind, _)| **kind != "component").map(|(_, count)| count).sum()
    }

    /// By check and kind.
    pub fn anomalies(&self) -> BTreeMap<(&str, &str), u64> {
        let anomalies = self.json["anomalies"].as_array().unwrap().iter();
        let counts = anomalies.map(|line| {
            let kind = line["kind"].as_str().unwrap_or_default();
            ((line["anomaly"].as_str().unwrap(), kind), line["facts"].as_u64().unwrap())
        });
        counts.collect()
    }

    /// Rows with problems, by file, where there are any.
    pub fn bad_rows(&self) -> BTreeMap<&str, u64> {
        let files = self.json["files"].as_array().unwrap().iter();
        let counts =
            files.map(|file| (file["file"].as_str().unwrap(), file["bad"].as_u64().unwrap()));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// What a query must have seen to show all of it, as the command line takes it.
    pub fn position(&self) -> &str {
        self.json["position"].as_str().unwrap()
    }
}

/// `learnlog dashboard` at a position.
pub fn dashboard(site: &Site, server: &Server, by: &str, at_least: &str) -> Value {
    let arguments = ["dashboard", "--output", "json", "--by", by, "--at-least", at_least];
    let output = site
        .command(&arguments)
        .args(["--server", &server.address])
        .env("LEARNLOG_TOKEN", site.token("reader"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Entries of all logs but their geneses.
pub async fn entries(caller: &Caller) -> u64 {
    let mut ledger = caller.ledger.clone();
    let position = ledger.get_position(pb::GetPositionRequest {}).await.unwrap().into_inner();
    assert!(position.heads.iter().all(|head| head.sequence > 0), "{position:?}");
    position.heads.iter().map(|head| head.sequence - 1).sum()
}

/// A copy of the project's example, to be changed.
pub fn example(site: &Site) -> PathBuf {
    let folder = site.path("hr");
    std::fs::create_dir(&folder).unwrap();
    let files = std::fs::read_dir(of_repository("crates/learnlog-import/src/plan/tests/hr"));
    for file in files.unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    folder
}

pub fn replace(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_records_once_and_shows_what_changed() {
    let site = Site::new(Stack::shared());
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let folder = example(&site);
    let results = site.path("results.csv");
    let mapping = "hr-completions.toml";
    let import = Import { site: &site, server: &server.address, mapping, folder: &folder };

    // February 30 is in the source: the rest is imported, and the exit code says that something is bad.
    let (planned, code) = import.run(&["--dry-run", "--results", results.to_str().unwrap()]);
    assert_eq!(code, Some(65));
    assert_eq!(planned.bad_rows(), BTreeMap::from([("completions.csv", 1)]));
    let rows = std::fs::read_to_string(&results).unwrap();
    let bad: Vec<_> = rows.lines().filter(|row| row.contains(",bad,")).collect();
    let [enrollment, outcome] = bad.as_slice() else { panic!("{rows}") };
    assert!(enrollment.starts_with("completions.csv,7,enrolled,enrollment,"), "{enrollment}");
    assert!(outcome.starts_with("completions.csv,7,employee_no,outcome,"), "{outcome}");
    assert_eq!(entries(&caller).await, 0);

    let options = ["--results", results.to_str().unwrap()];
    let (imported, code) = import.run(&options);
    assert_eq!(code, Some(65));
    assert_eq!(imported.counts("facts"), planned.counts("facts"));
    assert_eq!(imported.counts("recorded"), planned.counts("facts"));
    assert_eq!(entries(&caller).await, planned.total("facts"));
    assert_eq!(imported.json["visible"], true);
    let board = dashboard(&site, &server, "course", imported.position());
    assert_eq!(board["total"]["enrollments"], 3);
    assert_eq!(board["total"]["passed"], 2);
    // Attended, and nobody says whether with success.
    assert_eq!(board["total"]["completed"], 1);

    let (again, code) = import.run(&options);
    assert_eq!(code, Some(65));
    assert_eq!(again.counts("repeated"), planned.counts("facts"));
    assert_eq!(entries(&caller).await, planned.total("facts"));

    // The bad row is corrected, a title is revised, and a score that was recorded reads otherwise now.
    replace(&folder.join("completions.csv"), "02/30/2021", "02/20/2021");
    replace(&folder.join("courses.csv"), "Fire safety", "Fire safety 2");
    replace(&folder.join("completions.csv"), "passed,80", "passed,85");
    let (corrected, code) = import.run(&options);
    assert_eq!(code, Some(1));
    let recorded = [("course", 1), ("enrollment", 1), ("outcome", 1)];
    assert_eq!(corrected.counts("recorded"), BTreeMap::from(recorded));
    assert_eq!(corrected.counts("rejected"), BTreeMap::from([("outcome", 1)]));
    let rows = std::fs::read_to_string(&results).unwrap();
    let rejected: Vec<_> = rows.lines().filter(|row| row.contains(",rejected,")).collect();
    let [rejected] = rejected.as_slice() else { panic!("{rows}") };
    assert!(rejected.starts_with("completions.csv,3,result,outcome,"), "{rejected}");
    assert!(rejected.contains(",COMMAND_ID_REUSED,"), "{rejected}");
    assert_eq!(entries(&caller).await, planned.total("facts") + 3);
}
