//! What was told of each learner, read through as a whole whenever something is asked: the rows
//! come about in batches, from rows before and from what is kept, and must say the same.

#[path = "story/learning.rs"]
pub mod learning;
#[path = "story/owing.rs"]
pub mod owing;

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::event::Event;
use learnlog_domain::id::LearnerId;
use learnlog_domain::person::event::{PersonAttributes, PersonEvent, PersonField};
use learnlog_domain::time::{Day, EffectiveDay, Timestamp};

use crate::journal::Journal;

/// One learner.
pub struct Story {
    pub learner: LearnerId,
    told: Vec<(Timestamp, Event)>,
}

/// What is not protected, by its number in rows.
pub const FIELDS: [(i16, PersonField); 8] = [
    (3, PersonField::OrgUnit),
    (4, PersonField::Job),
    (5, PersonField::Manager),
    (6, PersonField::WorkerType),
    (7, PersonField::HireDate),
    (8, PersonField::EmploymentEnd),
    (9, PersonField::Locale),
    (10, PersonField::TimeZone),
];

/// Of everybody who was added.
pub fn stories(journal: &Journal) -> Vec<Story> {
    let mut told: BTreeMap<LearnerId, Vec<(Timestamp, Event)>> = BTreeMap::new();
    for (learner, at, event) in journal.told() {
        told.entry(learner).or_default().push((at, event.clone()));
    }
    told.into_iter().map(|(learner, told)| Story { learner, told }).collect()
}

impl Story {
    fn events(&self) -> impl Iterator<Item = &Event> {
        self.told.iter().map(|(_, event)| event)
    }

    /// Every day on which a field changed, and to what; none where one of the days is not known.
    pub fn changes(&self, field: PersonField) -> Option<BTreeMap<Day, Option<String>>> {
        let mut changes = BTreeMap::new();
        for event in self.events() {
            let Event::Person(event) = event else { continue };
            let (set, effective) = match event {
                PersonEvent::Added(added) => (&added.attributes, added.effective),
                PersonEvent::Changed(changed) => (&changed.set, changed.effective),
            };
            let emptied =
                matches!(event, PersonEvent::Changed(changed) if changed.cleared.contains(&field));
            let value = text(set, field);
            if value.is_some() || emptied {
                changes.insert(effective.known()?, value);
            }
        }
        Some(changes)
    }

    /// First and last day of each employment; none where a day of it is not known.
    pub fn employments(&self) -> Option<Vec<(Day, Option<Day>)>> {
        let hired = self.changes(PersonField::HireDate)?;
        let ended = self.changes(PersonField::EmploymentEnd)?;
        let mut rows = vec![(Day::MIN, None)];
        for today in hired.keys().chain(ended.keys()).copied().collect::<BTreeSet<_>>() {
            let hire = on(&hired, today).map_or(Day::MIN, |day| parsed(&day));
            let end = on(&ended, today).map(|day| parsed(&day));
            let left = rows.last().and_then(|row| row.1);
            let hired_anew = left.is_some_and(|left| hire > left);
            let is_back =
                left.is_some_and(|left| today > left) && end.is_none_or(|end| end >= today);
            if hired_anew || is_back {
                rows.push((if hired_anew { hire } else { today }, None));
            }
            // Corrections: a stay that ends before it begins is none.
            loop {
                let before = rows.len().checked_sub(2).and_then(|place| rows[place].1);
                let row = rows.last_mut().unwrap();
                if before.is_none_or(|left| hire > left) {
                    *row = (hire, end.filter(|end| *end >= hire));
                    break;
                }
                row.1 = end;
                if end.is_none_or(|end| end >= row.0) {
                    break;
                }
                rows.pop();
            }
        }
        Some(rows)
    }
}

/// What holds on a day.
pub fn on(changes: &BTreeMap<Day, Option<String>>, day: Day) -> Option<String> {
    changes.range(..=day).next_back().and_then(|(_, value)| value.clone())
}

/// The day, else the last possible one, else the day on which it was recorded.
fn certain(effective: EffectiveDay, at: Timestamp) -> Day {
    let recorded = || {
        let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap();
        Day::from_date(at.to_zoned(jiff::tz::TimeZone::UTC).date()).unwrap()
    };
    match effective {
        EffectiveDay::Known(day) => day,
        EffectiveDay::Unknown { last, .. } => last.unwrap_or_else(recorded),
    }
}

/// "?" where there is none.
pub fn shown(value: Option<impl ToString>) -> String {
    value.map_or("?".into(), |value| value.to_string())
}

fn parsed(text: &str) -> Day {
    Day::from_date(text.parse().unwrap()).unwrap()
}

fn text(set: &PersonAttributes, field: PersonField) -> Option<String> {
    match field {
        PersonField::OrgUnit => set.org_unit_id.map(|id| id.to_string()),
        PersonField::Job => set.job_id.map(|id| id.to_string()),
        PersonField::Manager => set.manager_id.map(|id| id.to_string()),
        PersonField::WorkerType => set.worker_type.clone(),
        PersonField::HireDate => set.hire_date.map(|day| day.to_string()),
        PersonField::EmploymentEnd => set.employment_end.map(|day| day.to_string()),
        PersonField::Locale => set.locale.clone(),
        PersonField::TimeZone => set.time_zone.clone(),
        PersonField::DisplayName | PersonField::Email => None,
    }
}
