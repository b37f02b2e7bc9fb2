//! When a person was employed. Invariant: a function of how hire date and employment end changed in
//! effective time: a hire after the end begins another employment, anything else corrects the one
//! at hand; who leaves stays employed on the days before.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::person::event::PersonField;
use learnlog_domain::time::Day;

use crate::people::person::{Person, PlainValue};
use crate::timeline::Timeline;

/// First day and last day (none: open) of each employment; without a hire date it begins with
/// [`Day::MIN`].
pub(crate) fn employments(person: &Person) -> BTreeMap<Day, Option<Day>> {
    let hired = person.plain.get(&PersonField::HireDate);
    let ended = person.plain.get(&PersonField::EmploymentEnd);
    let changes: BTreeSet<Day> =
        [hired, ended].into_iter().flatten().flat_map(Timeline::days).collect();
    let mut employments = BTreeMap::new();
    let mut last = (Day::MIN, None);
    for day in changes {
        let from = on(hired, day).unwrap_or(Day::MIN);
        let to = on(ended, day).filter(|end| *end >= from);
        if last.1.is_none_or(|end| from <= end) {
            employments.remove(&last.0);
        }
        employments.insert(from, to);
        last = (from, to);
    }
    if employments.is_empty() {
        employments.insert(last.0, last.1);
    }
    employments
}

fn on(timeline: Option<&Timeline<PlainValue>>, day: Day) -> Option<Day> {
    match timeline?.on(day)? {
        PlainValue::Day(day) => Some(*day),
        PlainValue::Id(_) | PlainValue::Text(_) => None,
    }
}
