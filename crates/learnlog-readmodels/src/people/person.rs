//! One person, folded. Invariant: agrees with the domain about what stands last: a change that took
//! effect before the one that stands is history, and a change of an unknown day stands.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::id::CommandId;
use learnlog_domain::person::event::{PersonAttributes, PersonEvent, PersonField};
use learnlog_domain::protected::Protected;
use learnlog_domain::time::{Day, EffectiveDay};
use uuid::Uuid;

use crate::civil;
use crate::projection::LearnerEntry;
use crate::timeline::Timeline;

/// What is known of a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Person {
    /// Of the latest entry about the person.
    pub sequence: u64,
    /// What is not protected, by day.
    pub plain: BTreeMap<PersonField, Timeline<PlainValue>>,
    /// What is protected, by the name it was sealed under.
    pub sealed: BTreeMap<String, Sealed>,
    /// Fields of `plain` that were changed since the rows were read.
    pub changed: BTreeSet<PersonField>,
    /// Names of `sealed` that were changed since the rows were read.
    pub resealed: BTreeSet<String>,
    /// There are no rows yet.
    pub is_new: bool,
}

/// A value that is not protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlainValue {
    /// Org unit, job, manager.
    Id(Uuid),
    /// Hire date, employment end.
    Day(Day),
    /// Worker type, locale, time zone.
    Text(String),
}

/// A protected value, and since when it stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sealed {
    /// A change before this day is history.
    pub since: Option<Day>,
    /// None: emptied, or not read from its row.
    pub value: Option<(CommandId, Protected)>,
}

impl Person {
    /// Whether days of employment may be others than when the rows were read.
    pub fn is_employment_changed(&self) -> bool {
        let fields = [PersonField::HireDate, PersonField::EmploymentEnd];
        self.is_new || fields.iter().any(|field| self.changed.contains(field))
    }

    /// Folds one fact.
    pub fn apply(&mut self, entry: &LearnerEntry<'_>, event: &PersonEvent) {
        self.sequence = entry.sequence;
        let (set, effective) = match event {
            PersonEvent::Added(added) => {
                self.is_new = true;
                (&added.attributes, added.effective)
            }
            PersonEvent::Changed(changed) => (&changed.set, changed.effective),
        };
        for (field, value) in plain(set) {
            self.set(field, Some(value), effective, entry, event);
        }
        for (name, value) in protected(set) {
            self.seal(name, Some((entry.command_id(), value.clone())), effective);
        }
        let PersonEvent::Changed(changed) = event else { return };
        for field in &changed.cleared {
            match field {
                PersonField::DisplayName => self.seal(DISPLAY_NAME.into(), None, effective),
                PersonField::Email => self.seal(EMAIL.into(), None, effective),
                PersonField::OrgUnit
                | PersonField::Job
                | PersonField::Manager
                | PersonField::WorkerType
                | PersonField::HireDate
                | PersonField::EmploymentEnd
                | PersonField::Locale
                | PersonField::TimeZone => self.set(*field, None, effective, entry, event),
            }
        }
    }

    fn set(
        &mut self,
        field: PersonField,
        value: Option<PlainValue>,
        effective: EffectiveDay,
        entry: &LearnerEntry<'_>,
        event: &PersonEvent,
    ) {
        let otherwise = match event {
            PersonEvent::Added(_) => civil::earliest(effective),
            PersonEvent::Changed(_) => civil::certain(effective, entry.recorded_at),
        };
        self.plain.entry(field).or_default().record(effective, otherwise, value);
        self.changed.insert(field);
    }

    fn seal(
        &mut self,
        name: String,
        value: Option<(CommandId, Protected)>,
        effective: EffectiveDay,
    ) {
        let sealed = self.sealed.entry(name.clone()).or_default();
        let known = effective.known();
        if known.zip(sealed.since).is_some_and(|(day, since)| day < since) {
            return;
        }
        *sealed = Sealed { since: known.or(sealed.since), value };
        self.resealed.insert(name);
    }
}

/// Under which the name as shown is sealed.
pub(crate) const DISPLAY_NAME: &str = "display_name";
const EMAIL: &str = "email";

fn plain(set: &PersonAttributes) -> impl Iterator<Item = (PersonField, PlainValue)> {
    let id = |id: Option<Uuid>| id.map(PlainValue::Id);
    let text = |text: &Option<String>| text.clone().map(PlainValue::Text);
    let values = [
        (PersonField::OrgUnit, id(set.org_unit_id.map(|id| id.uuid()))),
        (PersonField::Job, id(set.job_id.map(|id| id.uuid()))),
        (PersonField::Manager, id(set.manager_id.map(|id| id.uuid()))),
        (PersonField::WorkerType, text(&set.worker_type)),
        (PersonField::HireDate, set.hire_date.map(PlainValue::Day)),
        (PersonField::EmploymentEnd, set.employment_end.map(PlainValue::Day)),
        (PersonField::Locale, text(&set.locale)),
        (PersonField::TimeZone, text(&set.time_zone)),
    ];
    values.into_iter().filter_map(|(field, value)| Some((field, value?)))
}

fn protected(set: &PersonAttributes) -> impl Iterator<Item = (String, &Protected)> {
    let named = [(DISPLAY_NAME, &set.display_name), (EMAIL, &set.email)];
    let named = named.into_iter().filter_map(|(name, value)| Some((name.into(), value.as_ref()?)));
    let external = set.external_ids.iter();
    let external = external.map(|(source, value)| (format!("external_id:{source}"), value));
    let other = set.other.iter().map(|(name, value)| (format!("attribute:{name}"), value));
    named.chain(external).chain(other)
}
