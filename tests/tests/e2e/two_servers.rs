//! Two `serve` processes on one ledger, each sure that it owns every log.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, change_person, id};
use learnlog_tests::site::Site;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::history::{decided, whole_ledger};

const LEARNERS: usize = 6;
const CHANGES: usize = 15;

#[tokio::test(flavor = "multi_thread")]
async fn every_answered_command_is_in_the_chain_once() {
    let site = Site::new(Stack::shared());
    let servers = [site.serve().ready().await, site.serve().ready().await];
    let callers = servers.each_ref().map(|server| Caller::new(&site, server));
    let mut answers = JoinSet::new();
    for _ in 0..LEARNERS {
        let learner = Uuid::new_v4();
        // Both processes are asked to add the learner under one command id, and each to change them.
        let added = id();
        for caller in &callers {
            let caller = caller.clone();
            answers.spawn(async move {
                caller.insist(add_person(added, learner)).await;
                let mut asked = BTreeMap::new();
                for number in 0..CHANGES {
                    let command = id();
                    let worker_type = format!("W{number}_{}", command.simple()).to_uppercase();
                    let answer = caller.insist(change_person(command, learner, &worker_type)).await;
                    let entry = answer.entry.unwrap();
                    asked.insert(command.to_string(), (entry.log, entry.sequence));
                }
                (learner, added, asked)
            });
        }
    }
    let answered = answers.join_all().await;
    let (entries, _) = whole_ledger(&callers[0]).await;
    let decided = decided(&entries);
    assert!(decided.values().all(|&count| count == 1), "a command was decided twice");
    assert_eq!(decided.len(), LEARNERS * (1 + 2 * CHANGES));
    let addresses: BTreeSet<_> =
        entries.iter().map(|entry| (entry.log.0, entry.sequence)).collect();
    for (learner, added, asked) in answered {
        let stream = format!("learner/{learner}");
        assert!(decided.contains_key(&(stream.clone(), added.to_string())));
        for (command, address) in asked {
            assert!(decided.contains_key(&(stream.clone(), command)));
            assert!(addresses.contains(&address));
        }
    }
}
