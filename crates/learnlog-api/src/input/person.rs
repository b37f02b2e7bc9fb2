//! What is told of a person. Invariant: everything that is personal data ends beside the plain attributes, to be
//! sealed.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::id::{JobId, LearnerId, OrgUnitId};
use learnlog_domain::person::event::{PersonAttributes, PersonField};
use learnlog_proto::{api, events};

use super::at::At;
use super::draft::{LearnerAsk, PersonDraft};
use super::field::{self, EMAIL_LIMIT_BYTES, TEXT_LIMIT_BYTES};
use crate::error::ApiError;
use crate::error::reason::Reason;

/// External ids of one person in one command.
pub const EXTERNAL_IDS_LIMIT: usize = 20;

/// Further attributes of one person in one command.
pub const ATTRIBUTES_LIMIT: usize = 50;

/// A learner is to exist.
pub fn add(at: At<'_>, input: api::AddPerson) -> Result<LearnerAsk, ApiError> {
    let at = at.field("person");
    let expected = "the person, with at least no attributes";
    let person = input.person.ok_or_else(|| field::missing(at, expected))?;
    Ok(LearnerAsk::AddPerson(Box::new(attributes(at, person)?)))
}

/// Attributes are to change.
pub fn change(at: At<'_>, input: api::ChangePerson) -> Result<LearnerAsk, ApiError> {
    let set = attributes(at.field("set"), input.set.unwrap_or_default())?;
    let mut clear = BTreeSet::new();
    let list = at.field("clear");
    for (index, number) in input.clear.iter().enumerate() {
        let at = list.item(index);
        let cleared = cleared(field::choice(at, *number, "a field of a person")?)
            .ok_or_else(|| field::missing(at, "a field of a person"))?;
        if is_set(&set, cleared) {
            return Err(field::not_allowed(at, "a field that is not in `set`")
                .with("person_field", format!("{cleared:?}")));
        }
        if !clear.insert(cleared) {
            return Err(repeated(at, "each field once"));
        }
    }
    Ok(LearnerAsk::ChangePerson(Box::new(set), clear))
}

fn attributes(at: At<'_>, input: api::PersonInput) -> Result<PersonDraft, ApiError> {
    field::text(at.field("display_name"), &input.display_name, TEXT_LIMIT_BYTES)?;
    field::text(at.field("email"), &input.email, EMAIL_LIMIT_BYTES)?;
    field::code(at.field("worker_type"), &input.worker_type)?;
    field::locale(at.field("locale"), &input.locale)?;
    let time_zone = match input.time_zone.as_str() {
        "" => None,
        name => Some(field::zone(at.field("time_zone"), name)?.1),
    };
    let plain = PersonAttributes {
        org_unit_id: field::optional_id(
            at.field("org_unit_id"),
            &input.org_unit_id,
            OrgUnitId::new,
        )?,
        job_id: field::optional_id(at.field("job_id"), &input.job_id, JobId::new)?,
        manager_id: field::optional_id(at.field("manager_id"), &input.manager_id, LearnerId::new)?,
        worker_type: present(input.worker_type),
        hire_date: field::optional_day(at.field("hire_date"), &input.hire_date)?,
        employment_end: field::optional_day(at.field("employment_end"), &input.employment_end)?,
        locale: present(input.locale),
        time_zone,
        ..PersonAttributes::default()
    };
    Ok(PersonDraft {
        plain,
        display_name: present(input.display_name),
        email: present(input.email),
        external_ids: external_ids(at.field("external_ids"), input.external_ids)?,
        other: others(at.field("other"), input.other)?,
    })
}

fn external_ids(
    at: At<'_>,
    input: Vec<api::ExternalIdInput>,
) -> Result<BTreeMap<String, String>, ApiError> {
    field::count(at, input.len(), 0, EXTERNAL_IDS_LIMIT)?;
    let mut ids = BTreeMap::new();
    for (index, id) in input.into_iter().enumerate() {
        let at = at.item(index);
        field::required_name(at.field("source"), &id.source)?;
        field::required_text(at.field("value"), &id.value, TEXT_LIMIT_BYTES)?;
        if ids.insert(id.source, id.value).is_some() {
            return Err(repeated(at.field("source"), "one external id per source"));
        }
    }
    Ok(ids)
}

fn others(
    at: At<'_>,
    input: Vec<api::AttributeInput>,
) -> Result<BTreeMap<String, String>, ApiError> {
    field::count(at, input.len(), 0, ATTRIBUTES_LIMIT)?;
    let mut attributes = BTreeMap::new();
    for (index, attribute) in input.into_iter().enumerate() {
        let at = at.item(index);
        field::required_name(at.field("name"), &attribute.name)?;
        field::required_text(at.field("value"), &attribute.value, TEXT_LIMIT_BYTES)?;
        if attributes.insert(attribute.name, attribute.value).is_some() {
            return Err(repeated(at.field("name"), "one value per name"));
        }
    }
    Ok(attributes)
}

fn repeated(at: At<'_>, expected: &str) -> ApiError {
    ApiError::of_field(Reason::ItemRepeated, at, "given twice", expected)
}

fn present(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn cleared(field: events::PersonField) -> Option<PersonField> {
    Some(match field {
        events::PersonField::Unspecified => return None,
        events::PersonField::DisplayName => PersonField::DisplayName,
        events::PersonField::Email => PersonField::Email,
        events::PersonField::OrgUnit => PersonField::OrgUnit,
        events::PersonField::Job => PersonField::Job,
        events::PersonField::Manager => PersonField::Manager,
        events::PersonField::WorkerType => PersonField::WorkerType,
        events::PersonField::HireDate => PersonField::HireDate,
        events::PersonField::EmploymentEnd => PersonField::EmploymentEnd,
        events::PersonField::Locale => PersonField::Locale,
        events::PersonField::TimeZone => PersonField::TimeZone,
    })
}

fn is_set(set: &PersonDraft, field: PersonField) -> bool {
    match field {
        PersonField::DisplayName => set.display_name.is_some(),
        PersonField::Email => set.email.is_some(),
        PersonField::OrgUnit => set.plain.org_unit_id.is_some(),
        PersonField::Job => set.plain.job_id.is_some(),
        PersonField::Manager => set.plain.manager_id.is_some(),
        PersonField::WorkerType => set.plain.worker_type.is_some(),
        PersonField::HireDate => set.plain.hire_date.is_some(),
        PersonField::EmploymentEnd => set.plain.employment_end.is_some(),
        PersonField::Locale => set.plain.locale.is_some(),
        PersonField::TimeZone => set.plain.time_zone.is_some(),
    }
}
