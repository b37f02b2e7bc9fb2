//! What command ids are derived from: the contract that makes an import repeatable.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use learnlog_domain::time::{Day, EffectiveDay};
use uuid::Uuid;

use super::command_name;
use learnlog_import::command::Commands;
use learnlog_import::plan::draft::{Origin, Place};
use learnlog_import::plan::fact::definition::{Definition, Title};
use learnlog_import::plan::fact::learning::{Act, Learning};
use learnlog_import::plan::fact::{Body, Fact};
use learnlog_import::plan::names::{IdKind, NameId, Names, join_key};

fn fact(row: u32, key: &str, body: Body, day: Option<EffectiveDay>) -> Fact {
    let origin = Origin { file: "f.csv".into(), column: "c".to_owned() };
    let place = Place { origin: Arc::new(origin), row };
    Fact { place, key: key.into(), learner: None, day, order: None, body }
}

fn name(fact: &Fact) -> String {
    let id = |name: NameId| Uuid::from_u128(name.index() as u128 + 1);
    command_name(fact, || Commands { source: "s", id }.command(fact))
}

#[test]
fn a_fact_keeps_its_name_whatever_else_it_says() {
    let mut names = Names::default();
    let enrollment = Some(names.get(IdKind::Enrollment, "AAA/1"));
    let withdrawn = |row, day| {
        let day = Some(EffectiveDay::Known(Day::new(2014, 2, day).unwrap()));
        let act = Act::Withdraw { reason: "LEFT".to_owned() };
        name(&fact(row, "AAA/1", Body::Learning(Learning { enrollment, act }), day))
    };
    assert_eq!(withdrawn(2, 11), "withdrawal/AAA/1");
    assert_eq!(withdrawn(3, 12), "withdrawal/AAA/1");
}

#[test]
fn a_definition_that_says_something_new_has_a_new_name() {
    let mut names = Names::default();
    let job = names.get(IdKind::Job, "J");
    let named = |row, words: &str| {
        let title = Title { code: "J".to_owned(), words: words.to_owned() };
        name(&fact(row, "J", Body::Definition(Definition::Job { job, title }), None))
    };
    assert!(named(2, "Welder").starts_with("job/J/"));
    assert_eq!(named(2, "Welder"), named(9, "Welder"));
    assert_ne!(named(2, "Welder"), named(2, "Welder 2"));
}

#[test]
fn keys_of_several_columns_never_meet() {
    let key = |values: &[&str]| join_key(values.iter().copied());
    assert_eq!(key(&["AAA", "2013J", "11391"]), "AAA/2013J/11391");
    assert_eq!(key(&["11391"]), "11391");
    assert_eq!(key(&["a/b", "c"]), "a%2Fb/c");
    assert_eq!(key(&["a%2Fb", "c"]), "a%252Fb/c");
    assert_ne!(key(&["a/b", "c"]), key(&["a", "b/c"]));
}
