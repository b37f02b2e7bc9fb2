//! Learners. Invariant: the first row of a learner (by day, then by row) adds the person with all that it says; a later one changes
//! exactly what differs from what was known by then, or nothing.

use std::collections::BTreeMap;

use learnlog_domain::time::{Day, EffectiveDay};
use learnlog_proto::events::PersonField;

use crate::import::mapping::rules::Repeat;
use crate::import::mapping::rules::people::PersonRule;
use crate::import::plan::definitions::column_of;
use crate::import::plan::draft::{Draft, Place};
use crate::import::plan::fact::{Attribute, AttributeValue, Attributes, Body, Kind};
use crate::import::plan::names::{IdKind, NameId};
use crate::import::plan::{Made, PlanError, Planner, Rows};
use crate::import::problem::{Trouble, quoted};
use crate::import::source::row::Row;

/// What one row says about a person.
struct PersonRow {
    /// None sorts first: nobody says when.
    order: Option<Day>,
    place: Place,
    key: String,
    day: EffectiveDay,
    attributes: Attributes,
}

/// Days are unknown without bounds unless the mapping names one.
const UNKNOWN: EffectiveDay = EffectiveDay::Unknown { first: None, last: None };

impl<'a> Planner<'a> {
    /// All people of the mapping.
    pub(super) fn people(&mut self) -> Result<(), PlanError> {
        let mut people: BTreeMap<NameId, Vec<PersonRow>> = BTreeMap::new();
        for rule in &self.mapping.people {
            self.read_people(rule, &mut people)?;
        }
        for (learner, mut rows) in people {
            // Stable: rows of one day stay in the order of the source.
            rows.sort_by_key(|row| row.order);
            self.add_person(learner, rows);
        }
        Ok(())
    }

    fn read_people(
        &mut self,
        rule: &'a PersonRule,
        people: &mut BTreeMap<NameId, Vec<PersonRow>>,
    ) -> Result<(), PlanError> {
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
            let key = row.key(&rule.key)?;
            let day = rule.day.as_ref().map(|day| row.day(day)).transpose()?.unwrap_or(UNKNOWN);
            let order = match (&rule.order, day.known()) {
                (Some(order), None) => row.day(order)?.known(),
                (_, known) => known,
            };
            let attributes = planner.attributes(rule, row)?;
            let place = Place { origin: origin.clone(), row: row.line() };
            let name = planner.names.get(IdKind::Learner, &learner);
            planner.names.define(name);
            let new = PersonRow { order, place, key, day, attributes };
            people.entry(name).or_default().push(new);
            Ok(Made::Later)
        })
    }

    fn attributes(&mut self, rule: &PersonRule, row: &Row<'a>) -> Result<Attributes, Trouble> {
        let mut attributes = Attributes::new();
        let texts = [
            (PersonField::DisplayName, &rule.display_name),
            (PersonField::Email, &rule.email),
            (PersonField::WorkerType, &rule.worker_type),
            (PersonField::Locale, &rule.locale),
            (PersonField::TimeZone, &rule.time_zone),
        ];
        let named = texts
            .iter()
            .filter_map(|(field, text)| Some((Attribute::Field(*field), text.as_ref()?)))
            .chain(rule.external_ids.iter().map(|(id, text)| (Attribute::ExternalId(id.clone()), text)))
            .chain(rule.other.iter().map(|(name, text)| (Attribute::Other(name.clone()), text)));
        for (attribute, template) in named {
            if let Some(text) = row.text(template)? {
                attributes.insert(attribute, AttributeValue::Text(text));
            }
        }
        let days =
            [(PersonField::HireDate, &rule.hire_date), (PersonField::EmploymentEnd, &rule.employment_end)];
        for (field, reference) in days {
            let day = reference.as_ref().map(|reference| row.day(reference)).transpose()?;
            if let Some(day) = day.and_then(EffectiveDay::known) {
                attributes.insert(Attribute::Field(field), AttributeValue::Day(day));
            }
        }
        let keys = [
            (PersonField::OrgUnit, IdKind::OrgUnit, &rule.org_unit),
            (PersonField::Job, IdKind::Job, &rule.job),
        ];
        for (field, kind, key) in keys {
            if let Some(name) = row.optional_key(key)? {
                let name = self.defined(row, &column_of(key), kind, &name)?;
                attributes.insert(Attribute::Field(field), AttributeValue::Name(name));
            }
        }
        if let Some(manager) = row.optional_key(&rule.manager)? {
            // A manager may be a row further down, or of another source: the ledger knows when asked.
            let manager = self.names.get(IdKind::Learner, &manager);
            attributes
                .insert(Attribute::Field(PersonField::Manager), AttributeValue::Name(manager));
        }
        Ok(attributes)
    }

    fn add_person(&mut self, learner: NameId, rows: Vec<PersonRow>) {
        let mut known = Attributes::new();
        for (index, row) in rows.into_iter().enumerate() {
            let PersonRow { order, place, key, day, attributes } = row;
            let (key, body) = if index == 0 {
                known.clone_from(&attributes);
                (self.names.key(learner).to_owned(), Body::AddPerson { attributes })
            } else {
                let (set, cleared) = difference(&mut known, attributes);
                if set.is_empty() && cleared.is_empty() {
                    self.drafts.same(Kind::Person, place);
                    continue;
                }
                (key, Body::ChangePerson { set, cleared })
            };
            let is_change = matches!(body, Body::ChangePerson { .. });
            let draft = Draft { key, learner: Some(learner), day: Some(day), order, body };
            if is_change {
                self.tally.of(Kind::Person).rows -= 1;
                self.tally.of(Kind::PersonChange).rows += 1;
            }
            if let Err(first) = self.drafts.add(place.clone(), Repeat::Same, draft) {
                let kind = if is_change { Kind::PersonChange } else { Kind::Person };
                let key = quoted(self.names.key(learner));
                self.key_taken(kind, &place, first, key);
            }
        }
    }
}

/// What `new` says that is not known yet, and which fields it empties; both become known. External ids and other attributes cannot be
/// emptied in the ledger: where a later row has none, the earlier value stands.
fn difference(known: &mut Attributes, new: Attributes) -> (Attributes, Vec<PersonField>) {
    let mut cleared = Vec::new();
    known.retain(|attribute, _| match attribute {
        Attribute::Field(field) if !new.contains_key(attribute) => {
            cleared.push(*field);
            false
        }
        Attribute::Field(_) | Attribute::ExternalId(_) | Attribute::Other(_) => true,
    });
    let mut set = Attributes::new();
    for (attribute, value) in new {
        if known.get(&attribute) != Some(&value) {
            known.insert(attribute.clone(), value.clone());
            set.insert(attribute, value);
        }
    }
    (set, cleared)
}
