//! The workload is the same every time, in order, and has no id twice.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use learnlog_proto::api::SubmitRequest;

use super::definitions;
use super::learner::{Learner, STEPS};
use super::source::Source;

fn command_id(request: &SubmitRequest) -> &str {
    &request.command.as_ref().unwrap().command_id
}

fn history(seed: u64, number: u32) -> Vec<SubmitRequest> {
    let learner = Learner { seed, number };
    let terms = [0, 1].into_iter();
    terms
        .flat_map(|term| (0..STEPS).map(move |step| learner.request(term, step).unwrap()))
        .collect()
}

#[test]
fn a_seed_says_it_all() {
    assert_eq!(history(1, 7), history(1, 7));
    assert_ne!(history(1, 7), history(2, 7));
    assert_eq!(definitions::all(1), definitions::all(1));
}

#[test]
fn no_command_id_is_there_twice() {
    let requests: Vec<_> =
        definitions::all(1).into_iter().chain((0..100).flat_map(|n| history(1, n))).collect();
    let ids: BTreeSet<_> = requests.iter().map(command_id).collect();
    assert_eq!(ids.len(), requests.len());
}

#[test]
fn a_history_ends() {
    let learner = Learner { seed: 1, number: 1 };
    assert!(learner.request(0, STEPS).is_none());
    assert!(learner.request(2, 0).is_none());
}

#[test]
fn what_is_put_back_goes_on_where_it_stopped() {
    let source = Source::new(1);
    let mut order: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for taken in [1, 5, 20, 3].into_iter().cycle().take(20) {
        let mut bundle = source.take(4);
        for item in bundle.by_ref().take(taken) {
            let id = command_id(&item.request).to_owned();
            order.entry(item.learner.number).or_default().push(id);
        }
        source.put_back(bundle);
    }
    assert!(order.len() >= 8, "more than one bundle was handed out");
    for (number, ids) in order {
        let history = history(1, number);
        let expected: Vec<_> = history.iter().map(command_id).take(ids.len()).collect();
        assert_eq!(ids, expected, "learner {number}");
    }
}

#[test]
fn learners_come_back_after_many_others() {
    let source = Source::new(1);
    let mut came_back = None;
    for round in 0..13 {
        let mut bundle = source.take(1_000);
        let first = bundle.next().unwrap();
        let again = command_id(&first.request) != command_id(&history(1, first.learner.number)[0]);
        if again && came_back.is_none() {
            came_back = Some((round, first.learner.number));
        }
        bundle.by_ref().for_each(drop);
        source.put_back(bundle);
    }
    assert_eq!(came_back, Some((11, 0)));
    let known = source.known();
    assert!(known.len() >= 11_000 && known[0].number == 0);
}
