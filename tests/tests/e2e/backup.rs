//! Back-up and disaster: servers that are lost are filled again from a folder, positions and answers stay what they were, and what was lost
//! for good is said.

use std::path::Path;
use std::process::Output;

use learnlog_postgres::database::Database;
use learnlog_proto::api as pb;
use learnlog_proto::ledger::LedgerPosition;
use learnlog_readmodels::database::{PROJECTIONS, query_pool};
use learnlog_readmodels::queries::Queries;
use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, change_person, id};
use learnlog_tests::process::PATIENCE;
use learnlog_tests::site::Site;
use learnlog_tests::topic::EntriesTopic;
use serde_json::Value;
use tonic_health::pb::health_check_response::ServingStatus;
use uuid::Uuid;

const ENTRIES_LOGS: u32 = 8;
const LEARNERS: usize = 20;

/// Learners, and the command that changed each of them last.
struct History {
    commands: Vec<(Uuid, pb::Command, pb::SubmitResponse)>,
    position: LedgerPosition,
}

async fn write(caller: &Caller) -> History {
    let mut commands = Vec::new();
    let mut position = LedgerPosition::default();
    for number in 0..LEARNERS {
        let learner = id();
        caller.insist(add_person(id(), learner)).await;
        let command = change_person(id(), learner, &format!("KIND_{number}"));
        let answer = caller.insist(command.clone()).await;
        for of_log in answer.position.clone().unwrap().logs {
            position.logs.retain(|other| other.log != of_log.log);
            position.logs.push(of_log);
        }
        commands.push((learner, command, answer));
    }
    position.logs.sort_by_key(|of_log| of_log.log);
    History { commands, position }
}

/// Waits until the read models show all of it.
async fn shown(caller: &Caller, history: &History) {
    let (learner, ..) = &history.commands[0];
    eventually_async(PATIENCE, "the read models", async || {
        let request = pb::GetTranscriptRequest {
            learner_id: learner.to_string(),
            at_least: Some(history.position.clone()),
            effective_on: None,
        };
        caller.queries.clone().get_transcript(request).await
    })
    .await;
}

/// Of every projection; that of the entry index says where entries lie.
async fn digests(site: &Site) -> Vec<(&'static str, String)> {
    let database = Database::parse(site.database_url()).unwrap();
    let pool = || query_pool(&database, 1).unwrap();
    let queries = Queries::new(pool(), pool(), ENTRIES_LOGS);
    let mut digests = Vec::new();
    for projection in PROJECTIONS {
        let digest = queries.digest(projection).await.unwrap();
        digests.push((projection.name, digest.value.to_string()));
    }
    digests
}

fn run(site: &Site, verb: &str, folder: &Path, more: &[&str]) -> Output {
    let mut command = site.command(&[verb, "--output", "json", "--folder"]);
    command.arg(folder).args(more).output().unwrap()
}

fn done(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(output: &Output, code: i32, word: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(word), "{said}");
}

fn heads(report: &Value) -> Vec<(u64, String)> {
    let logs = report["logs"].as_array().unwrap().iter();
    logs.map(|log| (log["sequence"].as_u64().unwrap(), log["hash"].to_string())).collect()
}

/// Old commands are recognized, old positions are reached, and new commands follow them.
async fn goes_on(caller: &Caller, history: &History) {
    for (_, command, answer) in &history.commands {
        let again = caller.insist(command.clone()).await;
        assert!(again.repeated_command);
        assert_eq!(again.entry, answer.entry);
    }
    shown(caller, history).await;
    let (learner, ..) = history.commands[0];
    let answer = caller.insist(change_person(id(), learner, "NEW")).await;
    assert!(!answer.repeated_command);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_goes_on_from_its_backup_on_other_servers() {
    let site = Site::new(Stack::shared());
    let folder = site.path("backup");
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    write(&caller).await;
    let first = done(&run(&site, "backup", &folder, &[]));
    let history = write(&caller).await;
    let second = done(&run(&site, "backup", &folder, &[]));
    assert_eq!(second["added"], 2 * LEARNERS as u64, "{second}");
    assert!(first["entries"].as_u64() < second["entries"].as_u64());
    shown(&caller, &history).await;
    let before = digests(&site).await;
    server.stop().await;

    // Topics of another name, in which somebody else has written: everything lies elsewhere.
    let other = Site::planned(Stack::shared());
    let topic = EntriesTopic::of(&other);
    topic.make().await;
    (0..8).for_each(|partition| topic.pollute(partition, Some(b"not an entry")));
    let dry = done(&run(&other, "restore", &folder, &["--dry-run"]));
    assert_eq!(heads(&dry), heads(&second));
    let restored = done(&run(&other, "restore", &folder, &[]));
    assert_eq!(restored["added"], second["entries"]);
    assert_eq!(heads(&restored), heads(&second));
    let again = done(&run(&other, "restore", &folder, &[]));
    assert_eq!(again["added"], 0);

    let server = other.serve().ready().await;
    let caller = Caller::new(&other, &server);
    shown(&caller, &history).await;
    let after = digests(&other).await;
    assert_eq!(before[1..], after[1..]);
    assert_eq!(before[0].0, "entry_index");
    goes_on(&caller, &history).await;
    // What was restored can be backed up again, into the same folder.
    let third = done(&run(&other, "backup", &folder, &[]));
    assert_eq!(third["added"], 1, "{third}");
    // A folder holds one file of keys, that of its manifest.
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name());
    let keys = files.filter(|name| name.to_string_lossy().ends_with(".csv"));
    assert_eq!(keys.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_postgresql_is_rebuilt_from_the_ledger_and_the_saved_keys() {
    let site = Site::new(Stack::shared());
    let folder = site.path("backup");
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let history = write(&caller).await;
    done(&run(&site, "backup", &folder, &[]));
    shown(&caller, &history).await;
    let before = digests(&site).await;
    server.stop().await;

    let site = site.with_empty_databases(Stack::shared());
    let restored = done(&run(&site, "restore", &folder, &[]));
    assert_eq!(restored["added"], 0, "Kafka has lost nothing");
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    shown(&caller, &history).await;
    assert_eq!(digests(&site).await, before);
    goes_on(&caller, &history).await;
}

/// A broker without replicas came back without the end of its logs, which read models and backup have seen.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_end_of_the_ledger_is_said_and_not_continued() {
    let site = Site::new(Stack::shared());
    let (old, new) = (site.path("old"), site.path("new"));
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    let history = write(&caller).await;
    done(&run(&site, "backup", &old, &[]));
    let (learner, ..) = history.commands[0];
    let lost = caller.insist(change_person(id(), learner, "LOST")).await;
    let seen = History { position: lost.position.unwrap(), ..history };
    shown(&caller, &seen).await;
    done(&run(&site, "backup", &new, &[]));
    server.stop().await;

    EntriesTopic::of(&site).make_anew().await;
    done(&run(&site, "restore", &old, &[]));
    let server = site.serve();
    server.until(ServingStatus::NotServing).await;
    let caller = Caller::new(&site, &server);
    let log = lost.entry.unwrap().log;
    eventually_async(PATIENCE, "the log to be stopped", async || {
        match caller.submit(change_person(id(), learner, "AFTER")).await {
            Err(status) if status.message().contains(&format!("log {log}")) => {
                let stopped = status.message().contains("does not hold the entry");
                if stopped { Ok(()) } else { Err(status) }
            }
            Err(status) => Err(status),
            Ok(answer) => panic!("continued: {answer:?}"),
        }
    })
    .await;
    refused(&run(&site, "backup", &new, &[]), 65, "has lost entries");
    refused(&run(&site, "restore", &new, &[]), 64, "stop them all");
    server.stop().await;
    // The newer backup still fits: what was lost is put back, behind what others have written meanwhile. It lies elsewhere now, so
    // the read models begin anew; then the log goes on.
    EntriesTopic::of(&site).pollute(i32::try_from(log).unwrap() - 1, Some(b"not an entry"));
    nobody_lives(&site, &new).await;
    let site = site.with_empty_read_models(Stack::shared());
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    goes_on(&caller, &seen).await;
}

/// A process that has ended counts as one that serves for some seconds.
async fn nobody_lives(site: &Site, folder: &Path) {
    eventually_async(PATIENCE, "a restore beside nobody", async || {
        let restored = run(site, "restore", folder, &[]);
        if restored.status.success() { Ok(done(&restored)) } else { Err(restored) }
    })
    .await;
}

/// New keys would make everything that was sealed unreadable, and nobody would notice.
#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_in_use_gets_no_new_keys() {
    let site = Site::new(Stack::shared());
    let folder = site.path("backup");
    let server = site.serve().ready().await;
    let caller = Caller::new(&site, &server);
    caller.insist(add_person(id(), id())).await;
    done(&run(&site, "backup", &folder, &[]));
    server.stop().await;
    let site = site.with_empty_databases(Stack::shared());
    for verb in [&["init"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        refused(&site.command(verb).output().unwrap(), 64, "learnlog restore");
    }
    done(&run(&site, "restore", &folder, &[]));
    site.serve().ready().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_folder_is_refused_before_anything_is_written() {
    let site = Site::new(Stack::shared());
    let folder = site.path("backup");
    done(&run(&site, "backup", &folder, &[]));
    let path = folder.join("logs/0003.entries");
    let whole = std::fs::read(&path).unwrap();
    let mut damaged = whole.clone();
    damaged[10] ^= 1;
    std::fs::write(&path, damaged).unwrap();
    let other = Site::planned(Stack::shared());
    refused(&run(&other, "restore", &folder, &[]), 65, "damaged");
    std::fs::write(&path, whole).unwrap();
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let keys = manifest["keys"]["file"].as_str().unwrap();
    std::fs::write(folder.join(keys), "owner,key_id,wrapped_key,created_at\n").unwrap();
    refused(&run(&other, "restore", &folder, &[]), 65, keys);
    refused(&run(&other, "restore", &site.path("nothing"), &[]), 64, "no finished backup");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_ledgers_servers_are_left_alone() {
    let site = Site::new(Stack::shared());
    let folder = site.path("backup");
    done(&run(&site, "backup", &folder, &[]));
    let other = Site::new(Stack::shared());
    refused(&run(&other, "restore", &folder, &[]), 64, "nothing was written");
    // Nor are its keys, where only the topics are new.
    let planned = Site::planned(Stack::shared());
    let mut restore = planned.command(&["restore", "--folder"]);
    restore.arg(&folder).env("LEARNLOG_KEYS_DATABASE", other.keys_url());
    refused(&restore.output().unwrap(), 64, "belongs to ledger");
    refused(&run(&other, "backup", &folder, &[]), 64, "name another folder");
}
