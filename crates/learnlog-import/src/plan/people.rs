//! Learners. Invariant: the first row of a learner (by day, then by row) adds the person with all
//! that it says; a later one changes exactly what differs from what was known by then, or nothing.
//! What comes after a bad row waits for its correction, because it may say less then.

use std::collections::BTreeMap;

use learnlog_domain::time::{Day, EffectiveDay};
use learnlog_proto::events::PersonField;

use crate::mapping::reference::Template;
use crate::mapping::rules::Repeat;
use crate::mapping::rules::people::PersonRule;
use crate::plan::PlanError;
use crate::plan::definitions::column_of;
use crate::plan::draft::{Draft, Place};
use crate::plan::fact::Body;
use crate::plan::fact::kind::Kind;
use crate::plan::fact::person::{Attributes, FieldValue, PersonFact};
use crate::plan::names::{IdKind, NameId};
use crate::plan::planner::{Made, Planner, Rows};
use crate::problem::fault::Fault;
use crate::problem::{Problem, Trouble};
use crate::source::row::Row;

/// What one row says about a person.
struct PersonRow {
    /// None sorts first: nobody says when.
    order: Option<Day>,
    place: Place,
    key: String,
    day: EffectiveDay,
    attributes: Attributes,
}

/// The rows of all people.
#[derive(Default)]
struct People {
    rows: BTreeMap<NameId, Vec<PersonRow>>,
    first_bad: BTreeMap<NameId, Bad>,
}

/// A bad row about a person, with the place in the order of rows that it has, if it says so much.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Bad {
    order: Option<Day>,
    row: u32,
}

/// Days are unknown without bounds unless the mapping names one.
const UNKNOWN: EffectiveDay = EffectiveDay::Unknown { first: None, last: None };

impl<'a> Planner<'a> {
    /// All people of the mapping.
    pub(super) fn people(&mut self) -> Result<(), PlanError> {
        let mut people = People::default();
        for rule in &self.mapping.people {
            self.read_people(rule, &mut people)?;
        }
        for (learner, mut rows) in people.rows {
            // Stable: rows of one day stay in the order of the source.
            rows.sort_by_key(|row| row.order);
            if let Some(bad) = people.first_bad.get(&learner) {
                let waits = |row: &PersonRow| row.order >= bad.order;
                let first = rows.iter().position(waits).unwrap_or(rows.len());
                for row in rows.split_off(first) {
                    self.wait(row.place, bad.row);
                }
            }
            if !rows.is_empty() {
                self.names.define(learner);
                self.add_person(learner, rows);
            }
        }
        Ok(())
    }

    fn read_people(&mut self, rule: &'a PersonRule, people: &mut People) -> Result<(), PlanError> {
        let rows = Rows {
            kind: Kind::Person,
            table: &rule.table,
            when: &rule.when,
            repeat: Repeat::Same,
            column: column_of(&rule.learner),
        };
        let origin = self.origin(&rows);
        self.each_row(&rows, |planner, row| {
            let learner = row.key(&rule.learner)?;
            let name = planner.names.get(IdKind::Learner, &learner);
            let order = order(rule, row);
            let place = Place { origin: origin.clone(), row: row.line() };
            match planner.person_row(rule, row, name, place) {
                Ok(new) => people.rows.entry(name).or_default().push(new),
                Err(trouble) => {
                    // Nobody knows when: it may come before all others.
                    let bad = Bad { order: order.ok().flatten(), row: row.line() };
                    let first = people.first_bad.entry(name).or_insert(bad);
                    *first = bad.min(*first);
                    return Err(trouble);
                }
            }
            Ok(Made::Later)
        })
    }

    fn person_row(
        &mut self,
        rule: &PersonRule,
        row: &Row<'a>,
        name: NameId,
        place: Place,
    ) -> Result<PersonRow, Trouble> {
        let key = row.key(&rule.key)?;
        let day = rule.day.as_ref().map(|day| row.day(day)).transpose()?.unwrap_or(UNKNOWN);
        let order = order(rule, row)?;
        let attributes = self.attributes(rule, row)?;
        let whole = Body::Person(PersonFact::Added(attributes.clone()));
        self.admit(row, (Kind::Person, &place.origin.column), Some(name), Some(day), &whole)?;
        Ok(PersonRow { order, place, key, day, attributes })
    }

    fn wait(&mut self, place: Place, bad: u32) {
        let (file, column) = (place.origin.file.clone(), place.origin.column.clone());
        let problem = Problem { file, row: place.row, column, fault: Fault::AfterBad { row: bad } };
        self.bad(Kind::Person, &place, problem);
    }

    fn attributes(&mut self, rule: &PersonRule, row: &Row<'a>) -> Result<Attributes, Trouble> {
        Ok(Attributes {
            fields: self.fields(rule, row)?,
            external_ids: texts(row, &rule.external_ids)?,
            other: texts(row, &rule.other)?,
        })
    }

    fn fields(
        &mut self,
        rule: &PersonRule,
        row: &Row<'a>,
    ) -> Result<BTreeMap<PersonField, FieldValue>, Trouble> {
        let texts = [
            (PersonField::DisplayName, &rule.display_name),
            (PersonField::Email, &rule.email),
            (PersonField::WorkerType, &rule.worker_type),
            (PersonField::Locale, &rule.locale),
            (PersonField::TimeZone, &rule.time_zone),
        ];
        let days = [
            (PersonField::HireDate, &rule.hire_date),
            (PersonField::EmploymentEnd, &rule.employment_end),
        ];
        let keys = [
            (PersonField::OrgUnit, IdKind::OrgUnit, &rule.org_unit),
            (PersonField::Job, IdKind::Job, &rule.job),
        ];
        let mut fields = BTreeMap::new();
        for (field, template) in texts {
            let text = template.as_ref().map(|template| row.text(template)).transpose()?.flatten();
            fields.extend(text.map(|text| (field, FieldValue::Text(text))));
        }
        for (field, reference) in days {
            let day = reference.as_ref().map(|reference| row.day(reference)).transpose()?;
            let day = day.and_then(EffectiveDay::known);
            fields.extend(day.map(|day| (field, FieldValue::Day(day))));
        }
        for (field, kind, key) in keys {
            if let Some(name) = row.optional_key(key)? {
                let name = self.defined(row, &column_of(key), kind, &name)?;
                fields.insert(field, FieldValue::Name(name));
            }
        }
        if let Some(manager) = row.optional_key(&rule.manager)? {
            // A manager may be a row further down, or of another source: the ledger knows when
            // asked.
            let manager = self.names.get(IdKind::Learner, &manager);
            fields.insert(PersonField::Manager, FieldValue::Name(manager));
        }
        Ok(fields)
    }

    fn add_person(&mut self, learner: NameId, rows: Vec<PersonRow>) {
        let mut known = Attributes::default();
        for (index, row) in rows.into_iter().enumerate() {
            let PersonRow { order, place, key, day, attributes } = row;
            let (key, fact) = if index == 0 {
                known.clone_from(&attributes);
                (self.names.key(learner).to_owned(), PersonFact::Added(attributes))
            } else {
                let (set, cleared) = known.learn(&attributes);
                if set.is_empty() && cleared.is_empty() {
                    self.drafts.same(Kind::Person, place);
                    continue;
                }
                (key, PersonFact::Changed { set, cleared })
            };
            let is_change = matches!(fact, PersonFact::Changed { .. });
            let body = Body::Person(fact);
            let draft = Draft { key, learner: Some(learner), day: Some(day), order, body };
            if is_change {
                self.tally.of(Kind::Person).rows -= 1;
                self.tally.of(Kind::PersonChange).rows += 1;
            }
            if let Err((key, first)) = self.drafts.add(place.clone(), Repeat::Same, draft) {
                let kind = if is_change { Kind::PersonChange } else { Kind::Person };
                self.key_taken(kind, &place, first, &key);
            }
        }
    }
}

/// Where a row stands among those of its learner.
fn order(rule: &PersonRule, row: &Row<'_>) -> Result<Option<Day>, Trouble> {
    let day = rule.day.as_ref().map(|day| row.day(day)).transpose()?.unwrap_or(UNKNOWN);
    match (&rule.order, day.known()) {
        (Some(order), None) => Ok(row.day(order)?.known()),
        (_, known) => Ok(known),
    }
}

fn texts(
    row: &Row<'_>,
    templates: &BTreeMap<String, Template>,
) -> Result<BTreeMap<String, String>, Trouble> {
    let mut texts = BTreeMap::new();
    for (name, template) in templates {
        texts.extend(row.text(template)?.map(|text| (name.clone(), text)));
    }
    Ok(texts)
}
