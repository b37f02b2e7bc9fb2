//! The demo company's catalog as commands. Invariant: what a definition names was defined before
//! it.

use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::api::{
    Command, ComponentInput, CycleRequirementsInput, DefineCertification, DefineCourse, DefineJob,
    DefineOffering, DefineOrgUnit,
};
use learnlog_proto::events::{CertificationBasis, CompletionRule, ComponentKind, Period};

use crate::demo::certificates::{CERTIFICATES, Certificate};
use crate::demo::company::{Company, Offering};
use crate::demo::courses::{COURSES, Style, index_of};
use crate::demo::ids::Ids;
use crate::demo::words::JOBS;

/// Org units, jobs, courses, classes, certifications, in this order.
pub fn definitions(company: &Company) -> Vec<Command> {
    let ids = Ids::new(company.seed);
    let units = (0..company.units.len()).map(|index| unit(company, ids, index));
    let jobs = (0..JOBS.len()).map(|index| job(ids, index));
    let courses = (0..COURSES.len()).map(|index| course(ids, index));
    let classes = company.offerings.iter().enumerate();
    let classes = classes.map(|(index, class)| offering(ids, index, class));
    let certificates = CERTIFICATES.iter().enumerate();
    let certificates = certificates.map(|(index, of)| certification(ids, index, of));
    let kinds = units.chain(jobs).chain(courses).chain(classes).chain(certificates);
    kinds
        .enumerate()
        .map(|(number, kind)| Command {
            command_id: ids.definition_command(number),
            source_system: "catalog-office".to_owned(),
            command: Some(kind),
            ..Command::default()
        })
        .collect()
}

fn unit(company: &Company, ids: Ids, index: usize) -> Kind {
    let unit = &company.units[index];
    Kind::DefineOrgUnit(DefineOrgUnit {
        org_unit_id: ids.unit(index),
        code: unit.code.clone(),
        title: unit.title.clone(),
        parent_id: unit.parent.map(|parent| ids.unit(parent.into())).unwrap_or_default(),
    })
}

fn job(ids: Ids, index: usize) -> Kind {
    let (code, title) = JOBS[index];
    let (code, title) = (code.to_owned(), title.to_owned());
    Kind::DefineJob(DefineJob { job_id: ids.job(index), code, title })
}

fn course(ids: Ids, index: usize) -> Kind {
    let (code, title, style, _) = COURSES[index];
    let (rule, parts): (_, &[ComponentKind]) = match style {
        Style::Tested => {
            (CompletionRule::Passed, &[ComponentKind::Content, ComponentKind::Assessment])
        }
        Style::Online => (CompletionRule::Complete, &[ComponentKind::Content]),
        Style::Document => (CompletionRule::Complete, &[ComponentKind::Document]),
        Style::Class => (CompletionRule::Passed, &[ComponentKind::Session]),
    };
    let components = parts.iter().enumerate().map(|(number, kind)| {
        let name = kind.as_str_name().trim_start_matches("COMPONENT_KIND_");
        ComponentInput {
            component_id: ids.component(index, number),
            code: format!("{code}-{}", number + 1),
            title: format!("{title}, {}", name.to_lowercase()),
            kind: (*kind).into(),
        }
    });
    Kind::DefineCourse(DefineCourse {
        course_id: ids.course(index),
        code: code.to_owned(),
        title: title.to_owned(),
        completion_rule: rule.into(),
        components: components.collect(),
    })
}

fn offering(ids: Ids, index: usize, class: &Offering) -> Kind {
    let course = usize::from(class.course);
    let (code, title, ..) = COURSES[course];
    let starts = class.starts.wire();
    let month = format!("{:04}-{:02}", starts.year, starts.month);
    Kind::DefineOffering(DefineOffering {
        offering_id: ids.offering(index),
        course_id: ids.course(course),
        code: format!("{code}-{month}-{:02}", starts.day),
        title: format!("{title}, {month}"),
        starts_on: Some(starts),
        ends_on: Some(class.ends.wire()),
    })
}

fn certification(ids: Ids, index: usize, certificate: &Certificate) -> Kind {
    let months = |months| Some(Period { months, ..Period::default() });
    let cycle = |codes: &[&str]| CycleRequirementsInput {
        course_ids: codes
            .iter()
            .filter_map(|code| index_of(code))
            .map(|it| ids.course(it.into()))
            .collect(),
    };
    Kind::DefineCertification(DefineCertification {
        certification_id: ids.certification(index),
        code: certificate.code.to_owned(),
        title: certificate.title.to_owned(),
        basis: CertificationBasis::FromCompletion.into(),
        validity: months(certificate.validity_months),
        window: months(certificate.window_months),
        minimum_validity: months(certificate.window_months),
        look_back: None,
        early_renewal: certificate.early_renewal,
        cycles: vec![cycle(certificate.first), cycle(certificate.later)],
    })
}
