//! Events about persons.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::event::Event;
use learnlog_domain::id::{JobId, LearnerId, OrgUnitId};
use learnlog_domain::person::event::{
    PersonAdded, PersonAttributes, PersonChanged, PersonEvent, PersonField,
};
use learnlog_domain::protected::Protected;
use learnlog_proto::events as wire;
use learnlog_proto::ledger::Protected as WireProtected;
use prost::Message;

use crate::enumeration::Enumeration;
use crate::parse::InterpretError;
use crate::{event, field, protected, time};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) const ADDED: &str = "person.added";
pub(crate) const CHANGED: &str = "person.changed";

pub(crate) fn event_type(event: &PersonEvent) -> &'static str {
    match event {
        PersonEvent::Added(_) => ADDED,
        PersonEvent::Changed(_) => CHANGED,
    }
}

pub(crate) fn encode(event: &PersonEvent) -> Vec<u8> {
    match event {
        PersonEvent::Added(event) => wire::PersonAdded {
            attributes: Some(encode_attributes(&event.attributes)),
            effective: time::encode_effective(event.effective),
        }
        .encode_to_vec(),
        PersonEvent::Changed(event) => wire::PersonChanged {
            set: Some(encode_attributes(&event.set)),
            cleared: encode_cleared(&event.cleared),
            effective: time::encode_effective(event.effective),
        }
        .encode_to_vec(),
    }
}

pub(crate) fn added_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::PersonAdded = event::parse(payload)?;
    let added = PersonAdded {
        attributes: Box::new(decode_attributes(field::required("attributes", wire.attributes)?)?),
        effective: time::decode_effective(wire.effective)?,
    };
    Ok(Event::Person(PersonEvent::Added(added)))
}

pub(crate) fn changed_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::PersonChanged = event::parse(payload)?;
    let changed = PersonChanged {
        set: Box::new(decode_attributes(field::required("set", wire.set)?)?),
        cleared: decode_cleared(&wire.cleared)?,
        effective: time::decode_effective(wire.effective)?,
    };
    Ok(Event::Person(PersonEvent::Changed(changed)))
}

fn decode_attributes(wire: wire::PersonAttributes) -> Result<PersonAttributes> {
    let external_ids = wire.external_ids.into_iter().map(|it| (it.source, it.value)).collect();
    let other = wire.other.into_iter().map(|it| (it.name, it.value)).collect();
    Ok(PersonAttributes {
        display_name: protected::decode_optional("display_name", wire.display_name)?,
        email: protected::decode_optional("email", wire.email)?,
        org_unit_id: field::optional_id("org_unit_id", &wire.org_unit_id, OrgUnitId::new)?,
        job_id: field::optional_id("job_id", &wire.job_id, JobId::new)?,
        manager_id: field::optional_id("manager_id", &wire.manager_id, LearnerId::new)?,
        worker_type: field::optional_text(wire.worker_type),
        hire_date: field::optional_day("hire_date", wire.hire_date)?,
        employment_end: field::optional_day("employment_end", wire.employment_end)?,
        locale: field::optional_text(wire.locale),
        time_zone: field::optional_text(wire.time_zone),
        external_ids: decode_named("external_ids", external_ids)?,
        other: decode_named("other", other)?,
    })
}

fn encode_attributes(attributes: &PersonAttributes) -> wire::PersonAttributes {
    let org_unit_id = attributes.org_unit_id.as_ref().map(OrgUnitId::as_bytes);
    let external_ids = attributes.external_ids.iter().map(|(source, value)| wire::ExternalId {
        source: source.clone(),
        value: Some(protected::encode(value)),
    });
    let other = attributes.other.iter().map(|(name, value)| wire::NamedAttribute {
        name: name.clone(),
        value: Some(protected::encode(value)),
    });
    wire::PersonAttributes {
        display_name: attributes.display_name.as_ref().map(protected::encode),
        email: attributes.email.as_ref().map(protected::encode),
        org_unit_id: field::optional_bytes(org_unit_id),
        job_id: field::optional_bytes(attributes.job_id.as_ref().map(JobId::as_bytes)),
        manager_id: field::optional_bytes(attributes.manager_id.as_ref().map(LearnerId::as_bytes)),
        worker_type: attributes.worker_type.clone().unwrap_or_default(),
        hire_date: attributes.hire_date.map(field::date),
        employment_end: attributes.employment_end.map(field::date),
        locale: attributes.locale.clone().unwrap_or_default(),
        time_zone: attributes.time_zone.clone().unwrap_or_default(),
        external_ids: external_ids.collect(),
        other: other.collect(),
    }
}

fn decode_named(
    field: &'static str,
    wire: Vec<(String, Option<WireProtected>)>,
) -> Result<BTreeMap<String, Protected>> {
    field::ascending(field, &wire, |(name, _)| name)?;
    let decode =
        |(name, value)| Ok((name, protected::decode(field, field::required(field, value)?)?));
    wire.into_iter().map(decode).collect()
}

fn decode_cleared(wire: &[i32]) -> Result<BTreeSet<PersonField>> {
    field::ascending("cleared", wire, |number| *number)?;
    wire.iter().map(|number| PersonField::decode("cleared", *number)).collect()
}

fn encode_cleared(cleared: &BTreeSet<PersonField>) -> Vec<i32> {
    let mut numbers: Vec<_> = cleared.iter().map(|field| field.encode()).collect();
    numbers.sort_unstable();
    numbers
}
