//! Definitions and their versions. Invariant: an id names one definition of one kind for ever, and
//! each revision has the next version number. Only the newest version is kept.

pub mod certification;
pub mod command;
pub mod course;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod job;
pub mod offering;
pub mod org_unit;
pub mod rejection;
pub mod state;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use crate::catalog::certification::Certification;
use crate::catalog::course::Course;
use crate::catalog::event::Defined;
use crate::catalog::job::Job;
use crate::catalog::offering::Offering;
use crate::catalog::org_unit::OrgUnit;
use crate::catalog::state::{Definition, Kind};
use crate::event::Event;
use crate::id::{CertificationId, CourseId, DefinitionId, JobId, OfferingId, OrgUnitId};
use crate::stream::{StreamId, StreamKind};

/// All definitions, folded from the events of all definition streams. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    definitions: Arc<BTreeMap<Uuid, Definition>>,
    requiring: Arc<BTreeMap<CourseId, BTreeSet<CertificationId>>>,
}

impl Catalog {
    /// The catalog after an event. Events that define nothing, or whose stream is no definition's,
    /// change nothing.
    pub fn evolve(mut self, stream: StreamId, event: &Event) -> Self {
        if let (StreamKind::Definition, Event::Catalog(event)) = (stream.kind(), event) {
            evolve::define(&mut self, stream.uuid(), event);
        }
        self
    }

    /// The newest version of whatever a definition stream defines: the state of that stream.
    pub fn definition(&self, stream: StreamId) -> Option<&Definition> {
        let is_definition = stream.kind() == StreamKind::Definition;
        is_definition.then(|| self.definitions.get(&stream.uuid()))?
    }

    /// The newest version of an org unit.
    pub fn org_unit(&self, id: OrgUnitId) -> Option<&Defined<OrgUnit>> {
        self.get(id)
    }

    /// The newest version of a job.
    pub fn job(&self, id: JobId) -> Option<&Defined<Job>> {
        self.get(id)
    }

    /// The newest version of a course.
    pub fn course(&self, id: CourseId) -> Option<&Defined<Course>> {
        self.get(id)
    }

    /// The newest version of an offering.
    pub fn offering(&self, id: OfferingId) -> Option<&Defined<Offering>> {
        self.get(id)
    }

    /// The newest version of a certification.
    pub fn certification(&self, id: CertificationId) -> Option<&Defined<Certification>> {
        self.get(id)
    }

    /// The certifications that require a course in any of their cycles, by id.
    pub fn requiring(&self, id: CourseId) -> impl Iterator<Item = CertificationId> {
        self.requiring.get(&id).into_iter().flatten().copied()
    }

    fn get<D: Kind>(&self, id: impl DefinitionId) -> Option<&Defined<D>> {
        self.definitions.get(&id.raw()).and_then(D::of)
    }
}
