//! May this be defined, and which version is it? Invariant: the version goes up by one exactly
//! where the content differs.

use crate::catalog::Catalog;
use crate::catalog::command::{Define, DefinitionCommand};
use crate::catalog::event::Defined;
use crate::catalog::rejection::{
    DefineCertificationRejection, DefineCourseRejection, DefineJobRejection,
    DefineOfferingRejection, DefineOrgUnitRejection,
};
use crate::catalog::state::{Definition, Kind};
use crate::catalog::{certification, course, job, offering, org_unit};
use crate::decision::Decision;
use crate::event::Event;
use crate::id::{CertificationId, CourseId, JobId, OfferingId, OrgUnitId};
use crate::rejection::Rejection;

/// Decides on a definition; `current` is its newest version, if there is one.
pub fn decide(
    current: Option<&Definition>,
    catalog: &Catalog,
    command: &DefinitionCommand,
) -> Result<Decision, Rejection> {
    match command {
        DefinitionCommand::DefineOrgUnit(define) => {
            org_unit(current, catalog, define).map_err(Rejection::DefineOrgUnit)
        }
        DefinitionCommand::DefineJob(define) => job(current, define).map_err(Rejection::DefineJob),
        DefinitionCommand::DefineCourse(define) => {
            course(current, define).map_err(Rejection::DefineCourse)
        }
        DefinitionCommand::DefineOffering(define) => {
            offering(current, catalog, define).map_err(Rejection::DefineOffering)
        }
        DefinitionCommand::DefineCertification(define) => {
            certification(current, catalog, define).map_err(Rejection::DefineCertification)
        }
    }
}

fn org_unit(
    current: Option<&Definition>,
    catalog: &Catalog,
    define: &Define<OrgUnitId, org_unit::OrgUnit>,
) -> Result<Decision, DefineOrgUnitRejection> {
    let current = of_kind(current).ok_or(DefineOrgUnitRejection::OtherKind)?;
    if let Some(parent) = define.definition.parent_id {
        if catalog.org_unit(parent).is_none() {
            return Err(DefineOrgUnitRejection::ParentUnknown(parent));
        }
        if is_within(catalog, parent, define.id) {
            return Err(DefineOrgUnitRejection::Cycle(parent));
        }
    }
    Ok(next_version(current, define.definition.clone()))
}

/// `unit` is `ancestor` or somewhere below it.
fn is_within(catalog: &Catalog, unit: OrgUnitId, ancestor: OrgUnitId) -> bool {
    let parent_of = |id: &OrgUnitId| catalog.org_unit(*id)?.definition.parent_id;
    // No chain is longer than the catalog, unless somebody wrote a circle into it.
    let mut chain = std::iter::successors(Some(unit), parent_of).take(catalog.definitions.len());
    chain.any(|id| id == ancestor)
}

fn job(
    current: Option<&Definition>,
    define: &Define<JobId, job::Job>,
) -> Result<Decision, DefineJobRejection> {
    let current = of_kind(current).ok_or(DefineJobRejection::OtherKind)?;
    Ok(next_version(current, define.definition.clone()))
}

fn course(
    current: Option<&Definition>,
    define: &Define<CourseId, course::Course>,
) -> Result<Decision, DefineCourseRejection> {
    let current = of_kind(current).ok_or(DefineCourseRejection::OtherKind)?;
    let mut course = define.definition.clone();
    course.components.sort_by_key(|component| component.component_id);
    let pairs = course.components.windows(2);
    for pair in pairs {
        if let [first, second] = pair
            && first.component_id == second.component_id
        {
            return Err(DefineCourseRejection::ComponentRepeated(first.component_id));
        }
    }
    Ok(next_version(current, course))
}

fn offering(
    current: Option<&Definition>,
    catalog: &Catalog,
    define: &Define<OfferingId, offering::Offering>,
) -> Result<Decision, DefineOfferingRejection> {
    let current =
        of_kind::<offering::Offering>(current).ok_or(DefineOfferingRejection::OtherKind)?;
    let offering = &define.definition;
    if catalog.course(offering.course_id).is_none() {
        return Err(DefineOfferingRejection::CourseUnknown(offering.course_id));
    }
    if let Some(current) = current
        && current.definition.course_id != offering.course_id
    {
        return Err(DefineOfferingRejection::CourseChanged(current.definition.course_id));
    }
    if let (Some(starts_on), Some(ends_on)) = (offering.starts_on, offering.ends_on)
        && ends_on < starts_on
    {
        return Err(DefineOfferingRejection::EndsBeforeStart);
    }
    Ok(next_version(current, offering.clone()))
}

fn certification(
    current: Option<&Definition>,
    catalog: &Catalog,
    define: &Define<CertificationId, certification::Certification>,
) -> Result<Decision, DefineCertificationRejection> {
    let current = of_kind(current).ok_or(DefineCertificationRejection::OtherKind)?;
    let mut certification = define.definition.clone();
    for cycle in &mut certification.cycles {
        if let Some(id) = cycle.course_ids.iter().find(|id| catalog.course(**id).is_none()) {
            return Err(DefineCertificationRejection::CourseUnknown(*id));
        }
        cycle.course_ids.sort();
        cycle.course_ids.dedup();
    }
    certification.check_periods()?;
    Ok(next_version(current, certification))
}

/// Outer none: of another kind; inner none: not defined yet.
fn of_kind<D: Kind>(current: Option<&Definition>) -> Option<Option<&Defined<D>>> {
    current.map_or(Some(None), |definition| D::of(definition).map(Some))
}

fn next_version<D: Kind>(current: Option<&Defined<D>>, definition: D) -> Decision {
    if current.is_some_and(|current| current.definition == definition) {
        return Decision::no_difference();
    }
    let definition_version =
        current.map_or(0, |current| current.definition_version).saturating_add(1);
    Decision::one(Event::Catalog(D::event(Defined { definition_version, definition })))
}
