//! Limits of what is told of persons.

use learnlog_domain::person::event::PersonField;
use learnlog_proto::api::{AttributeInput, ExternalIdInput, PersonInput};

use super::*;
use crate::input::draft::LearnerAsk;
use crate::input::samples::date;

fn person(change: impl FnOnce(&mut PersonInput)) -> (Reason, String) {
    refused("add_person", |command| change(asked!(command, AddPerson).person.as_mut().unwrap()))
}

#[test]
fn a_person_has_limits() {
    use Reason::*;
    type Case = (&'static str, Reason, fn(&mut PersonInput));
    let cases: Vec<Case> = vec![
        ("display_name", TextInvalid, |p| p.display_name = "x".repeat(501)),
        ("display_name", TextInvalid, |p| p.display_name = "a\0".into()),
        ("email", TextInvalid, |p| p.email = "x".repeat(321)),
        ("org_unit_id", IdInvalid, |p| p.org_unit_id = "Sales".into()),
        ("job_id", IdInvalid, |p| p.job_id = "x".into()),
        ("manager_id", IdInvalid, |p| p.manager_id = "x".into()),
        ("worker_type", CodeInvalid, |p| p.worker_type = "employee".into()),
        ("hire_date", DateInvalid, |p| p.hire_date = date(2026, 2, 30)),
        ("employment_end", DateInvalid, |p| p.employment_end = date(10_000, 1, 1)),
        ("locale", CodeInvalid, |p| p.locale = "germanlanguage".into()),
        ("time_zone", ZoneUnknown, |p| p.time_zone = "Berlin".into()),
        ("external_ids[0].source", FieldMissing, |p| p.external_ids[0].source.clear()),
        ("external_ids[1].source", CodeInvalid, |p| p.external_ids[1].source = "a b".into()),
        ("external_ids[1].source", ItemRepeated, |p| p.external_ids[1].source = "workday".into()),
        ("external_ids[0].value", FieldMissing, |p| p.external_ids[0].value.clear()),
        ("external_ids[0].value", TextInvalid, |p| p.external_ids[0].value = "x".repeat(501)),
        ("other[0].name", FieldMissing, |p| p.other[0].name.clear()),
        ("other[1].name", ItemRepeated, |p| p.other[1].name = "gender".into()),
        ("other[1].value", FieldMissing, |p| p.other[1].value.clear()),
    ];
    for (field, reason, change) in cases {
        assert_eq!(person(change), (reason, format!("command.add_person.person.{field}")));
    }
}

#[test]
fn a_person_has_so_many_ids_and_attributes() {
    let ids = |count: usize| -> Vec<ExternalIdInput> {
        let id = |n| ExternalIdInput { source: format!("s{n}"), value: "v".into() };
        (0..count).map(id).collect()
    };
    let others = |count: usize| -> Vec<AttributeInput> {
        let attribute = |n| AttributeInput { name: format!("n{n}"), value: "v".into() };
        (0..count).map(attribute).collect()
    };
    let fields = "command.add_person.person";
    let found = person(|p| p.external_ids = ids(21));
    assert_eq!(found, (Reason::TooManyItems, format!("{fields}.external_ids")));
    let found = person(|p| p.other = others(51));
    assert_eq!(found, (Reason::TooManyItems, format!("{fields}.other")));
    accepted("add_person", |command| {
        let person = asked!(command, AddPerson).person.as_mut().unwrap();
        (person.external_ids, person.other) = (ids(20), others(50));
    });
}

#[test]
fn adding_names_a_learner_and_a_person() {
    let found = refused("add_person", |c| asked!(c, AddPerson).person = None);
    assert_eq!(found, at(Reason::FieldMissing, "command.add_person.person"));
    let found = refused("add_person", |c| asked!(c, AddPerson).learner_id.clear());
    assert_eq!(found, at(Reason::FieldMissing, "command.add_person.learner_id"));
}

#[test]
fn personal_data_stands_beside_the_plain_attributes() {
    let Ask::Learner(_, LearnerAsk::AddPerson(person)) = accepted("add_person", |_| {}).ask else {
        panic!("another command");
    };
    assert_eq!(person.display_name.as_deref(), Some("Anna Müller"));
    assert_eq!(person.external_ids["ad"], "amueller");
    assert_eq!(person.other["age_band"], "35-55");
    let plain = person.plain;
    assert_eq!((plain.display_name, plain.email), (None, None));
    assert!(plain.external_ids.is_empty() && plain.other.is_empty());
    assert_eq!(plain.org_unit_id.unwrap().to_string(), id(0x11));
    assert_eq!(plain.worker_type.as_deref(), Some("EMPLOYEE"));
    assert_eq!(plain.time_zone.as_deref(), Some("Europe/Zurich"));
}

#[test]
fn a_field_is_set_or_cleared() {
    let clear = |numbers: Vec<i32>| {
        refused("change_person", |command| asked!(command, ChangePerson).clear = numbers)
    };
    let field = |index| format!("command.change_person.clear[{index}]");
    assert_eq!(clear(vec![5, 2]), (Reason::FieldNotAllowed, field(1)));
    assert_eq!(clear(vec![5, 5]), (Reason::ItemRepeated, field(1)));
    assert_eq!(clear(vec![0]), (Reason::FieldMissing, field(0)));
    assert_eq!(clear(vec![11]), (Reason::EnumUnknown, field(0)));
    let all = accepted("change_person", |command| {
        let change = asked!(command, ChangePerson);
        (change.set, change.clear) = (None, (1..=10).collect());
    });
    let Ask::Learner(_, LearnerAsk::ChangePerson(_, cleared)) = all.ask else {
        panic!("another command");
    };
    assert_eq!(cleared.len(), 10);
    assert!(cleared.contains(&PersonField::TimeZone));
}
