//! Commands as callers send them. Invariant: what is accepted is within its limits, reads the same again, and has one
//! well-formed canonical encoding.

use learnlog_api::input::canonical::encode;
use learnlog_api::input::command::read;
use learnlog_api::input::draft::{Ask, Draft, LearnerAsk, PersonDraft};
use learnlog_api::input::field::{
    CODE_LIMIT_CHARACTERS, EMAIL_LIMIT_BYTES, LONG_TEXT_LIMIT_BYTES, TEXT_LIMIT_BYTES,
};
use learnlog_domain::stream::StreamKind;
use learnlog_proto::api;
use learnlog_proto::api::command::Command as Asked;
use prost::Message;
use uuid::Uuid;

use super::{LOGS, Read, canonical_form};

/// What must hold of every message of a command.
pub(super) fn check(bytes: &[u8]) -> Read {
    let Ok(command) = api::Command::decode(bytes) else { return Read::Undecodable };
    let canonical = encode(&command);
    canonical_form::check(&canonical);
    let draft = match read(command.clone(), LOGS) {
        Ok(draft) => draft,
        Err(error) => return Read::Refused(error),
    };
    is_what_was_asked(&draft, &command, &canonical);
    is_within_limits(&draft);
    reads_the_same_again(&draft, &command);
    Read::Accepted
}

fn is_what_was_asked(draft: &Draft, command: &api::Command, canonical: &[u8]) {
    let asked = command.command.as_ref().expect("something is asked");
    let is_abandon = matches!(asked, Asked::Abandon(_));
    assert_eq!(draft.canonical.is_none(), is_abandon);
    assert_eq!(draft.canonical.as_deref().unwrap_or(canonical), canonical);
    assert_eq!(draft.command_id.to_string(), command.command_id.to_ascii_lowercase());
    match &draft.ask {
        Ask::Abandon => assert!(is_abandon && draft.occurred.is_none()),
        Ask::Definition(definition) => {
            assert_eq!(draft.stream, definition.stream());
            assert!(draft.occurred.is_none());
        }
        Ask::Learner(learner, _) => {
            assert_eq!(draft.stream.kind(), StreamKind::Learner);
            assert_eq!(draft.stream.uuid(), learner.uuid());
            assert!(draft.occurred.is_some());
        }
    }
}

fn is_within_limits(draft: &Draft) {
    let within = |text: &Option<String>, limit_bytes| {
        let text = text.as_deref();
        assert!(text.is_none_or(|text| !text.is_empty() && text.len() <= limit_bytes), "{text:?}");
    };
    assert!(draft.source_system.len() <= CODE_LIMIT_CHARACTERS);
    if let Some(reason) = &draft.reason {
        assert!(reason.code.len() <= CODE_LIMIT_CHARACTERS);
        within(&reason.text, LONG_TEXT_LIMIT_BYTES);
    }
    if let Some(basis) = &draft.basis {
        assert!(basis.0.is_sorted_by(|(one, _), (other, _)| one < other));
        assert!(basis.0.iter().all(|(log, sequence)| log.0 < LOGS && *sequence > 0));
    }
    let Ask::Learner(_, ask) = &draft.ask else { return };
    match ask {
        LearnerAsk::Plain(_) => {}
        LearnerAsk::CreditPriorLearning(_, evidence) => within(evidence, LONG_TEXT_LIMIT_BYTES),
        LearnerAsk::AddPerson(person) | LearnerAsk::ChangePerson(person, _) => {
            let PersonDraft { display_name, email, external_ids, other, .. } = &**person;
            within(display_name, TEXT_LIMIT_BYTES);
            within(email, EMAIL_LIMIT_BYTES);
            for (name, value) in external_ids.iter().chain(other) {
                assert!((1..=CODE_LIMIT_CHARACTERS).contains(&name.len()), "{name}");
                assert!((1..=TEXT_LIMIT_BYTES).contains(&value.len()), "{value}");
            }
        }
    }
}

/// Sent on by a client that decodes and encodes, retried under another id, or with its ids in capitals: the same
/// command has the same digest, and another has another.
fn reads_the_same_again(draft: &Draft, command: &api::Command) {
    let again = api::Command::decode(command.encode_to_vec().as_slice()).expect("it was encoded");
    let again = read(again, LOGS).expect("what was accepted is accepted");
    assert_eq!(again.canonical, draft.canonical);
    assert_eq!((again.stream, again.command_id), (draft.stream, draft.command_id));
    let Some(canonical) = &draft.canonical else { return };

    let mut same = command.clone();
    same.command_id = Uuid::from_u128(u128::MAX).to_string();
    same.correlation_id = same.correlation_id.to_uppercase();
    same.causation_id = same.causation_id.to_uppercase();
    same.retry_of = same.retry_of.to_uppercase();
    if let Some(Asked::AddPerson(api::AddPerson { person: Some(person), .. })) = &mut same.command {
        person.external_ids.reverse();
        person.other.reverse();
    }
    let same = read(same, LOGS).expect("the same is accepted").canonical;
    assert_eq!(same.as_ref(), Some(canonical));

    let mut other = command.clone();
    other.correlation_id = match other.correlation_id.is_empty() {
        true => Uuid::from_u128(1).to_string(),
        false => String::new(),
    };
    let other = read(other, LOGS).expect("any correlation is accepted").canonical;
    assert_ne!(other.as_ref(), Some(canonical));
}
