//! What facts about a person do to the state.

use std::collections::{BTreeMap, BTreeSet};

use crate::person::event::{PersonAttributes, PersonEvent, PersonField};
use crate::person::state::{Dated, PersonState};
use crate::protected::{Fingerprint, Protected};
use crate::sorted::Sorted;
use crate::state::LearnerState;
use crate::time::EffectiveDay;

/// Folds one fact. A change of somebody who was never added is kept as if it added them.
pub fn evolve(learner: &mut LearnerState, event: &PersonEvent) {
    let person = learner.person.get_or_insert_default();
    match event {
        PersonEvent::Added(added) => {
            apply(person, &added.attributes, &BTreeSet::new(), added.effective);
        }
        PersonEvent::Changed(changed) => {
            apply(person, &changed.set, &changed.cleared, changed.effective);
        }
    }
}

fn apply(
    person: &mut PersonState,
    set: &PersonAttributes,
    cleared: &BTreeSet<PersonField>,
    on: EffectiveDay,
) {
    use PersonField as Field;
    let emptied = |field: Field| cleared.contains(&field);
    let sealed = |value: &Option<Protected>| value.as_ref().map(Protected::fingerprint);
    let text = |value: &Option<String>| value.as_deref().map(Box::from);
    put(&mut person.display_name, sealed(&set.display_name), emptied(Field::DisplayName), on);
    put(&mut person.email, sealed(&set.email), emptied(Field::Email), on);
    put(&mut person.org_unit_id, set.org_unit_id, emptied(Field::OrgUnit), on);
    put(&mut person.job_id, set.job_id, emptied(Field::Job), on);
    put(&mut person.manager_id, set.manager_id, emptied(Field::Manager), on);
    put(&mut person.worker_type, text(&set.worker_type), emptied(Field::WorkerType), on);
    put(&mut person.hire_date, set.hire_date, emptied(Field::HireDate), on);
    put(&mut person.employment_end, set.employment_end, emptied(Field::EmploymentEnd), on);
    put(&mut person.locale, text(&set.locale), emptied(Field::Locale), on);
    put(&mut person.time_zone, text(&set.time_zone), emptied(Field::TimeZone), on);
    put_all(&mut person.external_ids, &set.external_ids, on);
    put_all(&mut person.other, &set.other, on);
}

fn put<T: PartialEq>(field: &mut Dated<T>, value: Option<T>, emptied: bool, on: EffectiveDay) {
    if value.is_some() || emptied {
        field.set(value, on);
    }
}

fn put_all(
    fields: &mut Sorted<Box<str>, Dated<Fingerprint>>,
    values: &BTreeMap<String, Protected>,
    on: EffectiveDay,
) {
    for (name, value) in values {
        fields.entry(name.as_str().into()).set(Some(value.fingerprint()), on);
    }
}
