//! The verbs of people and scripts on a real server: what is submitted comes back, as JSON and as CSV.

use std::process::Output;

use learnlog_testkit::stack::Stack;
use learnlog_tests::process::Server;
use learnlog_tests::site::Site;
use serde_json::{Value, json};

const COURSE: &str = "0191e1a0-0000-7000-8000-000000000001";
const ADA: &str = "0191e1a0-0000-7000-8000-000000000002";
const ASSIGNMENT: &str = "0191e1a0-0000-7000-8000-000000000003";
const ENROLLMENT: &str = "0191e1a0-0000-7000-8000-000000000004";
const NOWHERE: &str = "0191e1a0-0000-7000-8000-000000000009";

/// Titles may hold what CSV quotes.
const TITLE: &str = "Fire, and \"what to do\"";

struct Shell<'a> {
    site: &'a Site,
    server: &'a Server,
}

impl Shell<'_> {
    fn run(&self, arguments: &[&str]) -> Output {
        self.site
            .command(arguments)
            .env("LEARNLOG_SERVER", &self.server.address)
            .env("LEARNLOG_TOKEN", self.site.token("shell"))
            .output()
            .unwrap()
    }

    fn lines(&self, arguments: &[&str], format: &str, code: i32) -> Vec<String> {
        let output = self.run(&[arguments, &["--output", format]].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    fn csv(&self, arguments: &[&str]) -> Vec<String> {
        self.lines(arguments, "csv", 0)
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.lines(arguments, "json", 0).join("\n")).unwrap()
    }
}

/// A learner who is late, and a command that the rules refuse.
fn history(site: &Site) -> String {
    let commands = [
        json!({"add_person": {"learner_id": ADA, "person": {"display_name": "Ada"}}}),
        json!({"assign": {
            "learner_id": ADA, "assignment_id": ASSIGNMENT, "course_id": COURSE,
            "source": "ASSIGNMENT_SOURCE_PERSON", "source_id": ADA, "due_on": "2026-01-31",
        }}),
        json!({"enroll": {
            "learner_id": ADA, "enrollment_id": ENROLLMENT, "course_id": COURSE,
        }}),
        json!({"enroll": {
            "learner_id": ADA, "enrollment_id": NOWHERE, "course_id": NOWHERE,
        }}),
    ];
    let lines = commands.into_iter().enumerate().map(|(number, mut command)| {
        command["command_id"] = json!(format!("0191e1a0-0000-7000-8000-0000000000a{number}"));
        command["occurred"] = json!({"day": "2026-01-02"});
        command["source_system"] = json!("shell");
        format!("{command}\n")
    });
    let file = site.path("commands.jsonl");
    std::fs::write(&file, lines.collect::<String>()).unwrap();
    file.to_str().unwrap().to_owned()
}

/// "0:2,3:5", as `--at-least` takes it.
fn position(answer: &Value) -> String {
    let logs = answer["position"]["logs"].as_array().unwrap().iter();
    let logs = logs.map(|log| format!("{}:{}", log["log"], log["sequence"]));
    logs.collect::<Vec<_>>().join(",")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_submitted_comes_back_as_json_and_as_csv() {
    let site = Site::new(Stack::shared());
    let server = site.serve().ready().await;
    let shell = Shell { site: &site, server: &server };

    let define = json!({"source_system": "shell", "define_course": {
        "course_id": COURSE, "code": "FIRE", "title": TITLE,
        "completion_rule": "COMPLETION_RULE_COMPLETE",
    }});
    let file = site.path("define.json");
    std::fs::write(&file, define.to_string()).unwrap();
    let defined = shell.json(&["submit", file.to_str().unwrap()]);
    assert_eq!(defined["recorded"]["event_types"], json!(["course.defined"]));
    let defined = position(&defined);

    // A rejection is an answer and exit code 1; the same file again records nothing.
    let history = history(&site);
    let submit = ["submit", "--lines", "--at-least", &defined, &history];
    let rows = shell.lines(&submit, "csv", 1);
    assert_eq!(rows[0], "line,command_id,answer,entry,repeated,detail");
    assert_eq!(rows.iter().filter(|row| row.contains(",recorded,")).count(), 3, "{rows:?}");
    let rejected = format!(",false,COURSE_UNKNOWN course_id={NOWHERE}");
    assert!(rows[4].contains(",rejected,") && rows[4].ends_with(&rejected), "{rows:?}");
    let again = shell.lines(&submit, "json", 1);
    let again: Vec<Value> = again.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(again.len(), 4);
    assert!(again.iter().all(|line| line["repeated_command"] == true), "{again:?}");
    let last = again.iter().find(|line| line["line"] == 4).unwrap();
    assert_eq!(last["rejected"]["reason"], "COURSE_UNKNOWN");

    check_answers(&shell, &position(last));
    check_operation(&shell);
}

/// What scripts that watch over a ledger read.
fn check_operation(shell: &Shell<'_>) {
    let status = shell.json(&["status"]);
    let rows = shell.csv(&["status"]);
    assert_eq!(rows[0], "log,topic,partition,sequence,hash,strays,state,behind,owner");
    let cells = |row: &String| row.split(',').map(str::to_owned).collect::<Vec<_>>();
    for (row, head) in rows[1..].iter().zip(status["heads"].as_array().unwrap()) {
        assert_eq!(cells(row)[4], head["hash"].as_str().unwrap());
    }
    let verified = shell.csv(&["verify"]);
    assert_eq!(verified[0], "log,verdict,entries,streams,strays,hash,finding");
    let hashes = |rows: &[String], column: usize| {
        rows[1..].iter().map(|row| cells(row)[column].clone()).collect::<Vec<_>>()
    };
    assert_eq!(hashes(&verified, 5), hashes(&rows, 4), "two ways to the same heads");

    assert_eq!(shell.json(&["health"]), json!({"service": "", "status": "SERVING"}));
    assert_eq!(shell.csv(&["health"]), ["service,status", ",SERVING"]);
    assert_eq!(shell.lines(&["health"], "table", 0), ["SERVING"]);
    let nope = shell.run(&["health", "--service", "nope"]);
    assert_eq!(nope.status.code(), Some(65));
    let said = String::from_utf8(nope.stderr).unwrap();
    assert!(said.contains("no service \"nope\"") && said.contains("--service"), "{said}");
}

fn check_answers(shell: &Shell<'_>, at: &str) {
    let quoted = format!("\"{}\"", TITLE.replace('"', "\"\""));

    let overdue = ["overdue", "--on", "2026-03-01", "--at-least", at];
    let late = shell.json(&overdue);
    let [item] = late["items"].as_array().unwrap().as_slice() else { panic!("{late}") };
    assert_eq!((&item["learner_id"], &item["due_on"]), (&json!(ADA), &json!("2026-01-31")));
    let rows = shell.csv(&overdue);
    assert_eq!(
        rows[0],
        "days_overdue,due_on,learner,org_unit,target,learner_id,target_id,org_unit_id,manager_id"
    );
    assert_eq!(rows[1..], [format!("29,2026-01-31,Ada,,{quoted},{ADA},{COURSE},,")]);

    let dashboard = ["dashboard", "--by", "course", "--at-least", at];
    let board = shell.json(&dashboard);
    assert_eq!(board["rows"][0]["title"], TITLE);
    assert_eq!(
        (&board["total"]["enrollments"], &board["total"]["enrolled"]),
        (&json!(1), &json!(1))
    );
    let rows = shell.csv(&dashboard);
    assert!(rows[1].starts_with(&format!("FIRE,{quoted},1,")), "{rows:?}");
    assert_eq!(rows.len(), 2, "no total among the rows: {rows:?}");

    let transcript = ["transcript", ADA, "--at-least", at];
    let whole = shell.json(&transcript);
    assert_eq!(whole["display_name"], "Ada");
    assert_eq!(whole["enrollments"][0]["status"], "ENROLLMENT_STATUS_ENROLLED");
    assert_eq!(whole["facts"].as_array().unwrap().len(), 4);
    let rows = shell.csv(&transcript);
    assert_eq!(rows[1..], [format!("{quoted},,enrolled,2026-01-02,,,,{ENROLLMENT}")]);

    let replay = ["replay", "--learner", ADA, "--at-least", at];
    let entries = shell.lines(&replay, "json", 0);
    let entries: Vec<Value> =
        entries.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let sequences = entries.iter().map(|entry| entry["entry"]["stream_sequence"].as_u64().unwrap());
    assert_eq!(sequences.collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(entries[3]["entry"]["rejected"]["reason"], "COURSE_UNKNOWN");
    // Whoever replays sees no names.
    assert!(!entries.iter().any(|entry| entry.to_string().contains("Ada")));
    let rows = shell.csv(&replay);
    let what: Vec<_> = rows[1..].iter().map(|row| row.split(',').nth(6).unwrap()).collect();
    assert_eq!(what, ["person.added", "assignment.assigned", "enrollment.enrolled", "rejected"]);
}
