//! How told attributes compare with those that stand. Invariant: every attribute takes part, so
//! that adding one forces a decision here.

use std::collections::{BTreeMap, BTreeSet};

use crate::person::command::ChangePerson;
use crate::person::event::{PersonAttributes, PersonField};
use crate::person::state::{Dated, PersonState};
use crate::protected::{Fingerprint, Protected};
use crate::sorted::Sorted;
use crate::time::EffectiveDay;

impl PersonState {
    /// Whether exactly these attributes stand.
    pub fn has_exactly(&self, attributes: &PersonAttributes) -> bool {
        let PersonAttributes {
            display_name,
            email,
            org_unit_id,
            job_id,
            manager_id,
            worker_type,
            hire_date,
            employment_end,
            locale,
            time_zone,
            external_ids,
            other,
        } = attributes;
        self.display_name.value().copied() == sealed(display_name)
            && self.email.value().copied() == sealed(email)
            && self.org_unit_id.value() == org_unit_id.as_ref()
            && self.job_id.value() == job_id.as_ref()
            && self.manager_id.value() == manager_id.as_ref()
            && self.worker_type.value().map(AsRef::as_ref) == worker_type.as_deref()
            && self.hire_date.value() == hire_date.as_ref()
            && self.employment_end.value() == employment_end.as_ref()
            && self.locale.value().map(AsRef::as_ref) == locale.as_deref()
            && self.time_zone.value().map(AsRef::as_ref) == time_zone.as_deref()
            && all_equal(&self.external_ids, external_ids)
            && all_equal(&self.other, other)
    }
}

fn all_equal(
    fields: &Sorted<Box<str>, Dated<Fingerprint>>,
    values: &BTreeMap<String, Protected>,
) -> bool {
    let fields = fields.from(|_| false).iter();
    let fields = fields.map(|(name, value)| (name.as_ref(), value.value().copied()));
    fields.eq(values.iter().map(|(name, value)| (name.as_str(), Some(value.fingerprint()))))
}

/// What of a change is one; where a field is both set and cleared, it is set.
pub(super) fn difference(
    person: &PersonState,
    command: &ChangePerson,
    on: EffectiveDay,
) -> (PersonAttributes, BTreeSet<PersonField>) {
    use PersonField as Field;
    let mut of = Difference { on, clear: &command.clear, cleared: BTreeSet::new() };
    let set = (*command.set).clone();
    let (name, email) = (sealed(&set.display_name), sealed(&set.email));
    let text = |value: &Option<String>| value.as_deref().map(Box::<str>::from);
    let (worker_type, locale) = (text(&set.worker_type), text(&set.locale));
    let time_zone = text(&set.time_zone);
    let set = PersonAttributes {
        display_name: of.field(Field::DisplayName, &person.display_name, name, set.display_name),
        email: of.field(Field::Email, &person.email, email, set.email),
        org_unit_id: of.plain(Field::OrgUnit, &person.org_unit_id, set.org_unit_id),
        job_id: of.plain(Field::Job, &person.job_id, set.job_id),
        manager_id: of.plain(Field::Manager, &person.manager_id, set.manager_id),
        worker_type: of.field(Field::WorkerType, &person.worker_type, worker_type, set.worker_type),
        hire_date: of.plain(Field::HireDate, &person.hire_date, set.hire_date),
        employment_end: of.plain(Field::EmploymentEnd, &person.employment_end, set.employment_end),
        locale: of.field(Field::Locale, &person.locale, locale, set.locale),
        time_zone: of.field(Field::TimeZone, &person.time_zone, time_zone, set.time_zone),
        external_ids: of.named(&person.external_ids, set.external_ids),
        other: of.named(&person.other, set.other),
    };
    (set, of.cleared)
}

struct Difference<'a> {
    on: EffectiveDay,
    clear: &'a BTreeSet<PersonField>,
    cleared: BTreeSet<PersonField>,
}

impl Difference<'_> {
    /// `new`, given back as `value` if it differs.
    fn field<T: PartialEq, V>(
        &mut self,
        name: PersonField,
        current: &Dated<T>,
        new: Option<T>,
        value: Option<V>,
    ) -> Option<V> {
        let differs = current.differs(new.as_ref(), self.on);
        if new.is_none() && differs && self.clear.contains(&name) {
            self.cleared.insert(name);
        }
        value.filter(|_| differs)
    }

    fn plain<T: PartialEq + Copy>(
        &mut self,
        name: PersonField,
        current: &Dated<T>,
        value: Option<T>,
    ) -> Option<T> {
        self.field(name, current, value, value)
    }

    fn named(
        &self,
        fields: &Sorted<Box<str>, Dated<Fingerprint>>,
        mut values: BTreeMap<String, Protected>,
    ) -> BTreeMap<String, Protected> {
        values.retain(|name, value| {
            let current = fields.get(&Box::from(name.as_str()));
            let new = Some(value.fingerprint());
            current.is_none_or(|current| current.differs(new.as_ref(), self.on))
        });
        values
    }
}

fn sealed(value: &Option<Protected>) -> Option<Fingerprint> {
    value.as_ref().map(Protected::fingerprint)
}
