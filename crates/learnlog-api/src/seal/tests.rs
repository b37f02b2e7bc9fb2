//! What a submission holds, and what it never does.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;
use std::time::SystemTime;

use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod};
use learnlog_keys::keyring::Keyring;
use learnlog_proto::api;

use super::*;
use crate::input::command::read;
use crate::input::samples;
use crate::testing::{keyring, ledger_id};

fn principal() -> Principal {
    let actor = Actor {
        kind: ActorKind::Service,
        subject: "importer".to_owned(),
        issuer: "learnlog".to_owned(),
        on_behalf_of: None,
        authenticated: AuthenticationMethod::LocalToken,
    };
    Principal { actor, valid_until: SystemTime::now() }
}

async fn person_key(keyring: &Keyring, stream: StreamId) -> Arc<PersonKey> {
    keyring.person(stream).await.unwrap()
}

async fn sealed(keyring: &Keyring, command: api::Command) -> Submission {
    let draft = read(command, 10).unwrap();
    let learner = matches!(draft.ask, Ask::Learner(..));
    let key = if learner { Some(person_key(keyring, draft.stream).await) } else { None };
    let ledger = keyring.ledger();
    let sealer = Sealer { ledger_id: ledger_id(), ledger, person: key.as_deref() };
    sealer.seal(draft, &principal(), 7).unwrap()
}

/// Opens a value where it was sealed.
async fn opened(
    keyring: &Keyring,
    submission: &Submission,
    name: &str,
    value: &Protected,
) -> String {
    let key = person_key(keyring, submission.stream).await;
    let place = Place {
        ledger_id: ledger_id(),
        stream: submission.stream,
        command_id: submission.envelope.command_id,
        attribute: name,
    };
    String::from_utf8(key.open(place, value).unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn a_person_is_sealed_under_stable_names() {
    let keyring = keyring().await;
    let submission = sealed(&keyring, samples::named("add_person")).await;
    let Request::Decide(command) = &submission.request else { panic!("an abandon") };
    let Command::Learner(LearnerCommand { action: LearnerAction::AddPerson(add), .. }) = &**command
    else {
        panic!("another command");
    };
    let person = &add.attributes;
    let values = [
        ("display_name", person.display_name.as_ref(), "Anna Müller"),
        ("email", person.email.as_ref(), "anna@example.org"),
        ("external_id:workday", person.external_ids.get("workday"), "E-17"),
        ("external_id:ad", person.external_ids.get("ad"), "amueller"),
        ("attribute:gender", person.other.get("gender"), "f"),
        ("attribute:age_band", person.other.get("age_band"), "35-55"),
    ];
    for (name, value, expected) in values {
        assert_eq!(opened(&keyring, &submission, name, value.unwrap()).await, expected);
    }
    let reason = submission.envelope.reason.as_ref().unwrap();
    assert_eq!(reason.code, "LEFT_COMPANY");
    let text = reason.text.as_ref().unwrap();
    assert_eq!(opened(&keyring, &submission, "reason", text).await, "moved to Berne");
    let printed = format!("{submission:?}");
    for plain in ["Anna", "anna@", "E-17", "amueller", "35-55", "Berne"] {
        assert!(!printed.contains(plain), "{plain}");
    }
}

#[tokio::test]
async fn evidence_is_sealed() {
    let keyring = keyring().await;
    let submission = sealed(&keyring, samples::named("credit_prior_learning")).await;
    let Request::Decide(command) = &submission.request else { panic!("an abandon") };
    let Command::Learner(LearnerCommand {
        action: LearnerAction::CreditPriorLearning(credit), ..
    }) = &**command
    else {
        panic!("another command");
    };
    let evidence = credit.evidence.as_ref().unwrap();
    let text = opened(&keyring, &submission, "evidence", evidence).await;
    assert_eq!(text, "certificate 4711 of the old employer");
}

#[tokio::test]
async fn the_envelope_is_the_callers_and_the_principals() {
    let keyring = keyring().await;
    let submission = sealed(&keyring, samples::named("enroll")).await;
    let envelope = &submission.envelope;
    assert_eq!(envelope.actor, principal().actor);
    assert_eq!(envelope.source_system, "workday");
    assert_eq!(envelope.correlation_id.unwrap().to_string(), samples::id(2));
    assert_eq!(envelope.causation_id.unwrap().to_string(), samples::id(3));
    assert_eq!(envelope.retry_of.unwrap().to_string(), samples::id(4));
    assert_eq!(envelope.basis.as_ref().unwrap().0.len(), 2);
    assert_eq!(submission.at_least, 7);
    let unnamed = sealed(&keyring, samples::named("define_job")).await;
    assert_eq!(unnamed.envelope.source_system, "learnlog");
}

#[tokio::test]
async fn a_digest_is_under_the_persons_key_or_the_ledgers() {
    let keyring = keyring().await;
    let submission = sealed(&keyring, samples::named("enroll")).await;
    let digest = submission.envelope.digest.unwrap();
    let key = person_key(&keyring, submission.stream).await;
    let canonical = crate::input::canonical::encode(&samples::named("enroll"));
    assert_eq!(digest, CommandDigest { key_id: key.key_id(), hmac: key.digest(&canonical) });

    let definition = sealed(&keyring, samples::named("define_course")).await;
    let digest = definition.envelope.digest.unwrap();
    let canonical = crate::input::canonical::encode(&samples::named("define_course"));
    let ledger = keyring.ledger();
    assert_eq!(digest, CommandDigest { key_id: ledger.key_id(), hmac: ledger.digest(&canonical) });

    let abandon = sealed(&keyring, samples::named("abandon")).await;
    assert_eq!(abandon.envelope.digest, None);
    assert!(matches!(abandon.request, Request::Abandon));
}

#[tokio::test]
async fn a_repeated_command_has_the_same_digest_and_other_bytes() {
    let keyring = keyring().await;
    let first = sealed(&keyring, samples::named("add_person")).await;
    let second = sealed(&keyring, samples::named("add_person")).await;
    assert_eq!(first.envelope.digest, second.envelope.digest);
    let text = |submission: &Submission| {
        submission.envelope.reason.clone().unwrap().text.unwrap().ciphertext
    };
    assert_ne!(text(&first), text(&second));
    let mut other = samples::named("add_person");
    other.command_id = samples::id(0xee);
    let other = sealed(&keyring, other).await;
    assert_eq!(other.envelope.digest, first.envelope.digest);
}
