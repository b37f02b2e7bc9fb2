//! The binary as scripts see it: exit codes, and what goes to stdout and what to stderr.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::process::{Command, Stdio};

/// Nobody listens there.
const NOBODY: [&str; 4] = ["--server", "http://127.0.0.1:1", "--patience", "0"];

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

fn run(arguments: &[&str], stdin: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_learnlog"))
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who does not read its input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn with_nobody<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    arguments.iter().chain(&NOBODY).copied().collect()
}

#[test]
fn help_and_version_are_data_and_good() {
    let help = run(&["--help"], "");
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    let verbs = [
        "submit",
        "import",
        "overdue",
        "dashboard",
        "transcript",
        "replay",
        "verify",
        "demo",
        "status",
        "health",
        "init",
        "serve",
        "token",
        "completions",
    ];
    for verb in verbs {
        assert!(help.stdout.contains(&format!("\n  {verb} ")), "{verb} in {}", help.stdout);
        let help = run(&[verb, "--help"], "");
        assert_eq!((help.code, help.stderr.as_str()), (0, ""), "{verb}");
    }
    assert!(help.stdout.contains("64 bad usage"), "{}", help.stdout);
    assert_eq!(run(&["--version"], "").code, 0);
}

#[test]
fn bad_usage_is_64_and_says_why_on_stderr() {
    let bad: [&[&str]; 9] = [
        &[],
        &["certify"],
        &["overdue", "--on", "2023-02-30"],
        &["overdue", "--course", "not-an-id"],
        &["replay"],
        &["replay", "--log", "1", "--learner", "0191e1a0-0000-7000-8000-000000000001"],
        &["transcript", "00000000-0000-0000-0000-000000000000"],
        &["dashboard", "--at-least", "1:1,1:2"],
        &["status", "--output", "xml"],
    ];
    for arguments in bad {
        let ran = run(arguments, "");
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""), "{arguments:?}");
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_configuration_that_cannot_be_used_is_64() {
    let bad: [(&[&str], &str); 4] = [
        (&["status", "--server", "not an address"], "is not a server's address"),
        (&["status", "--token-file", "/nowhere/token"], "cannot read /nowhere/token"),
        (&["status", "--token", "a\nb"], "characters that no token has"),
        (&["submit", "/nowhere/command.json"], "cannot read /nowhere/command.json"),
    ];
    for (arguments, why) in bad {
        let ran = run(arguments, "");
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""), "{arguments:?}");
        assert!(ran.stderr.contains(why), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn no_server_is_69_and_says_what_to_do() {
    let learner = "0191e1a0-0000-7000-8000-000000000001";
    let asks: [&[&str]; 7] = [
        &["overdue"],
        &["dashboard", "--by", "org-unit"],
        &["transcript", learner],
        &["replay", "--log", "1", "--output", "json"],
        &["verify"],
        &["status"],
        &["health"],
    ];
    for arguments in asks {
        let ran = run(&with_nobody(arguments), "");
        assert_eq!((ran.code, ran.stdout.as_str()), (69, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("check that `learnlog serve` runs"), "{}", ran.stderr);
    }
    let enroll = format!("{{\"enroll\":{{\"learner_id\":\"{learner}\"}}}}");
    let ran = run(&with_nobody(&["submit"]), &enroll);
    assert_eq!((ran.code, ran.stdout.as_str()), (69, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("use it again to retry"), "the id is told: {}", ran.stderr);
    let ran = run(&with_nobody(&["demo", "--people", "1"]), "");
    assert_eq!((ran.code, ran.stdout.as_str()), (69, ""), "{}", ran.stderr);
}

#[test]
fn bad_input_is_65() {
    let bad =
        ["", "not json", "[]", "{}{}", "{\"enrol\":{}}", "{\"occurred\":{\"day\":\"2023-02-29\"}}"];
    for input in bad {
        let ran = run(&with_nobody(&["submit"]), input);
        assert_eq!((ran.code, ran.stdout.as_str()), (65, ""), "{input}: {}", ran.stderr);
    }
    let ran = run(&with_nobody(&["submit", "--lines", "--output", "csv"]), "not json\n");
    assert_eq!(ran.code, 65, "{}", ran.stderr);
    let mut lines = ran.stdout.lines();
    assert_eq!(lines.next(), Some("line,command_id,answer,entry,repeated,detail"));
    assert!(lines.next().unwrap().starts_with("1,,refused,,false,"), "{}", ran.stdout);
}

#[test]
fn completions_are_scripts() {
    for (shell, mark) in
        [("bash", "_learnlog()"), ("zsh", "#compdef learnlog"), ("fish", "complete -c")]
    {
        let ran = run(&["completions", shell], "");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout.contains(mark), "{shell}");
    }
}

#[test]
fn the_demo_prints_the_same_company_every_time() {
    let company = |seed| run(&["demo", "--people", "3", "--seed", seed, "--print"], "");
    let (one, again, other) = (company("1"), company("1"), company("2"));
    assert_eq!((one.code, one.stderr.as_str()), (0, ""));
    assert!(one.stdout.lines().count() > 300);
    assert_eq!(one.stdout, again.stdout);
    assert_ne!(one.stdout, other.stdout);
}
