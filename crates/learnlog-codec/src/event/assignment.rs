//! Events about assignments.

use learnlog_domain::assignment::event::{Assigned, AssignmentEvent, Target};
use learnlog_domain::event::Event;
use learnlog_domain::id::{AssignmentId, AssignmentSourceId, CertificationId, CourseId};
use learnlog_proto::events as wire;
use learnlog_proto::events::target::Target as WireTarget;
use prost::Message;

use crate::enumeration::Enumeration;
use crate::parse::InterpretError;
use crate::{event, field, time};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) const ASSIGNED: &str = "assignment.assigned";

pub(crate) fn event_type(event: &AssignmentEvent) -> &'static str {
    match event {
        AssignmentEvent::Assigned(_) => ASSIGNED,
    }
}

pub(crate) fn encode(event: &AssignmentEvent) -> Vec<u8> {
    match event {
        AssignmentEvent::Assigned(event) => encode_assigned(event).encode_to_vec(),
    }
}

pub(crate) fn assigned_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::Assigned = event::parse(payload)?;
    let assigned = Assigned {
        assignment_id: field::id("assignment_id", &wire.assignment_id, AssignmentId::new)?,
        target: decode_target(wire.target)?,
        source: Enumeration::decode("source", wire.source)?,
        source_id: field::optional_id("source_id", &wire.source_id, AssignmentSourceId::new)?,
        due_on: field::optional_day("due_on", wire.due_on)?,
        effective: time::decode_effective(wire.effective)?,
    };
    Ok(Event::Assignment(AssignmentEvent::Assigned(assigned)))
}

fn encode_assigned(event: &Assigned) -> wire::Assigned {
    wire::Assigned {
        assignment_id: event.assignment_id.as_bytes().to_vec(),
        target: Some(encode_target(event.target)),
        source: event.source.encode(),
        source_id: field::optional_bytes(
            event.source_id.as_ref().map(AssignmentSourceId::as_bytes),
        ),
        due_on: event.due_on.map(field::date),
        effective: time::encode_effective(event.effective),
    }
}

fn decode_target(wire: Option<wire::Target>) -> Result<Target> {
    match field::required("target", wire.and_then(|wire| wire.target))? {
        WireTarget::CourseId(id) => {
            field::id("target.course_id", &id, CourseId::new).map(Target::Course)
        }
        WireTarget::CertificationId(id) => {
            field::id("target.certification_id", &id, CertificationId::new)
                .map(Target::Certification)
        }
    }
}

fn encode_target(target: Target) -> wire::Target {
    let target = match target {
        Target::Course(id) => WireTarget::CourseId(id.as_bytes().to_vec()),
        Target::Certification(id) => WireTarget::CertificationId(id.as_bytes().to_vec()),
    };
    wire::Target { target: Some(target) }
}
