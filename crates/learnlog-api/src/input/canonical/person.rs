//! Canonical encodings of what is asked about persons. Numbers are those of `commands.proto`, for good.

use learnlog_keys::canonical::Fields;
use learnlog_proto::api;

use super::{day, id};

/// AddPerson.
pub fn add(add: &api::AddPerson) -> Fields {
    let mut fields = Fields::new();
    fields.bytes(1, &id(&add.learner_id)).message(2, add.person.as_ref().map(person).as_ref());
    fields
}

/// ChangePerson.
pub fn change(change: &api::ChangePerson) -> Fields {
    let mut clear: Vec<u64> = change.clear.iter().filter_map(|n| (*n).try_into().ok()).collect();
    clear.sort_unstable();
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&change.learner_id))
        .message(2, change.set.as_ref().map(person).as_ref())
        .numbers(3, &clear);
    fields
}

fn person(person: &api::PersonInput) -> Fields {
    let mut fields = Fields::new();
    let external_ids = person.external_ids.iter().map(|id| (&id.source, &id.value));
    let other = person.other.iter().map(|attribute| (&attribute.name, &attribute.value));
    fields
        .text(1, &person.display_name)
        .text(2, &person.email)
        .bytes(3, &id(&person.org_unit_id))
        .bytes(4, &id(&person.job_id))
        .bytes(5, &id(&person.manager_id))
        .text(6, &person.worker_type)
        .message(7, day(&person.hire_date).as_ref())
        .message(8, day(&person.employment_end).as_ref())
        .text(9, &person.locale)
        .text(10, &person.time_zone)
        .messages(11, &pairs(external_ids))
        .messages(12, &pairs(other));
    fields
}

/// Sorted by name: their order means nothing.
fn pairs<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<Fields> {
    let mut sorted: Vec<_> = pairs.collect();
    sorted.sort_unstable();
    let pair = |(name, value): (&String, &String)| {
        let mut fields = Fields::new();
        fields.text(1, name).text(2, value);
        fields
    };
    sorted.into_iter().map(pair).collect()
}
