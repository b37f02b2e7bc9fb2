//! Events about what a learner did.

use learnlog_domain::activity::event::{ActivityEvent, Launched, Progressed};
use learnlog_domain::basis_points::BasisPoints;
use learnlog_domain::event::Event;
use learnlog_domain::id::{ComponentId, CourseId, EnrollmentId};
use learnlog_domain::not_counted::NotCounted;
use learnlog_proto::events as wire;
use prost::Message;

use crate::enumeration::Enumeration;
use crate::parse::InterpretError;
use crate::{event, field, time};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) const LAUNCHED: &str = "activity.launched";
pub(crate) const PROGRESSED: &str = "activity.progressed";

pub(crate) fn event_type(event: &ActivityEvent) -> &'static str {
    match event {
        ActivityEvent::Launched(_) => LAUNCHED,
        ActivityEvent::Progressed(_) => PROGRESSED,
    }
}

pub(crate) fn encode(event: &ActivityEvent) -> Vec<u8> {
    match event {
        ActivityEvent::Launched(event) => encode_launched(event).encode_to_vec(),
        ActivityEvent::Progressed(event) => encode_progressed(event).encode_to_vec(),
    }
}

pub(crate) fn launched_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::Launched = event::parse(payload)?;
    let launched = Launched {
        enrollment_id: field::optional_id("enrollment_id", &wire.enrollment_id, EnrollmentId::new)?,
        course_id: field::id("course_id", &wire.course_id, CourseId::new)?,
        component_id: field::optional_id("component_id", &wire.component_id, ComponentId::new)?,
        effective: time::decode_effective(wire.effective)?,
        not_counted: decode_not_counted(wire.not_counted)?,
    };
    Ok(Event::Activity(ActivityEvent::Launched(launched)))
}

pub(crate) fn progressed_v1(payload: &[u8]) -> Result<Event> {
    let wire: wire::Progressed = event::parse(payload)?;
    let progressed = Progressed {
        enrollment_id: field::optional_id("enrollment_id", &wire.enrollment_id, EnrollmentId::new)?,
        course_id: field::id("course_id", &wire.course_id, CourseId::new)?,
        component_id: field::optional_id("component_id", &wire.component_id, ComponentId::new)?,
        progress: decode_share("progress_basis_points", wire.progress_basis_points)?,
        effective: time::decode_effective(wire.effective)?,
        not_counted: decode_not_counted(wire.not_counted)?,
    };
    Ok(Event::Activity(ActivityEvent::Progressed(progressed)))
}

fn encode_launched(event: &Launched) -> wire::Launched {
    wire::Launched {
        enrollment_id: field::optional_bytes(
            event.enrollment_id.as_ref().map(EnrollmentId::as_bytes),
        ),
        course_id: event.course_id.as_bytes().to_vec(),
        component_id: field::optional_bytes(event.component_id.as_ref().map(ComponentId::as_bytes)),
        effective: time::encode_effective(event.effective),
        not_counted: encode_not_counted(event.not_counted),
    }
}

fn encode_progressed(event: &Progressed) -> wire::Progressed {
    wire::Progressed {
        enrollment_id: field::optional_bytes(
            event.enrollment_id.as_ref().map(EnrollmentId::as_bytes),
        ),
        course_id: event.course_id.as_bytes().to_vec(),
        component_id: field::optional_bytes(event.component_id.as_ref().map(ComponentId::as_bytes)),
        progress_basis_points: event.progress.map(BasisPoints::value),
        effective: time::encode_effective(event.effective),
        not_counted: encode_not_counted(event.not_counted),
    }
}

pub(super) fn decode_share(field: &'static str, value: Option<u32>) -> Result<Option<BasisPoints>> {
    let out_of_range = |value: u32| InterpretError::OutOfRange { field, value: value.into() };
    value.map(|value| BasisPoints::new(value).map_err(|_| out_of_range(value))).transpose()
}

/// 0 has a meaning here: it counts.
pub(super) fn decode_not_counted(value: i32) -> Result<Option<NotCounted>> {
    match value {
        0 => Ok(None),
        value => NotCounted::decode("not_counted", value).map(Some),
    }
}

pub(super) fn encode_not_counted(not_counted: Option<NotCounted>) -> i32 {
    not_counted.map_or(0, Enumeration::encode)
}
