//! Events about enrollments.

use learnlog_domain::enrollment::event::{Enrolled, EnrollmentEvent, Withdrawn};
use learnlog_domain::event::Event;
use learnlog_domain::id::{CourseId, EnrollmentId, OfferingId};
use learnlog_proto::events as wire;
use prost::Message;

use crate::parse::InterpretError;
use crate::{event, field, time};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) const ENROLLED: &str = "enrollment.enrolled";
pub(crate) const WITHDRAWN: &str = "enrollment.withdrawn";

pub(crate) fn event_type(event: &EnrollmentEvent) -> &'static str {
    match event {
        EnrollmentEvent::Enrolled(_) => ENROLLED,
        EnrollmentEvent::Withdrawn(_) => WITHDRAWN,
    }
}

pub(crate) fn encode(event: &EnrollmentEvent) -> Vec<u8> {
    match event {
        EnrollmentEvent::Enrolled(event) => encode_enrolled(event).encode_to_vec(),
        EnrollmentEvent::Withdrawn(event) => encode_withdrawn(event).encode_to_vec(),
    }
}

pub(crate) fn enrolled_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::Enrolled = event::parse(payload)?;
    let enrolled = Enrolled {
        enrollment_id: field::id("enrollment_id", &wire.enrollment_id, EnrollmentId::new)?,
        course_id: field::id("course_id", &wire.course_id, CourseId::new)?,
        offering_id: field::optional_id("offering_id", &wire.offering_id, OfferingId::new)?,
        course_version: field::counted_from_one("course_version", wire.course_version)?,
        effective: time::decode_effective(wire.effective)?,
    };
    Ok(Event::Enrollment(EnrollmentEvent::Enrolled(enrolled)))
}

pub(crate) fn withdrawn_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::Withdrawn = event::parse(payload)?;
    let withdrawn = Withdrawn {
        enrollment_id: field::id("enrollment_id", &wire.enrollment_id, EnrollmentId::new)?,
        effective: time::decode_effective(wire.effective)?,
        conflicts_with_outcome: wire.conflicts_with_outcome,
    };
    Ok(Event::Enrollment(EnrollmentEvent::Withdrawn(withdrawn)))
}

fn encode_enrolled(event: &Enrolled) -> wire::Enrolled {
    wire::Enrolled {
        enrollment_id: event.enrollment_id.as_bytes().to_vec(),
        course_id: event.course_id.as_bytes().to_vec(),
        offering_id: field::optional_bytes(event.offering_id.as_ref().map(OfferingId::as_bytes)),
        course_version: event.course_version,
        effective: time::encode_effective(event.effective),
    }
}

fn encode_withdrawn(event: &Withdrawn) -> wire::Withdrawn {
    wire::Withdrawn {
        enrollment_id: event.enrollment_id.as_bytes().to_vec(),
        effective: time::encode_effective(event.effective),
        conflicts_with_outcome: event.conflicts_with_outcome,
    }
}
