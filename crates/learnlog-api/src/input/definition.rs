//! What is told of definitions. Invariant: codes and titles are within limits; what a definition must not say is
//! left to the rules.

use learnlog_domain::catalog::certification::{
    Certification, CertificationBasis, CycleRequirements,
};
use learnlog_domain::catalog::command::{Define, DefinitionCommand};
use learnlog_domain::catalog::course::{CompletionRule, Component, ComponentKind, Course};
use learnlog_domain::catalog::job::Job;
use learnlog_domain::catalog::offering::Offering;
use learnlog_domain::catalog::org_unit::OrgUnit;
use learnlog_domain::id::{CertificationId, ComponentId, CourseId, JobId, OfferingId, OrgUnitId};
use learnlog_domain::period::Period;
use learnlog_proto::{api, events};

use super::at::At;
use super::field::{self, TEXT_LIMIT_BYTES};
use crate::error::ApiError;

/// Components of one course.
pub const COMPONENTS_LIMIT: usize = 500;

/// Cycles of a certification with requirements of their own.
pub const CYCLES_LIMIT: usize = 20;

/// Courses that one cycle requires.
pub const CYCLE_COURSES_LIMIT: usize = 50;

/// Years of a period; months and days have the same reach.
pub const PERIOD_LIMIT_YEARS: u32 = 9_999;

/// An org unit.
pub fn org_unit(at: At<'_>, input: api::DefineOrgUnit) -> Result<DefinitionCommand, ApiError> {
    titled(at, &input.code, &input.title)?;
    Ok(DefinitionCommand::DefineOrgUnit(Define {
        id: field::id(at.field("org_unit_id"), &input.org_unit_id, OrgUnitId::new)?,
        definition: OrgUnit {
            code: input.code,
            title: input.title,
            parent_id: field::optional_id(at.field("parent_id"), &input.parent_id, OrgUnitId::new)?,
        },
    }))
}

/// A job.
pub fn job(at: At<'_>, input: api::DefineJob) -> Result<DefinitionCommand, ApiError> {
    titled(at, &input.code, &input.title)?;
    Ok(DefinitionCommand::DefineJob(Define {
        id: field::id(at.field("job_id"), &input.job_id, JobId::new)?,
        definition: Job { code: input.code, title: input.title },
    }))
}

/// A course.
pub fn course(at: At<'_>, input: api::DefineCourse) -> Result<DefinitionCommand, ApiError> {
    titled(at, &input.code, &input.title)?;
    let (at_rule, expected) = (at.field("completion_rule"), "COMPLETE or PASSED");
    let rule = match field::choice(at_rule, input.completion_rule, expected)? {
        events::CompletionRule::Unspecified => return Err(field::missing(at_rule, expected)),
        events::CompletionRule::Complete => CompletionRule::Complete,
        events::CompletionRule::Passed => CompletionRule::Passed,
    };
    let list = at.field("components");
    field::count(list, input.components.len(), 0, COMPONENTS_LIMIT)?;
    let components = input.components.into_iter().enumerate();
    let components = components
        .map(|(index, input)| component(list.item(index), input))
        .collect::<Result<_, _>>()?;
    Ok(DefinitionCommand::DefineCourse(Define {
        id: field::id(at.field("course_id"), &input.course_id, CourseId::new)?,
        definition: Course {
            code: input.code,
            title: input.title,
            completion_rule: rule,
            components,
        },
    }))
}

/// An offering.
pub fn offering(at: At<'_>, input: api::DefineOffering) -> Result<DefinitionCommand, ApiError> {
    titled(at, &input.code, &input.title)?;
    Ok(DefinitionCommand::DefineOffering(Define {
        id: field::id(at.field("offering_id"), &input.offering_id, OfferingId::new)?,
        definition: Offering {
            course_id: field::id(at.field("course_id"), &input.course_id, CourseId::new)?,
            code: input.code,
            title: input.title,
            starts_on: field::optional_day(at.field("starts_on"), &input.starts_on)?,
            ends_on: field::optional_day(at.field("ends_on"), &input.ends_on)?,
        },
    }))
}

/// A certification.
pub fn certification(
    at: At<'_>,
    input: api::DefineCertification,
) -> Result<DefinitionCommand, ApiError> {
    titled(at, &input.code, &input.title)?;
    let (at_basis, expected) = (at.field("basis"), "FROM_COMPLETION");
    let basis = match field::choice(at_basis, input.basis, expected)? {
        events::CertificationBasis::Unspecified => return Err(field::missing(at_basis, expected)),
        events::CertificationBasis::FromCompletion => CertificationBasis::FromCompletion,
    };
    let list = at.field("cycles");
    field::count(list, input.cycles.len(), 1, CYCLES_LIMIT)?;
    let cycles = input.cycles.iter().enumerate();
    let cycles =
        cycles.map(|(index, input)| cycle(list.item(index), input)).collect::<Result<_, _>>()?;
    let validity = at.field("validity");
    let minimum = at.field("minimum_validity");
    let window = period(at.field("window"), input.window.as_ref())?;
    Ok(DefinitionCommand::DefineCertification(Define {
        id: field::id(at.field("certification_id"), &input.certification_id, CertificationId::new)?,
        definition: Certification {
            code: input.code,
            title: input.title,
            basis,
            validity: required_period(validity, input.validity.as_ref())?,
            window: window.unwrap_or_default(),
            minimum_validity: required_period(minimum, input.minimum_validity.as_ref())?,
            look_back: period(at.field("look_back"), input.look_back.as_ref())?,
            early_renewal: input.early_renewal,
            cycles,
        },
    }))
}

fn titled(at: At<'_>, code: &str, title: &str) -> Result<(), ApiError> {
    field::required_name(at.field("code"), code)?;
    field::required_text(at.field("title"), title, TEXT_LIMIT_BYTES)
}

fn component(at: At<'_>, input: api::ComponentInput) -> Result<Component, ApiError> {
    titled(at, &input.code, &input.title)?;
    let (at_kind, expected) = (at.field("kind"), "what the component is");
    let kind = match field::choice(at_kind, input.kind, expected)? {
        events::ComponentKind::Unspecified => return Err(field::missing(at_kind, expected)),
        events::ComponentKind::Content => ComponentKind::Content,
        events::ComponentKind::Session => ComponentKind::Session,
        events::ComponentKind::Assessment => ComponentKind::Assessment,
        events::ComponentKind::Observation => ComponentKind::Observation,
        events::ComponentKind::Document => ComponentKind::Document,
        events::ComponentKind::Survey => ComponentKind::Survey,
    };
    let component_id = field::id(at.field("component_id"), &input.component_id, ComponentId::new)?;
    Ok(Component { component_id, code: input.code, title: input.title, kind })
}

fn cycle(at: At<'_>, input: &api::CycleRequirementsInput) -> Result<CycleRequirements, ApiError> {
    let list = at.field("course_ids");
    field::count(list, input.course_ids.len(), 1, CYCLE_COURSES_LIMIT)?;
    let course_ids = input.course_ids.iter().enumerate();
    let course_ids = course_ids
        .map(|(index, id)| field::id(list.item(index), id, CourseId::new))
        .collect::<Result<_, _>>()?;
    Ok(CycleRequirements { course_ids })
}

fn required_period(at: At<'_>, input: Option<&events::Period>) -> Result<Period, ApiError> {
    period(at, input)?.ok_or_else(|| field::missing(at, "years and months, or days"))
}

fn period(at: At<'_>, input: Option<&events::Period>) -> Result<Option<Period>, ApiError> {
    let Some(input) = input else { return Ok(None) };
    let limit = PERIOD_LIMIT_YEARS;
    Ok(Some(Period {
        years: field::number(at.field("years"), input.years, 0, limit)?,
        months: field::number(at.field("months"), input.months, 0, limit * 12)?,
        days: field::number(at.field("days"), input.days, 0, limit * 366)?,
    }))
}
