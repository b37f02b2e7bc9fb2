//! Events and their payloads, by concept. Invariant: what is written is the newest version of its
//! type; older ones are only read (see `upcast`).

use learnlog_domain::event::Event;
use prost::Message;

use crate::parse::InterpretError;

pub(crate) mod activity;
pub(crate) mod assignment;
pub(crate) mod catalog;
pub(crate) mod certification;
pub(crate) mod completion;
pub(crate) mod enrollment;
pub(crate) mod person;

/// "person.added", "course.defined" …: the name of the event's type in the ledger and in the API.
pub fn event_type(event: &Event) -> &'static str {
    match event {
        Event::Person(event) => person::event_type(event),
        Event::Assignment(event) => assignment::event_type(event),
        Event::Enrollment(event) => enrollment::event_type(event),
        Event::Activity(event) => activity::event_type(event),
        Event::Completion(event) => completion::event_type(event),
        Event::Certification(event) => certification::event_type(event),
        Event::Catalog(event) => catalog::event_type(event),
    }
}

/// The version in which events of this type are written.
pub(crate) fn version(event: &Event) -> u32 {
    match event {
        Event::Person(_)
        | Event::Assignment(_)
        | Event::Enrollment(_)
        | Event::Activity(_)
        | Event::Completion(_)
        | Event::Certification(_)
        | Event::Catalog(_) => 1,
    }
}

pub(crate) fn encode(event: &Event) -> Vec<u8> {
    match event {
        Event::Person(event) => person::encode(event),
        Event::Assignment(event) => assignment::encode(event),
        Event::Enrollment(event) => enrollment::encode(event),
        Event::Activity(event) => activity::encode(event),
        Event::Completion(event) => completion::encode(event),
        Event::Certification(event) => certification::encode(event),
        Event::Catalog(event) => catalog::encode(event),
    }
}

/// The message in a payload.
fn parse<M: Message + Default>(payload: &[u8]) -> Result<M, InterpretError> {
    M::decode(payload).map_err(InterpretError::Payload)
}
