//! ops/stack: what it starts, what it leaves alone, and what it does not take.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use learnlog_testkit::eventually::eventually;
use learnlog_tests::process::{PATIENCE, bound, spawn};

use super::import::of_repository;

/// `ops/stack` on a run directory, in an environment that names no servers.
fn stack(arguments: &[&str], run: &Path) -> Command {
    let mut command = Command::new(of_repository("ops/stack"));
    command.args(arguments).arg("--dir").arg(run).stdin(Stdio::null());
    command.env_remove("LEARNLOG_KAFKA").env_remove("LEARNLOG_DATABASE");
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A program of that name in a folder of programs.
fn program(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/bash\n{script}\n")).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
}

fn path_with(folder: &Path) -> String {
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}

#[test]
fn a_stack_goes_down_with_its_parent() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let run = folder.path().join("stack");
    let mut parent = bound(Path::new("sleep"));
    parent.arg("600");
    let mut parent = spawn(parent);
    let pid = parent.id().to_string();
    let up = stack(&["up", "postgres", "--parent", &pid], &run).output().unwrap();
    assert!(up.status.success(), "{}", said(&up));
    let recorded = fs::read_to_string(run.join("postgres.pid")).unwrap();
    let server = Path::new("/proc").join(recorded.split(' ').next().unwrap());
    assert!(server.exists());
    parent.kill().unwrap();
    parent.wait().unwrap();
    eventually(PATIENCE, "the end of the server and its folder", || {
        match (server.exists(), run.exists()) {
            (false, false) => Ok(()),
            there => Err(there),
        }
    });
}

#[test]
fn servers_that_the_environment_names_are_taken_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("stack");
    let asked = |arguments: &[&str]| {
        let mut command = stack(arguments, &run);
        command.env("LEARNLOG_KAFKA", "kafka.example:9092");
        command.env("LEARNLOG_DATABASE", "postgres://me@db.example/learnlog");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        output
    };
    let up = said(&asked(&["up"]));
    assert!(up.contains("kafka: using the server that the environment names"), "{up}");
    assert!(up.contains("postgres: using the server that the environment names"), "{up}");
    assert!(!run.join("kafka.pid").exists() && !run.join("postgres.pid").exists());
    let lines = String::from_utf8(asked(&["env"]).stdout).unwrap();
    assert!(lines.contains("LEARNLOG_KAFKA=kafka.example:9092"), "{lines}");
    assert!(lines.contains("LEARNLOG_DATABASE=postgres://me@db.example/learnlog"), "{lines}");
    asked(&["down"]);
}

#[test]
fn jars_with_another_checksum_are_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let (run, cache) = (folder.path().join("stack"), folder.path().join("cache"));
    // A Maven that fetches a jar of the right name with something else in it.
    let maven = r#"
for argument; do
    case $argument in
    -DoutputDirectory=*) echo other >"${argument#*=}/kafka_2.13-4.1.1.jar" ;;
    esac
done"#;
    program(folder.path(), "mvn", maven);
    let mut up = stack(&["up", "kafka", "--parent", "none"], &run);
    let up = up.env("XDG_CACHE_HOME", &cache).env("PATH", path_with(folder.path()));
    let up = up.output().unwrap();
    assert!(!up.status.success());
    assert!(said(&up).contains("kafka_2.13-4.1.1.jar: FAILED"), "{}", said(&up));
    assert!(said(&up).contains("not those that jars.sha256 names"), "{}", said(&up));
    assert!(!run.exists());
    let left = fs::read_dir(cache.join("learnlog")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["kafka-4.1.1.lock"]);
}

/// A background job that asks a terminal for a password is stopped by the system, and whoever waits for it waits for ever.
#[test]
fn without_a_terminal_nobody_is_asked_for_a_password() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    for part in ["common.sh", "setup.sh"] {
        let copy = folder.path().join(part);
        fs::copy(of_repository(&format!("ops/stack.d/{part}")), &copy).unwrap();
    }
    program(folder.path(), "sudo", r#"echo "asked: $*" >>asked; exit 1"#);
    program(folder.path(), "apt-get", "exit 0");
    let install = r#"source ./common.sh; source ./setup.sh; install "A thing" its-package"#;
    // Root needs no sudo.
    let is_root = fs::read_to_string("/proc/self/status").unwrap().contains("\nUid:\t0\t");
    let mut somebody = Command::new("setpriv");
    if is_root {
        somebody.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    somebody.args(["bash", "-euc", install]).current_dir(folder.path()).stdin(Stdio::null());
    let refused = somebody.env("PATH", path_with(folder.path())).output().unwrap();
    assert!(!refused.status.success());
    let asked = fs::read_to_string(folder.path().join("asked")).unwrap();
    assert_eq!(asked, "asked: -n true\n");
    let said = said(&refused);
    assert!(said.contains("A thing is missing") && said.contains("its-package"), "{said}");
    assert!(said.contains("ops/stack prepare"), "{said}");
}
