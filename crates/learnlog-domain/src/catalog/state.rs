//! One definition of any kind, and how it is told apart.

use std::sync::Arc;

use crate::catalog::certification::Certification;
use crate::catalog::course::Course;
use crate::catalog::event::{CatalogEvent, Defined};
use crate::catalog::job::Job;
use crate::catalog::offering::Offering;
use crate::catalog::org_unit::OrgUnit;

/// The newest version of a definition. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Definition {
    /// An org unit.
    OrgUnit(Arc<Defined<OrgUnit>>),
    /// A job.
    Job(Arc<Defined<Job>>),
    /// A course.
    Course(Arc<Defined<Course>>),
    /// An offering.
    Offering(Arc<Defined<Offering>>),
    /// A certification.
    Certification(Arc<Defined<Certification>>),
}

impl From<&CatalogEvent> for Definition {
    fn from(event: &CatalogEvent) -> Self {
        match event {
            CatalogEvent::OrgUnitDefined(defined) => Self::OrgUnit(Arc::new(defined.clone())),
            CatalogEvent::JobDefined(defined) => Self::Job(Arc::new(defined.clone())),
            CatalogEvent::CourseDefined(defined) => Self::Course(Arc::new(defined.clone())),
            CatalogEvent::OfferingDefined(defined) => Self::Offering(Arc::new(defined.clone())),
            CatalogEvent::CertificationDefined(defined) => {
                Self::Certification(Arc::new(defined.clone()))
            }
        }
    }
}

/// A kind of definition, as content.
pub trait Kind: Sized + Clone + PartialEq {
    /// The definition, if it is of this kind.
    fn of(definition: &Definition) -> Option<&Defined<Self>>;

    /// The event of a new version.
    fn event(defined: Defined<Self>) -> CatalogEvent;
}

macro_rules! kinds {
    ($($kind:ident => $event:ident),* $(,)?) => {$(
        impl Kind for $kind {
            fn of(definition: &Definition) -> Option<&Defined<Self>> {
                if let Definition::$kind(defined) = definition { Some(defined) } else { None }
            }

            fn event(defined: Defined<Self>) -> CatalogEvent {
                CatalogEvent::$event(defined)
            }
        }
    )*};
}

kinds! {
    OrgUnit => OrgUnitDefined,
    Job => JobDefined,
    Course => CourseDefined,
    Offering => OfferingDefined,
    Certification => CertificationDefined,
}
