//! Definitions of certifications. Invariant: the courses of a cycle are written in the order of
//! their ids, each once.

use learnlog_domain::catalog::certification::{Certification, CycleRequirements};
use learnlog_domain::catalog::event::Defined;
use learnlog_domain::id::CourseId;
use learnlog_domain::period::Period;
use learnlog_proto::events as wire;

use crate::enumeration::Enumeration;
use crate::field;
use crate::parse::InterpretError;

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) fn decode(wire: wire::CertificationDefined) -> Result<Certification> {
    let period = |field, wire: Option<wire::Period>| {
        field::required(field, wire).map(|wire| decode_period(&wire))
    };
    Ok(Certification {
        code: wire.code,
        title: wire.title,
        basis: Enumeration::decode("basis", wire.basis)?,
        validity: period("validity", wire.validity)?,
        window: period("window", wire.window)?,
        minimum_validity: period("minimum_validity", wire.minimum_validity)?,
        look_back: wire.look_back.as_ref().map(decode_period),
        early_renewal: wire.early_renewal,
        cycles: wire.cycles.iter().map(decode_requirements).collect::<Result<_>>()?,
    })
}

pub(crate) fn encode(event: &Defined<Certification>) -> wire::CertificationDefined {
    let Defined { definition_version, definition } = event;
    wire::CertificationDefined {
        definition_version: *definition_version,
        code: definition.code.clone(),
        title: definition.title.clone(),
        basis: definition.basis.encode(),
        validity: Some(encode_period(definition.validity)),
        window: Some(encode_period(definition.window)),
        minimum_validity: Some(encode_period(definition.minimum_validity)),
        look_back: definition.look_back.map(encode_period),
        early_renewal: definition.early_renewal,
        cycles: definition.cycles.iter().map(encode_requirements).collect(),
    }
}

fn decode_requirements(wire: &wire::CycleRequirements) -> Result<CycleRequirements> {
    const FIELD: &str = "cycles.course_ids";
    field::ascending(FIELD, &wire.course_ids, |id| id)?;
    let course_ids = wire.course_ids.iter().map(|id| field::id(FIELD, id, CourseId::new));
    Ok(CycleRequirements { course_ids: course_ids.collect::<Result<_>>()? })
}

fn encode_requirements(requirements: &CycleRequirements) -> wire::CycleRequirements {
    let ids = requirements.course_ids.iter();
    let mut course_ids: Vec<_> = ids.map(|id| id.as_bytes().to_vec()).collect();
    course_ids.sort_unstable();
    course_ids.dedup();
    wire::CycleRequirements { course_ids }
}

fn decode_period(wire: &wire::Period) -> Period {
    Period { years: wire.years, months: wire.months, days: wire.days }
}

fn encode_period(period: Period) -> wire::Period {
    wire::Period { years: period.years, months: period.months, days: period.days }
}
