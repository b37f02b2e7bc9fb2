//! Canonical encodings of definitions. Numbers are those of `commands.proto`, for good.

use learnlog_keys::canonical::Fields;
use learnlog_proto::api;

use super::{choice, day, id, period};

/// DefineOrgUnit.
pub fn org_unit(define: &api::DefineOrgUnit) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&define.org_unit_id))
        .text(2, &define.code)
        .text(3, &define.title)
        .bytes(4, &id(&define.parent_id));
    fields
}

/// DefineJob.
pub fn job(define: &api::DefineJob) -> Fields {
    let mut fields = Fields::new();
    fields.bytes(1, &id(&define.job_id)).text(2, &define.code).text(3, &define.title);
    fields
}

/// DefineCourse.
pub fn course(define: &api::DefineCourse) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&define.course_id))
        .text(2, &define.code)
        .text(3, &define.title)
        .unsigned(4, choice(define.completion_rule))
        .messages(5, &define.components.iter().map(component).collect::<Vec<_>>());
    fields
}

fn component(component: &api::ComponentInput) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&component.component_id))
        .text(2, &component.code)
        .text(3, &component.title)
        .unsigned(4, choice(component.kind));
    fields
}

/// DefineOffering.
pub fn offering(define: &api::DefineOffering) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&define.offering_id))
        .bytes(2, &id(&define.course_id))
        .text(3, &define.code)
        .text(4, &define.title)
        .message(5, day(&define.starts_on).as_ref())
        .message(6, day(&define.ends_on).as_ref());
    fields
}

/// DefineCertification.
pub fn certification(define: &api::DefineCertification) -> Fields {
    let mut fields = Fields::new();
    fields
        .bytes(1, &id(&define.certification_id))
        .text(2, &define.code)
        .text(3, &define.title)
        .unsigned(4, choice(define.basis))
        .message(5, define.validity.as_ref().map(period).as_ref())
        .message(6, define.window.as_ref().map(period).as_ref())
        .message(7, define.minimum_validity.as_ref().map(period).as_ref())
        .message(8, define.look_back.as_ref().map(period).as_ref())
        .flag(9, define.early_renewal)
        .messages(10, &define.cycles.iter().map(cycle).collect::<Vec<_>>());
    fields
}

fn cycle(cycle: &api::CycleRequirementsInput) -> Fields {
    let course = |text: &String| {
        let mut fields = Fields::new();
        fields.bytes(1, &id(text));
        fields
    };
    let mut fields = Fields::new();
    fields.messages(1, &cycle.course_ids.iter().map(course).collect::<Vec<_>>());
    fields
}
