//! Events about definitions. Each carries the whole of its version.

use learnlog_domain::catalog::event::{CatalogEvent, Defined};
use learnlog_domain::catalog::job::Job;
use learnlog_domain::catalog::offering::Offering;
use learnlog_domain::catalog::org_unit::OrgUnit;
use learnlog_domain::event::Event;
use learnlog_domain::id::{CourseId, OrgUnitId};
use learnlog_proto::events as wire;
use prost::Message;

use crate::parse::InterpretError;
use crate::{event, field};

pub(crate) mod certification;
pub(crate) mod course;

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) const ORG_UNIT_DEFINED: &str = "org_unit.defined";
pub(crate) const JOB_DEFINED: &str = "job.defined";
pub(crate) const COURSE_DEFINED: &str = "course.defined";
pub(crate) const OFFERING_DEFINED: &str = "offering.defined";
pub(crate) const CERTIFICATION_DEFINED: &str = "certification.defined";

pub(crate) fn event_type(event: &CatalogEvent) -> &'static str {
    match event {
        CatalogEvent::OrgUnitDefined(_) => ORG_UNIT_DEFINED,
        CatalogEvent::JobDefined(_) => JOB_DEFINED,
        CatalogEvent::CourseDefined(_) => COURSE_DEFINED,
        CatalogEvent::OfferingDefined(_) => OFFERING_DEFINED,
        CatalogEvent::CertificationDefined(_) => CERTIFICATION_DEFINED,
    }
}

pub(crate) fn encode(event: &CatalogEvent) -> Vec<u8> {
    match event {
        CatalogEvent::OrgUnitDefined(event) => encode_org_unit(event).encode_to_vec(),
        CatalogEvent::JobDefined(event) => encode_job(event).encode_to_vec(),
        CatalogEvent::CourseDefined(event) => course::encode(event).encode_to_vec(),
        CatalogEvent::OfferingDefined(event) => encode_offering(event).encode_to_vec(),
        CatalogEvent::CertificationDefined(event) => certification::encode(event).encode_to_vec(),
    }
}

pub(crate) fn org_unit_defined_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::OrgUnitDefined = event::parse(payload)?;
    let definition = OrgUnit {
        parent_id: field::optional_id("parent_id", &wire.parent_id, OrgUnitId::new)?,
        code: wire.code,
        title: wire.title,
    };
    let defined = defined(wire.definition_version, definition)?;
    Ok(Event::Catalog(CatalogEvent::OrgUnitDefined(defined)))
}

pub(crate) fn job_defined_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::JobDefined = event::parse(payload)?;
    let definition = Job { code: wire.code, title: wire.title };
    let defined = defined(wire.definition_version, definition)?;
    Ok(Event::Catalog(CatalogEvent::JobDefined(defined)))
}

pub(crate) fn course_defined_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::CourseDefined = event::parse(payload)?;
    let defined = defined(wire.definition_version, course::decode(wire)?)?;
    Ok(Event::Catalog(CatalogEvent::CourseDefined(defined)))
}

pub(crate) fn offering_defined_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::OfferingDefined = event::parse(payload)?;
    let definition = Offering {
        course_id: field::id("course_id", &wire.course_id, CourseId::new)?,
        code: wire.code,
        title: wire.title,
        starts_on: field::optional_day("starts_on", wire.starts_on)?,
        ends_on: field::optional_day("ends_on", wire.ends_on)?,
    };
    let defined = defined(wire.definition_version, definition)?;
    Ok(Event::Catalog(CatalogEvent::OfferingDefined(defined)))
}

pub(crate) fn certification_defined_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::CertificationDefined = event::parse(payload)?;
    let defined = defined(wire.definition_version, certification::decode(wire)?)?;
    Ok(Event::Catalog(CatalogEvent::CertificationDefined(defined)))
}

fn defined<D>(definition_version: u32, definition: D) -> Result<Defined<D>> {
    let definition_version = field::counted_from_one("definition_version", definition_version)?;
    Ok(Defined { definition_version, definition })
}

fn encode_org_unit(event: &Defined<OrgUnit>) -> wire::OrgUnitDefined {
    let Defined { definition_version, definition } = event;
    wire::OrgUnitDefined {
        definition_version: *definition_version,
        code: definition.code.clone(),
        title: definition.title.clone(),
        parent_id: field::optional_bytes(definition.parent_id.as_ref().map(OrgUnitId::as_bytes)),
    }
}

fn encode_job(event: &Defined<Job>) -> wire::JobDefined {
    let Defined { definition_version, definition } = event;
    wire::JobDefined {
        definition_version: *definition_version,
        code: definition.code.clone(),
        title: definition.title.clone(),
    }
}

fn encode_offering(event: &Defined<Offering>) -> wire::OfferingDefined {
    let Defined { definition_version, definition } = event;
    wire::OfferingDefined {
        definition_version: *definition_version,
        course_id: definition.course_id.as_bytes().to_vec(),
        code: definition.code.clone(),
        title: definition.title.clone(),
        starts_on: definition.starts_on.map(field::date),
        ends_on: definition.ends_on.map(field::date),
    }
}
