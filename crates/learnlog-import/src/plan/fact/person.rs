//! What an import says about a person. Invariant: a difference is exactly what turns the one into
//! the other, as far as the ledger lets things be emptied.

use std::collections::BTreeMap;

use learnlog_domain::time::Day;
use learnlog_proto::events::PersonField;

use crate::plan::names::NameId;

/// What a fact says about a person.
#[derive(Debug, PartialEq, Eq)]
pub enum PersonFact {
    /// A learner exists.
    Added(Attributes),
    /// Something is different from now on.
    Changed {
        /// What is new.
        set: Attributes,
        /// What is no longer so.
        cleared: Vec<PersonField>,
    },
}

/// What is known about a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The protocol's own.
    pub fields: BTreeMap<PersonField, FieldValue>,
    /// What other systems call the person, by system.
    pub external_ids: BTreeMap<String, String>,
    /// Anything else, by name.
    pub other: BTreeMap<String, String>,
}

/// The value of one of the protocol's own fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// A text.
    Text(String),
    /// A day.
    Day(Day),
    /// Another person, an org unit, a job.
    Name(NameId),
}

impl Attributes {
    /// Nothing is known.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.external_ids.is_empty() && self.other.is_empty()
    }

    /// Names of all that is known.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let fields = self.fields.keys().map(|field| field_name(*field));
        fields.chain(self.external_ids.keys().cloned()).chain(self.other.keys().cloned())
    }

    /// Learns what `new` says: returns what was not known, and the fields that it empties. External
    /// ids and other attributes cannot be emptied in the ledger: where `new` has none, what was
    /// known stands.
    pub fn learn(&mut self, new: &Self) -> (Self, Vec<PersonField>) {
        let emptied = self.fields.keys().filter(|field| !new.fields.contains_key(field));
        let cleared: Vec<_> = emptied.copied().collect();
        self.fields.retain(|field, _| !cleared.contains(field));
        let set = Self {
            fields: learn(&mut self.fields, &new.fields),
            external_ids: learn(&mut self.external_ids, &new.external_ids),
            other: learn(&mut self.other, &new.other),
        };
        (set, cleared)
    }
}

fn learn<K: Ord + Clone, V: PartialEq + Clone>(
    known: &mut BTreeMap<K, V>,
    new: &BTreeMap<K, V>,
) -> BTreeMap<K, V> {
    let differs = |(key, value): &(&K, &V)| known.get(key) != Some(value);
    let set: BTreeMap<K, V> =
        new.iter().filter(differs).map(|(key, value)| (key.clone(), value.clone())).collect();
    known.extend(set.clone());
    set
}

/// "org_unit".
pub fn field_name(field: PersonField) -> String {
    field.as_str_name().trim_start_matches("PERSON_FIELD_").to_ascii_lowercase()
}
