//! The organization: units, jobs, courses with an offering each, certifications. Invariant: what a definition names comes before it.

use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::{
    ComponentInput, CycleRequirementsInput, DefineCertification, DefineCourse, DefineJob,
    DefineOffering, DefineOrgUnit, SubmitRequest,
};
use learnlog_proto::events::{CertificationBasis, CompletionRule, ComponentKind, Period};
use learnlog_proto::google::r#type::Date;

use super::random::{Kind, id};
use super::request;

/// Org units; the first is above the others.
pub const ORG_UNITS: u32 = 24;

/// Jobs.
pub const JOBS: u32 = 10;

/// Courses, and offerings: one of each course.
pub const COURSES: u32 = 40;

/// Certifications: number n asks for course n alone.
pub const CERTIFICATIONS: u32 = 8;

/// Components of each course: content, then an assessment.
const COMPONENTS: [ComponentKind; 2] = [ComponentKind::Content, ComponentKind::Assessment];

/// Every definition, in an order in which they can be submitted.
pub fn all(seed: u64) -> Vec<SubmitRequest> {
    let org_units = (0..ORG_UNITS).map(|number| org_unit(seed, number));
    let jobs = (0..JOBS).map(|number| job(seed, number));
    let courses = (0..COURSES).map(|number| course(seed, number));
    let offerings = (0..COURSES).map(|number| offering(seed, number));
    let certifications = (0..CERTIFICATIONS).map(|number| certification(seed, number));
    let all = org_units.chain(jobs).chain(courses).chain(offerings).chain(certifications);
    let numbered = (0..).zip(all);
    numbered
        .map(|(number, asked)| request(id(seed, Kind::DefinitionCommand, 0, number), None, asked))
        .collect()
}

/// The id of a component of a course.
pub fn component_id(seed: u64, course: u32, component: u32) -> String {
    id(seed, Kind::Component, course, component)
}

fn org_unit(seed: u64, number: u32) -> Asked {
    let parent_id =
        if number == 0 { String::new() } else { id(seed, Kind::OrgUnit, 0, (number - 1) / 5) };
    Asked::DefineOrgUnit(DefineOrgUnit {
        org_unit_id: id(seed, Kind::OrgUnit, 0, number),
        code: format!("UNIT-{number:02}"),
        title: format!("Unit {number}"),
        parent_id,
    })
}

fn job(seed: u64, number: u32) -> Asked {
    Asked::DefineJob(DefineJob {
        job_id: id(seed, Kind::Job, 0, number),
        code: format!("JOB-{number:02}"),
        title: format!("Job {number}"),
    })
}

fn course(seed: u64, number: u32) -> Asked {
    let components = (0..).zip(COMPONENTS).map(|(component, kind)| ComponentInput {
        component_id: component_id(seed, number, component),
        code: format!("PART-{component}"),
        title: format!("Part {component}"),
        kind: kind as i32,
    });
    Asked::DefineCourse(DefineCourse {
        course_id: id(seed, Kind::Course, 0, number),
        code: format!("COURSE-{number:02}"),
        title: format!("Course {number}"),
        completion_rule: CompletionRule::Passed as i32,
        components: components.collect(),
    })
}

fn offering(seed: u64, number: u32) -> Asked {
    Asked::DefineOffering(DefineOffering {
        offering_id: id(seed, Kind::Offering, 0, number),
        course_id: id(seed, Kind::Course, 0, number),
        code: format!("CLASS-{number:02}"),
        title: format!("Class {number}"),
        starts_on: Some(Date { year: 2023, month: 1, day: 1 }),
        ends_on: Some(Date { year: 2026, month: 12, day: 31 }),
    })
}

fn certification(seed: u64, number: u32) -> Asked {
    let months = |months| Some(Period { months, ..Period::default() });
    let cycle = CycleRequirementsInput { course_ids: vec![id(seed, Kind::Course, 0, number)] };
    Asked::DefineCertification(DefineCertification {
        certification_id: id(seed, Kind::Certification, 0, number),
        code: format!("CERT-{number}"),
        title: format!("Certification {number}"),
        basis: CertificationBasis::FromCompletion as i32,
        validity: months(24),
        window: months(3),
        minimum_validity: months(6),
        cycles: vec![cycle],
        ..DefineCertification::default()
    })
}
