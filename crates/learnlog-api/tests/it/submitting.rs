//! Submit: what is answered, what is recorded, and what is refused before it is.

use learnlog_codec::entry::{AuthenticationMethod, Body};
use learnlog_codec::parse::ParsedEntry;
use learnlog_proto::api::submit_response::Answer;
use learnlog_proto::{api, ledger};
use tonic::Code;
use tonic_types::StatusExt;

use crate::commands::{
    Caller, abandon, add_person, date, define_course, enroll, fresh, on, pass, why,
};
use crate::world::shared;

fn at(log: u32, sequence: u64) -> Option<ledger::LedgerPosition> {
    Some(ledger::LedgerPosition { logs: vec![ledger::LogPosition { log, sequence }] })
}

#[tokio::test]
async fn what_is_submitted_is_answered_queried_and_replayed() {
    let caller = Caller::of(shared(), "hr-feed").await;
    let (course, learner, enrollment) = (fresh(), fresh(), fresh());
    caller.record(define_course(&course)).await;
    caller.record(add_person(&learner, "Anna Müller")).await;
    let (types, _) = caller.record(enroll(&learner, &enrollment, &course)).await;
    assert_eq!(types, ["enrollment.enrolled"]);
    let (types, position) = caller.record(pass(&learner, &enrollment)).await;
    assert_eq!(types, ["completion.outcome_recorded"]);

    let asked = api::GetTranscriptRequest {
        learner_id: learner.clone(),
        at_least: Some(position.clone()),
        effective_on: None,
    };
    let found = caller.queries().get_transcript(caller.request(asked)).await.unwrap().into_inner();
    assert_eq!(found.display_name, "Anna Müller");
    assert_eq!(found.enrollments[0].status, api::EnrollmentStatus::Passed as i32);
    assert_eq!(found.enrollments[0].course_title, format!("Course {}", &course[24..]));
    assert_eq!(found.facts.len(), 3);
    assert!(found.position.unwrap().logs.iter().any(|at| position.logs.contains(at)));

    let asked = api::ReplayStreamRequest {
        stream_kind: ledger::StreamKind::Learner as i32,
        stream_id: learner.clone(),
        at_least: Some(position),
        ..Default::default()
    };
    let replay = caller.history().replay_stream(caller.request(asked)).await.unwrap();
    let message = replay.into_inner().message().await.unwrap().unwrap();
    assert_eq!(message.entries.len(), 3);
    for entry in &message.entries {
        let entry = ParsedEntry::parse(&entry.value).unwrap().interpret().unwrap();
        let Body::Command(command) = entry.body else { panic!("a genesis") };
        assert_eq!(command.stream.uuid().to_string(), learner);
        assert_eq!(command.envelope.actor.subject, "hr-feed");
        assert_eq!(command.envelope.actor.authenticated, AuthenticationMethod::LocalToken);
    }
    let bytes: Vec<u8> = message.entries.iter().flat_map(|entry| entry.value.to_vec()).collect();
    let name = "Anna Müller".as_bytes();
    assert!(!bytes.windows(name.len()).any(|window| window == name), "a name in plain text");
}

#[tokio::test]
async fn a_repeated_command_is_answered_as_before() {
    let caller = Caller::of(shared(), "hr-feed").await;
    let learner = fresh();
    let command = add_person(&learner, "Beat Keller");
    let first = caller.submit(command.clone()).await.unwrap();
    let again = caller.submit(command.clone()).await.unwrap();
    assert_eq!(first.entry, again.entry);
    assert!(!first.repeated_command && again.repeated_command);

    let mut other = add_person(&learner, "Beat Kellerhals");
    other.command_id = command.command_id;
    let reused = caller.submit(other).await.unwrap();
    let Some(Answer::Rejected(rejected)) = reused.answer else { panic!("{reused:?}") };
    assert_eq!(rejected.reason, "COMMAND_ID_REUSED");
    let details: Vec<_> = rejected.details.iter().map(|d| (&*d.name, &*d.value)).collect();
    assert_eq!(details, [("prior_answer", "RECORDED")]);
    assert_eq!(reused.entry, first.entry);
}

#[tokio::test]
async fn a_rejection_is_an_entry() {
    let caller = Caller::of(shared(), "hr-feed").await;
    let learner = fresh();
    caller.record(add_person(&learner, "Carla Weber")).await;
    let answer = caller.submit(enroll(&learner, &fresh(), &fresh())).await.unwrap();
    let Some(Answer::Rejected(rejected)) = answer.answer else { panic!("{answer:?}") };
    assert_eq!(rejected.reason, "COURSE_UNKNOWN");
    let entry = answer.entry.unwrap();
    assert_eq!(entry.hash.len(), 32);
    let asked = api::GetTranscriptRequest {
        learner_id: learner,
        at_least: answer.position,
        effective_on: None,
    };
    let found = caller.queries().get_transcript(caller.request(asked)).await.unwrap().into_inner();
    let fact = found.facts.last().unwrap();
    assert_eq!((fact.sequence, fact.rejection.as_str()), (entry.sequence, "COURSE_UNKNOWN"));
}

#[tokio::test]
async fn a_validation_writes_nothing() {
    let caller = Caller::of(shared(), "hr-feed").await;
    let learner = fresh();
    let request = |command, validate_only| {
        let request = api::SubmitRequest { command: Some(command), validate_only, at_least: None };
        caller.request(request)
    };
    let command = add_person(&learner, "Dora Frei");
    let answer = caller.commands().submit(request(command.clone(), true)).await.unwrap();
    let answer = answer.into_inner();
    assert!(matches!(answer.answer, Some(Answer::Recorded(_))), "{answer:?}");
    assert_eq!(answer.entry, None);
    let recorded = caller.commands().submit(request(command, false)).await.unwrap().into_inner();
    assert!(!recorded.repeated_command);
    assert!(recorded.entry.is_some());
}

#[tokio::test]
async fn an_abandoned_command_is_never_decided() {
    let caller = Caller::of(shared(), "hr-feed").await;
    let learner = fresh();
    let command = add_person(&learner, "Emil Graf");
    let given_up = caller.submit(abandon(&learner, &command.command_id)).await.unwrap();
    assert!(matches!(given_up.answer, Some(Answer::Abandoned(_))), "{given_up:?}");
    let late = caller.submit(command).await.unwrap();
    assert!(matches!(late.answer, Some(Answer::Abandoned(_))), "{late:?}");
    assert_eq!(late.entry, given_up.entry);
}

#[tokio::test]
async fn a_position_that_is_reached_is_decided_on() {
    let caller = Caller::of(shared(), "hr-feed").await;
    let (course, learner) = (fresh(), fresh());
    let (_, at_least) = caller.record(define_course(&course)).await;
    caller.record(add_person(&learner, "Fritz Huber")).await;
    let command = Some(enroll(&learner, &fresh(), &course));
    let request = api::SubmitRequest { command, at_least: Some(at_least), ..Default::default() };
    let answer = caller.commands().submit(caller.request(request)).await.unwrap().into_inner();
    assert!(matches!(answer.answer, Some(Answer::Recorded(_))), "{answer:?}");
    // A log ends before this position, so it was never given out.
    let beyond = api::SubmitRequest {
        command: Some(add_person(&learner, "Fritz Huber-Frei")),
        at_least: at(answer.entry.unwrap().log, 1_000_000_000),
        ..Default::default()
    };
    let status = caller.commands().submit(caller.request(beyond)).await.unwrap_err();
    assert_eq!(why(&status), (Code::DeadlineExceeded, "POSITION_NOT_REACHED".to_owned()));
}

#[tokio::test]
async fn a_malformed_command_names_its_field() {
    let caller = Caller::of(shared(), "hr-feed").await;
    let learner = fresh();
    let mut command = enroll(&learner, "first enrollment", &fresh());
    let status = caller.submit(command.clone()).await.unwrap_err();
    assert_eq!(why(&status), (Code::InvalidArgument, "ID_INVALID".to_owned()));
    let details = status.get_error_details();
    let violation = &details.bad_request().unwrap().field_violations[0];
    assert_eq!(violation.field, "command.enroll.enrollment_id");
    assert_eq!(details.error_info().unwrap().metadata["found"], "first enrollment");
    command.occurred = None;
    let status = caller.submit(on(date(2025, 2, 30), command.command.unwrap())).await.unwrap_err();
    assert_eq!(why(&status), (Code::InvalidArgument, "ID_INVALID".to_owned()));
    let empty = caller.request(api::SubmitRequest::default());
    let status = caller.commands().submit(empty).await.unwrap_err();
    assert_eq!(why(&status), (Code::InvalidArgument, "FIELD_MISSING".to_owned()));
}

#[tokio::test]
async fn names_of_another_system_have_ids() {
    let caller = Caller::of(shared(), "hr-feed").await;
    let derive = async |kind: &str, names: &[&str]| {
        let request = api::DeriveIdsRequest {
            kind: kind.to_owned(),
            source_system: "workday".to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        caller.commands().derive_ids(caller.request(request)).await.map(|ids| ids.into_inner().ids)
    };
    let ids = derive("learner", &["E-1", "E-2", "E-1"]).await.unwrap();
    assert_eq!(ids[0], ids[2]);
    assert_ne!(ids[0], ids[1]);
    assert_ne!(derive("enrollment", &["E-1"]).await.unwrap()[0], ids[0]);
    caller.record(add_person(&ids[0], "Hans Iten")).await;
    let refused = |found: Result<Vec<String>, tonic::Status>| why(&found.unwrap_err());
    let invalid = |reason: &str| (Code::InvalidArgument, reason.to_owned());
    assert_eq!(refused(derive("Learner", &["E-1"]).await), invalid("CODE_INVALID"));
    assert_eq!(refused(derive("learner", &["E-1", ""]).await), invalid("FIELD_MISSING"));
    let long = "x".repeat(501);
    assert_eq!(refused(derive("learner", &[&long]).await), invalid("TEXT_INVALID"));
    let most = vec!["y".repeat(500); 10_000];
    let most: Vec<&str> = most.iter().map(String::as_str).collect();
    assert_eq!(derive("learner", &most).await.unwrap().len(), 10_000);
    let more = vec!["y"; 10_001];
    assert_eq!(refused(derive("learner", &more).await), invalid("TOO_MANY_ITEMS"));
}
