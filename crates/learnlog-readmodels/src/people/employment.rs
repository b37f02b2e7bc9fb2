//! When a person was employed. Invariant: a function of how hire date and employment end changed in
//! effective time, whatever the order in which that was told. A hire after the end, or an end that
//! is lifted on a day after it, begins another employment; anything else corrects the one at hand.
//! Who leaves stays employed on the days before, and who comes back was not there in between.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::person::event::PersonField;
use learnlog_domain::time::Day;

use crate::people::person::{Person, PlainValue};
use crate::timeline::Timeline;

#[cfg(test)]
mod tests;

/// First day and last day (none: open) of each employment; without a hire date it begins with
/// [`Day::MIN`].
pub(crate) fn employments(person: &Person) -> BTreeMap<Day, Option<Day>> {
    let hired = person.plain.get(&PersonField::HireDate);
    let ended = person.plain.get(&PersonField::EmploymentEnd);
    of(hired, ended).into_iter().collect()
}

/// In order; no two share a day.
fn of(
    hired: Option<&Timeline<PlainValue>>,
    ended: Option<&Timeline<PlainValue>>,
) -> Vec<(Day, Option<Day>)> {
    let changes: BTreeSet<Day> =
        [hired, ended].into_iter().flatten().flat_map(Timeline::days).collect();
    let mut before = Vec::new();
    let mut last = (Day::MIN, None);
    for day in changes {
        let hired = on(hired, day).unwrap_or(Day::MIN);
        let end = on(ended, day);
        if let (_, Some(left)) = last
            && (left < hired || left < day && end.is_none_or(|end| day <= end))
        {
            before.push(last);
            last = (if left < hired { hired } else { day }, None);
        }
        last = corrected(&mut before, last, hired, end);
    }
    before.push(last);
    before
}

/// The employment at hand as these say that it is. One that came to its end before it began never
/// was: the end is that of the one before.
fn corrected(
    before: &mut Vec<(Day, Option<Day>)>,
    (from, _): (Day, Option<Day>),
    hired: Day,
    end: Option<Day>,
) -> (Day, Option<Day>) {
    let left = before.last().and_then(|(_, to)| *to);
    if left.is_none_or(|left| left < hired) {
        return (hired, end.filter(|end| hired <= *end));
    }
    // Hired once, and back: the hire date is that of an employment before.
    if end.is_some_and(|end| end < from)
        && let Some(undone) = before.pop()
    {
        return corrected(before, undone, hired, end);
    }
    (from, end)
}

fn on(timeline: Option<&Timeline<PlainValue>>, day: Day) -> Option<Day> {
    match timeline?.on(day)? {
        PlainValue::Day(day) => Some(*day),
        PlainValue::Id(_) | PlainValue::Text(_) => None,
    }
}
