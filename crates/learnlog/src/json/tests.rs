//! The JSON form, in and out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::api::occurred_input::When;
use learnlog_proto::api::{EntryAddress, OverdueItem, RejectedAnswer, SubmitResponse};
use learnlog_proto::google::r#type::Date;
use learnlog_proto::ledger::{Detail, LedgerPosition, LogPosition};
use serde_json::json;

use super::input::{InputError, command};
use super::{descriptor, from_message};

#[test]
fn the_form_of_messages_is_stable() {
    let item = OverdueItem {
        learner_id: "l".to_owned(),
        due_on: Some(Date { year: 2026, month: 1, day: 5 }),
        days_overdue: 7,
        ..OverdueItem::default()
    };
    let expected = json!({
        "learner_id": "l", "display_name": "", "org_unit_id": "", "org_unit_title": "",
        "manager_id": "", "target_id": "", "target_title": "", "due_on": "2026-01-05",
        "days_overdue": 7,
    });
    assert_eq!(from_message("learnlog.api.v1.OverdueItem", &item).unwrap(), expected);

    let detail = Detail { name: "course_id".to_owned(), value: "c".to_owned() };
    let rejected = RejectedAnswer { reason: "COURSE_UNKNOWN".to_owned(), details: vec![detail] };
    let response = SubmitResponse {
        answer: Some(learnlog_proto::api::submit_response::Answer::Rejected(rejected)),
        entry: Some(EntryAddress { log: 3, sequence: u64::MAX, hash: vec![0xab; 32] }),
        position: Some(LedgerPosition { logs: vec![LogPosition { log: 3, sequence: 9 }] }),
        repeated_command: false,
    };
    let expected = json!({
        "rejected": {
            "reason": "COURSE_UNKNOWN",
            "details": [{ "name": "course_id", "value": "c" }],
        },
        "entry": { "log": 3, "sequence": u64::MAX, "hash": "ab".repeat(32) },
        "position": { "logs": [{ "log": 3, "sequence": 9 }] },
        "repeated_command": false,
    });
    assert_eq!(from_message("learnlog.api.v1.SubmitResponse", &response).unwrap(), expected);
}

#[test]
fn every_kind_of_command_is_read_under_its_name() {
    let of_type = descriptor("learnlog.api.v1.Command").unwrap();
    let kinds = of_type.oneofs().find(|oneof| oneof.name() == "command").unwrap();
    let mut read = 0;
    for field in kinds.fields() {
        for name in [field.name(), field.json_name()] {
            let command = command(json!({ "command_id": "c", name: {} })).unwrap();
            assert!(command.command.is_some(), "{name}");
        }
        read += 1;
    }
    assert_eq!(read, 15);
}

#[test]
fn a_command_is_read_with_days_as_people_write_them() {
    let command = command(json!({
        "command_id": "c",
        "occurred": { "day": "2024-02-29" },
        "add_person": {
            "learner_id": "l",
            "person": { "display_name": "Ada", "hire_date": "2020-01-31" },
        },
    }))
    .unwrap();
    let day = Date { year: 2024, month: 2, day: 29 };
    assert_eq!(command.occurred.unwrap().when, Some(When::Day(day)));
    let Some(Kind::AddPerson(add)) = command.command else { panic!() };
    let person = add.person.unwrap();
    assert_eq!(person.display_name, "Ada");
    assert_eq!(person.hire_date, Some(Date { year: 2020, month: 1, day: 31 }));
}

#[test]
fn an_instant_is_read_in_rfc_3339() {
    let instant = json!({ "instant": "2024-03-31T01:30:00Z", "zone": "Europe/Berlin" });
    let command = command(json!({ "occurred": { "instant": instant }, "enroll": {} })).unwrap();
    let Some(When::Instant(read)) = command.occurred.unwrap().when else { panic!() };
    assert_eq!(
        (read.instant.unwrap().seconds, read.zone.as_str()),
        (1_711_848_600, "Europe/Berlin")
    );
}

#[test]
fn what_is_not_a_command_is_refused_with_its_place() {
    let error = command(json!({ "occurred": { "day": "2023-02-29" }, "enroll": {} })).unwrap_err();
    assert_eq!(
        error.to_string(),
        "command.occurred.day is \"2023-02-29\", not a day: write YYYY-MM-DD"
    );
    let bad = [
        json!([]),
        json!("text"),
        json!({ "enrol": {} }),
        json!({ "enroll": { "learner": "x" } }),
        json!({ "enroll": { "learner_id": 5 } }),
        json!({ "enroll": {}, "withdraw": {} }),
        json!({ "assign": { "source": "ASSIGNMENT_SOURCE_MOON" } }),
        json!({ "record_progress": { "progress_basis_points": -1 } }),
    ];
    for value in bad {
        let text = value.to_string();
        assert!(matches!(command(value), Err(InputError::Shape(_))), "{text}");
    }
}
