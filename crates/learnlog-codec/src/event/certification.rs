//! Events about certificates.

use learnlog_domain::certification::event::{
    CertificationEvent, Cycle, CycleSatisfied, NotRenewed,
};
use learnlog_domain::event::Event;
use learnlog_domain::id::CertificationId;
use learnlog_proto::events as wire;
use prost::Message;

use crate::enumeration::Enumeration;
use crate::parse::InterpretError;
use crate::{event, field};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) const CERTIFIED: &str = "certification.certified";
pub(crate) const RECERTIFIED: &str = "certification.recertified";
pub(crate) const NOT_RENEWED: &str = "certification.not_renewed";

pub(crate) fn event_type(event: &CertificationEvent) -> &'static str {
    match event {
        CertificationEvent::Certified(_) => CERTIFIED,
        CertificationEvent::Recertified(_) => RECERTIFIED,
        CertificationEvent::NotRenewed(_) => NOT_RENEWED,
    }
}

pub(crate) fn encode(event: &CertificationEvent) -> Vec<u8> {
    match event {
        CertificationEvent::Certified(event) => {
            let certification_id = event.certification_id.as_bytes().to_vec();
            let cycle = Some(encode_cycle(&event.cycle));
            wire::Certified { certification_id, cycle }.encode_to_vec()
        }
        CertificationEvent::Recertified(event) => {
            let certification_id = event.certification_id.as_bytes().to_vec();
            let cycle = Some(encode_cycle(&event.cycle));
            wire::Recertified { certification_id, cycle }.encode_to_vec()
        }
        CertificationEvent::NotRenewed(event) => wire::NotRenewed {
            certification_id: event.certification_id.as_bytes().to_vec(),
            completed_on: Some(field::date(event.completed_on)),
            opens_on: Some(field::date(event.opens_on)),
            reason: event.reason.encode(),
        }
        .encode_to_vec(),
    }
}

pub(crate) fn certified_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::Certified = event::parse(payload)?;
    let satisfied = decode_satisfied(&wire.certification_id, wire.cycle)?;
    Ok(Event::Certification(CertificationEvent::Certified(satisfied)))
}

pub(crate) fn recertified_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::Recertified = event::parse(payload)?;
    let satisfied = decode_satisfied(&wire.certification_id, wire.cycle)?;
    Ok(Event::Certification(CertificationEvent::Recertified(satisfied)))
}

pub(crate) fn not_renewed_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::NotRenewed = event::parse(payload)?;
    let id = field::id("certification_id", &wire.certification_id, CertificationId::new)?;
    Ok(Event::Certification(CertificationEvent::NotRenewed(NotRenewed {
        certification_id: id,
        completed_on: field::day("completed_on", wire.completed_on)?,
        opens_on: field::day("opens_on", wire.opens_on)?,
        reason: Enumeration::decode("reason", wire.reason)?,
    })))
}

fn decode_satisfied(certification_id: &[u8], cycle: Option<wire::Cycle>) -> Result<CycleSatisfied> {
    Ok(CycleSatisfied {
        certification_id: field::id("certification_id", certification_id, CertificationId::new)?,
        cycle: decode_cycle(field::required("cycle", cycle)?)?,
    })
}

fn decode_cycle(wire: wire::Cycle) -> Result<Cycle> {
    Ok(Cycle {
        number: field::counted_from_one("cycle.number", wire.number)?,
        definition_version: field::counted_from_one(
            "cycle.definition_version",
            wire.definition_version,
        )?,
        opens_on: field::optional_day("cycle.opens_on", wire.opens_on)?,
        due_on: field::optional_day("cycle.due_on", wire.due_on)?,
        valid_from: field::day("cycle.valid_from", wire.valid_from)?,
        valid_through: field::day("cycle.valid_through", wire.valid_through)?,
        grace_through: field::optional_day("cycle.grace_through", wire.grace_through)?,
        baseline_through: field::day("cycle.baseline_through", wire.baseline_through)?,
        base: field::day("cycle.base", wire.base)?,
        k: wire.k,
        next_opens_on: field::day("cycle.next_opens_on", wire.next_opens_on)?,
    })
}

fn encode_cycle(cycle: &Cycle) -> wire::Cycle {
    wire::Cycle {
        number: cycle.number,
        definition_version: cycle.definition_version,
        opens_on: cycle.opens_on.map(field::date),
        due_on: cycle.due_on.map(field::date),
        valid_from: Some(field::date(cycle.valid_from)),
        valid_through: Some(field::date(cycle.valid_through)),
        grace_through: cycle.grace_through.map(field::date),
        baseline_through: Some(field::date(cycle.baseline_through)),
        base: Some(field::date(cycle.base)),
        k: cycle.k,
        next_opens_on: Some(field::date(cycle.next_opens_on)),
    }
}
