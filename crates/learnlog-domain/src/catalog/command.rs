//! What can be asked about definitions.

use crate::catalog::certification::Certification;
use crate::catalog::course::Course;
use crate::catalog::job::Job;
use crate::catalog::offering::Offering;
use crate::catalog::org_unit::OrgUnit;
use crate::id::{CertificationId, CourseId, JobId, OfferingId, OrgUnitId};
use crate::stream::StreamId;

/// Defines or revises; the same content again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionCommand {
    /// An org unit.
    DefineOrgUnit(Define<OrgUnitId, OrgUnit>),
    /// A job.
    DefineJob(Define<JobId, Job>),
    /// A course.
    DefineCourse(Define<CourseId, Course>),
    /// An offering.
    DefineOffering(Define<OfferingId, Offering>),
    /// A certification.
    DefineCertification(Define<CertificationId, Certification>),
}

/// One definition, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Define<I, D> {
    /// Chosen by the caller.
    pub id: I,
    /// What it is to say. Lists may come in any order.
    pub definition: D,
}

impl DefinitionCommand {
    /// The stream of the definition.
    pub fn stream(&self) -> StreamId {
        match self {
            Self::DefineOrgUnit(define) => StreamId::definition(define.id),
            Self::DefineJob(define) => StreamId::definition(define.id),
            Self::DefineCourse(define) => StreamId::definition(define.id),
            Self::DefineOffering(define) => StreamId::definition(define.id),
            Self::DefineCertification(define) => StreamId::definition(define.id),
        }
    }
}
