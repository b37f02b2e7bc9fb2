//! From type, version and payload to the newest form of an event. Invariant: every (type, version)
//! ever written has a line here for good. An older version is decoded as what it was and brought to
//! the next one by a pure function, step by step.

use learnlog_domain::event::Event;

use crate::event::{activity, assignment, catalog, certification, completion, enrollment, person};
use crate::parse::InterpretError;

type Decoder = fn(&[u8]) -> Result<Event, InterpretError>;

/// Every type and version that can be read.
pub(crate) const DECODERS: [(&str, u32, Decoder); 17] = [
    (person::ADDED, 1, person::added_v1),
    (person::CHANGED, 1, person::changed_v1),
    (assignment::ASSIGNED, 1, assignment::assigned_v1),
    (enrollment::ENROLLED, 1, enrollment::enrolled_v1),
    (enrollment::WITHDRAWN, 1, enrollment::withdrawn_v1),
    (activity::LAUNCHED, 1, activity::launched_v1),
    (activity::PROGRESSED, 1, activity::progressed_v1),
    (completion::OUTCOME_RECORDED, 1, completion::outcome_recorded_v1),
    (completion::PRIOR_LEARNING_CREDITED, 1, completion::prior_learning_credited_v1),
    (certification::CERTIFIED, 1, certification::certified_v1),
    (certification::RECERTIFIED, 1, certification::recertified_v1),
    (certification::NOT_RENEWED, 1, certification::not_renewed_v1),
    (catalog::ORG_UNIT_DEFINED, 1, catalog::org_unit_defined_v1),
    (catalog::JOB_DEFINED, 1, catalog::job_defined_v1),
    (catalog::COURSE_DEFINED, 1, catalog::course_defined_v1),
    (catalog::OFFERING_DEFINED, 1, catalog::offering_defined_v1),
    (catalog::CERTIFICATION_DEFINED, 1, catalog::certification_defined_v1),
];

pub(crate) fn decode(
    event_type: &str,
    version: u32,
    payload: &[u8],
) -> Result<Event, InterpretError> {
    let known = DECODERS.iter().find(|(name, known, _)| (*name, *known) == (event_type, version));
    let Some((event_type, version, decoder)) = known else {
        return Err(InterpretError::unknown_event(event_type, version));
    };
    decoder(payload).map_err(|source| InterpretError::Event {
        event_type,
        version: *version,
        source: Box::new(source),
    })
}

#[cfg(test)]
mod tests;
