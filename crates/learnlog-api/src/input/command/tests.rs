//! What is accepted and what is refused, field by field: a well-formed sample with one thing changed.

#![allow(clippy::unwrap_used, clippy::panic)]

mod definitions;
mod learning;
mod persons;

use learnlog_domain::stream::StreamKind;
use learnlog_proto::api;
use learnlog_proto::api::command::Command as Asked;

use super::read;
use crate::error::reason::Reason;
use crate::input::draft::{Ask, Draft};
use crate::input::samples::{self, id};

/// Logs of the ledger in these tests.
const LOGS: u32 = 10;

/// Why and where the sample of that name is refused after a change.
fn refused(name: &str, change: impl FnOnce(&mut api::Command)) -> (Reason, String) {
    let mut command = samples::named(name);
    change(&mut command);
    let error = read(command, LOGS).unwrap_err();
    (error.reason(), error.field().unwrap_or_default().to_owned())
}

fn accepted(name: &str, change: impl FnOnce(&mut api::Command)) -> Draft {
    let mut command = samples::named(name);
    change(&mut command);
    read(command, LOGS).unwrap()
}

fn at(reason: Reason, field: &str) -> (Reason, String) {
    (reason, field.to_owned())
}

/// The fields of a sample's own message.
macro_rules! asked {
    ($command:expr, $variant:ident) => {
        match &mut $command.command {
            Some(Asked::$variant(asked)) => asked,
            other => panic!("{other:?}"),
        }
    };
}
use asked;

#[test]
fn every_sample_is_accepted() {
    for (name, command) in samples::all() {
        let draft = read(command, LOGS).unwrap_or_else(|error| panic!("{name}: {error}"));
        let of_learner = !name.starts_with("define");
        assert_eq!(draft.stream.kind() == StreamKind::Learner, of_learner, "{name}");
        assert_eq!(draft.canonical.is_none(), name == "abandon", "{name}");
    }
}

#[test]
fn a_command_names_itself_and_its_relations() {
    use Reason::{CodeInvalid, FieldMissing, IdInvalid, PositionInvalid};
    let nil = "00000000-0000-0000-0000-000000000000";
    type Case = (&'static str, fn(&mut api::Command), Reason);
    let cases: [Case; 9] = [
        ("command_id", |c| c.command_id.clear(), FieldMissing),
        ("command_id", |c| c.command_id = "00000000-0000-0000-0000-000000000000".into(), IdInvalid),
        ("source_system", |c| c.source_system = "work day".into(), CodeInvalid),
        ("correlation_id", |c| c.correlation_id = "x".into(), IdInvalid),
        ("causation_id", |c| c.causation_id = "x".into(), IdInvalid),
        ("retry_of", |c| c.retry_of = "x".into(), IdInvalid),
        ("command", |c| c.command = None, FieldMissing),
        ("occurred", |c| c.occurred = None, FieldMissing),
        ("basis.logs[1]", |c| c.basis.as_mut().unwrap().logs[1].log = LOGS, PositionInvalid),
    ];
    for (field, change, reason) in cases {
        let field = format!("command.{field}");
        assert_eq!(refused("enroll", change), (reason, field));
    }
    let correlation = refused("enroll", |c| c.correlation_id = nil.into());
    assert_eq!(correlation, at(IdInvalid, "command.correlation_id"));
}

#[test]
fn only_what_is_about_a_learner_occurs() {
    let occurred = samples::named("enroll").occurred;
    for name in ["define_job", "abandon"] {
        let found = refused(name, |command| command.occurred = occurred.clone());
        assert_eq!(found, at(Reason::FieldNotAllowed, "command.occurred"), "{name}");
    }
}

#[test]
fn a_reason_is_a_code_or_words() {
    use Reason::{CodeInvalid, FieldMissing, FieldNotAllowed, TextInvalid};
    let reason = |code: &str, text: &str| {
        Some(api::ReasonInput { code: code.to_owned(), text: text.to_owned() })
    };
    let refused = |name, value| refused(name, |command| command.reason = value);
    assert_eq!(refused("withdraw", None), at(FieldMissing, "command.reason"));
    assert_eq!(refused("withdraw", reason("", "")), at(FieldMissing, "command.reason"));
    assert_eq!(refused("enroll", reason("left", "")), at(CodeInvalid, "command.reason.code"));
    let long = "x".repeat(2_001);
    assert_eq!(refused("enroll", reason("", &long)), at(TextInvalid, "command.reason.text"));
    let text = at(FieldNotAllowed, "command.reason.text");
    assert_eq!(refused("define_job", reason("NEW", "words")), text);
    let about_seats = |command: &mut api::Command| {
        command.reason = reason("NEW", "words");
        asked!(command, Abandon).stream_kind = 2;
    };
    assert_eq!(self::refused("abandon", about_seats), text);
    let coded = accepted("define_job", |command| command.reason = reason("NEW", ""));
    assert_eq!(coded.reason.unwrap().code, "NEW");
    let worded = accepted("withdraw", |command| command.reason = reason("", "moved"));
    assert_eq!(worded.reason.unwrap().text.as_deref(), Some("moved"));
}

#[test]
fn an_abandon_names_any_stream() {
    let kinds =
        [StreamKind::Learner, StreamKind::Offering, StreamKind::Definition, StreamKind::Operation];
    for kind in kinds {
        let draft = accepted("abandon", |c| asked!(c, Abandon).stream_kind = i32::from(kind as u8));
        assert_eq!(draft.stream.kind(), kind);
        assert!(matches!(draft.ask, Ask::Abandon));
    }
    let found = refused("abandon", |c| asked!(c, Abandon).stream_kind = 0);
    assert_eq!(found, at(Reason::FieldMissing, "command.abandon.stream_kind"));
    let found = refused("abandon", |c| asked!(c, Abandon).stream_kind = 5);
    assert_eq!(found, at(Reason::EnumUnknown, "command.abandon.stream_kind"));
    let found = refused("abandon", |c| asked!(c, Abandon).stream_id = id(1).replace('-', ""));
    assert_eq!(found, at(Reason::IdInvalid, "command.abandon.stream_id"));
}

#[test]
fn a_draft_is_not_printed() {
    let text = format!("{:?}", accepted("add_person", |_| {}));
    assert!(!text.contains("Anna") && !text.contains("anna"), "{text}");
}
