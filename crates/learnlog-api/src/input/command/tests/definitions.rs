//! Limits of definitions.

use learnlog_domain::catalog::command::DefinitionCommand;
use learnlog_domain::period::Period;
use learnlog_proto::api::{ComponentInput, CycleRequirementsInput};
use learnlog_proto::events;

use super::*;
use crate::input::samples::date;

type Case = (&'static str, &'static str, Reason, fn(&mut api::Command));

#[test]
fn definitions_have_limits() {
    use Reason::*;
    let cases: Vec<Case> = vec![
        ("define_org_unit", "org_unit_id", FieldMissing, |c| {
            asked!(c, DefineOrgUnit).org_unit_id.clear();
        }),
        ("define_org_unit", "parent_id", IdInvalid, |c| {
            asked!(c, DefineOrgUnit).parent_id = "root".into();
        }),
        ("define_job", "code", FieldMissing, |c| asked!(c, DefineJob).code.clear()),
        ("define_job", "code", CodeInvalid, |c| asked!(c, DefineJob).code = "ÄRZTIN".into()),
        ("define_job", "title", FieldMissing, |c| asked!(c, DefineJob).title.clear()),
        ("define_job", "title", TextInvalid, |c| asked!(c, DefineJob).title = "x".repeat(501)),
        ("define_course", "completion_rule", FieldMissing, |c| {
            asked!(c, DefineCourse).completion_rule = 0;
        }),
        ("define_course", "completion_rule", EnumUnknown, |c| {
            asked!(c, DefineCourse).completion_rule = 3;
        }),
        ("define_course", "components", TooManyItems, |c| {
            asked!(c, DefineCourse).components = vec![ComponentInput::default(); 501];
        }),
        ("define_course", "components[0].kind", FieldMissing, |c| {
            asked!(c, DefineCourse).components[0].kind = 0;
        }),
        ("define_course", "components[0].kind", EnumUnknown, |c| {
            asked!(c, DefineCourse).components[0].kind = 7;
        }),
        ("define_course", "components[0].component_id", FieldMissing, |c| {
            asked!(c, DefineCourse).components[0].component_id.clear();
        }),
        ("define_offering", "course_id", FieldMissing, |c| {
            asked!(c, DefineOffering).course_id.clear();
        }),
        ("define_offering", "ends_on", DateInvalid, |c| {
            asked!(c, DefineOffering).ends_on = date(2026, 6, 31);
        }),
    ];
    check(cases);
}

#[test]
fn certifications_have_limits() {
    use Reason::*;
    let cases: Vec<Case> = vec![
        ("define_certification", "basis", FieldMissing, |c| {
            asked!(c, DefineCertification).basis = 0;
        }),
        ("define_certification", "basis", EnumUnknown, |c| {
            asked!(c, DefineCertification).basis = 99;
        }),
        ("define_certification", "validity", FieldMissing, |c| {
            asked!(c, DefineCertification).validity = None;
        }),
        ("define_certification", "validity.years", NumberOutOfRange, |c| {
            let years = 10_000;
            asked!(c, DefineCertification).validity =
                Some(events::Period { years, ..Default::default() });
        }),
        ("define_certification", "look_back.days", NumberOutOfRange, |c| {
            let days = u32::MAX;
            asked!(c, DefineCertification).look_back =
                Some(events::Period { days, ..Default::default() });
        }),
        ("define_certification", "minimum_validity", FieldMissing, |c| {
            asked!(c, DefineCertification).minimum_validity = None;
        }),
        ("define_certification", "cycles", FieldMissing, |c| {
            asked!(c, DefineCertification).cycles.clear();
        }),
        ("define_certification", "cycles", TooManyItems, |c| {
            asked!(c, DefineCertification).cycles = vec![CycleRequirementsInput::default(); 21];
        }),
        ("define_certification", "cycles[1].course_ids", FieldMissing, |c| {
            asked!(c, DefineCertification).cycles[1].course_ids.clear();
        }),
        ("define_certification", "cycles[0].course_ids", TooManyItems, |c| {
            asked!(c, DefineCertification).cycles[0].course_ids = vec![id(1); 51];
        }),
        ("define_certification", "cycles[0].course_ids[1]", IdInvalid, |c| {
            asked!(c, DefineCertification).cycles[0].course_ids[1] = "x".into();
        }),
    ];
    check(cases);
}

fn check(cases: Vec<Case>) {
    for (name, field, reason, change) in cases {
        let expected = (reason, format!("command.{name}.{field}"));
        assert_eq!(refused(name, change), expected);
    }
}

#[test]
fn a_window_may_be_left_out() {
    let draft = accepted("define_certification", |command| {
        let define = asked!(command, DefineCertification);
        (define.window, define.look_back) = (None, None);
    });
    let Ask::Definition(DefinitionCommand::DefineCertification(define)) = draft.ask else {
        panic!("another command");
    };
    assert_eq!(define.definition.window, Period::default());
    assert_eq!(define.definition.look_back, None);
}
