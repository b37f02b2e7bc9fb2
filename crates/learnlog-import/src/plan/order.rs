//! The order of submission. Invariant: definitions before learners; each learner's facts together,
//! the person first, every enrollment before its other facts, and otherwise by day; the same source
//! gives the same order.

use std::collections::HashMap;

use learnlog_domain::time::{Day, EffectiveDay};

use crate::plan::fact::definition::Definition;
use crate::plan::fact::learning::Act;
use crate::plan::fact::person::PersonFact;
use crate::plan::fact::{Body, Fact};
use crate::plan::names::NameId;

/// Sorts `facts` for submission; returns how many of them are definitions.
pub fn sort(facts: &mut [Fact]) -> usize {
    let first_days = first_days(facts);
    let parents: HashMap<NameId, NameId> = facts.iter().filter_map(parent).collect();
    // Stable: what is equal stays in the order of the rules and rows.
    facts.sort_by_cached_key(|fact| Key::of(fact, &first_days, &parents));
    facts.partition_point(|fact| fact.learner.is_none())
}

/// Fields in order of weight. None comes before everything that is known.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    learner: Option<NameId>,
    /// For definitions: their kind, and depth in the tree of org units.
    definition: (u8, usize),
    is_after_person: bool,
    day: Option<Day>,
    rank: u8,
}

impl Key {
    fn of(
        fact: &Fact,
        first_days: &HashMap<NameId, Day>,
        parents: &HashMap<NameId, NameId>,
    ) -> Self {
        let definition = match &fact.body {
            Body::Definition(Definition::OrgUnit { org_unit, .. }) => {
                (0, depth(*org_unit, parents))
            }
            Body::Definition(Definition::Job { .. }) => (1, 0),
            Body::Definition(Definition::Course { .. }) => (2, 0),
            Body::Definition(Definition::Offering { .. }) => (3, 0),
            Body::Person(_) | Body::Learning(_) => (4, 0),
        };
        let act = fact.learning().map(|learning| &learning.act);
        let rank = match act {
            None => 0,
            Some(Act::Enroll(_)) => 1,
            Some(Act::Progress { .. } | Act::Credit { .. }) => 2,
            Some(Act::Outcome { .. }) => 3,
            Some(Act::Withdraw { .. }) => 4,
        };
        let own = fact.day.and_then(placed_on).or(fact.order);
        let day = match (act, fact.enrollment()) {
            // What happened before the enrollment, or nobody knows when, is told after it all the
            // same.
            (Some(Act::Enroll(_)), Some(enrollment)) => {
                own.into_iter().chain(first_days.get(&enrollment).copied()).min()
            }
            _ => own,
        };
        let is_after_person = !matches!(fact.body, Body::Person(PersonFact::Added(_)));
        Self { learner: fact.learner, definition, is_after_person, day, rank }
    }
}

/// An unknown day is placed at its last possible one.
fn placed_on(day: EffectiveDay) -> Option<Day> {
    match day {
        EffectiveDay::Known(day) => Some(day),
        EffectiveDay::Unknown { first, last } => last.or(first),
    }
}

/// The earliest placed day of the facts of each enrollment.
fn first_days(facts: &[Fact]) -> HashMap<NameId, Day> {
    let mut first = HashMap::new();
    for fact in facts {
        if let (Some(enrollment), Some(day)) = (fact.enrollment(), fact.day.and_then(placed_on)) {
            first
                .entry(enrollment)
                .and_modify(|first: &mut Day| *first = day.min(*first))
                .or_insert(day);
        }
    }
    first
}

fn parent(fact: &Fact) -> Option<(NameId, NameId)> {
    match &fact.body {
        Body::Definition(Definition::OrgUnit { org_unit, parent: Some(parent), .. }) => {
            Some((*org_unit, *parent))
        }
        _ => None,
    }
}

/// How many units are above; a circle ends somewhere, and the ledger will refuse it.
fn depth(org_unit: NameId, parents: &HashMap<NameId, NameId>) -> usize {
    let above = std::iter::successors(Some(org_unit), |unit| parents.get(unit).copied());
    above.take(parents.len() + 1).count()
}
