//! Who owns what, whoever they are.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use learnlog_codec::entry::LogNumber;
use proptest::prelude::*;
use uuid::Uuid;

use super::{owner, projector};
use crate::ownership::process::Process;

const LOGS: u32 = 200;

fn process(id: u128) -> Process {
    Process {
        id: Uuid::from_u128(id),
        address: String::new(),
        started_at_micros: 0,
        seen_at_micros: 0,
        leaving: false,
        unable_to_write: Vec::new(),
        unable_to_project: Vec::new(),
    }
}

fn owners(processes: &[Process]) -> Vec<Option<Uuid>> {
    (0..LOGS).map(|log| owner(LogNumber(log), processes).map(|of| of.id)).collect()
}

fn some_processes() -> impl Strategy<Value = Vec<Process>> {
    let ids = proptest::collection::btree_set(any::<u128>(), 1..9);
    ids.prop_map(|ids| ids.into_iter().map(process).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn only_the_logs_of_who_leaves_change_hands(processes in some_processes(), which: prop::sample::Index) {
        let before = owners(&processes);
        let mut after = processes.clone();
        let leaves = which.index(processes.len());
        after[leaves].leaving = true;
        let gone: Vec<_> = processes.iter().filter(|of| of.id != processes[leaves].id).cloned().collect();
        prop_assert_eq!(owners(&after), owners(&gone));
        for (before, after) in before.into_iter().zip(owners(&after)) {
            prop_assert!(before == after || before == Some(processes[leaves].id));
        }
    }

    #[test]
    fn processes_who_see_the_same_agree(processes in some_processes(), turn: prop::sample::Index) {
        let mut seen = processes.clone();
        seen.rotate_left(turn.index(processes.len()));
        prop_assert_eq!(owners(&processes), owners(&seen));
    }
}

#[test]
fn logs_are_spread() {
    const MANY_LOGS: u32 = 2_000;
    for count in 1..=8 {
        let processes: Vec<_> = (1..=count).map(process).collect();
        let mut shares = BTreeMap::<_, u32>::new();
        for log in 0..MANY_LOGS {
            let owner = owner(LogNumber(log), &processes).map(|of| of.id);
            *shares.entry(owner).or_default() += 1;
        }
        let fair = MANY_LOGS / u32::try_from(count).unwrap();
        assert_eq!(shares.len(), processes.len());
        let within = |share: &u32| (fair * 3 / 4..=fair * 5 / 4).contains(share);
        assert!(shares.values().all(within), "{shares:?}");
    }
}

#[test]
fn who_cannot_write_or_project_a_log_does_neither() {
    let log = LogNumber(3);
    let mut processes = vec![process(1), process(2)];
    let first = owner(log, &processes).map(|of| of.id);
    assert_eq!(projector(log, &processes).map(|of| of.id), first);
    let at = usize::from(first == Some(processes[1].id));
    processes[at].unable_to_write.push(log);
    let other = Some(processes[1 - at].id);
    assert_eq!(owner(log, &processes).map(|of| of.id), other);
    assert_eq!(projector(log, &processes).map(|of| of.id), first);
    processes[at].unable_to_project.push(log);
    assert_eq!(projector(log, &processes).map(|of| of.id), other);
    processes[1 - at].unable_to_write.push(log);
    assert_eq!(owner(log, &processes), None);
}
