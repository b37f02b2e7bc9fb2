//! What happens to definitions.

use crate::catalog::certification::Certification;
use crate::catalog::course::Course;
use crate::catalog::job::Job;
use crate::catalog::offering::Offering;
use crate::catalog::org_unit::OrgUnit;

/// One fact about a definition; which one, the stream says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogEvent {
    /// "org_unit.defined".
    OrgUnitDefined(Defined<OrgUnit>),
    /// "job.defined".
    JobDefined(Defined<Job>),
    /// "course.defined".
    CourseDefined(Defined<Course>),
    /// "offering.defined".
    OfferingDefined(Defined<Offering>),
    /// "certification.defined".
    CertificationDefined(Defined<Certification>),
}

/// The whole of one version of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defined<D> {
    /// 1, 2, 3 …
    pub definition_version: u32,
    /// What it says.
    pub definition: D,
}
