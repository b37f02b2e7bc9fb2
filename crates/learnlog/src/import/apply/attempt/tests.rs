//! What follows from which answer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_proto::api::submit_response::Answer;
use learnlog_proto::api::{EntryAddress, RecordedAnswer, RejectedAnswer, SubmitResponse};
use learnlog_proto::ledger::Detail;

use super::{Attempt, Next};
use crate::import::apply::outcome::{Outcome, Settlement};

const ENTRY: (u32, u64) = (3, 70);

fn recorded() -> Answer {
    Answer::Recorded(RecordedAnswer::default())
}

fn rejected(reason: &str) -> Answer {
    Answer::Rejected(RejectedAnswer { reason: reason.to_owned(), details: Vec::new() })
}

/// The id belongs to an entry that is `prior`, with other content.
fn reused(prior: &str) -> Answer {
    let detail = Detail { name: "prior_answer".to_owned(), value: prior.to_owned() };
    let details = vec![detail];
    Answer::Rejected(RejectedAnswer { reason: "COMMAND_ID_REUSED".to_owned(), details })
}

fn settlement(answer: Answer, has_entry: bool, repeated_command: bool) -> Settlement {
    let (log, sequence) = ENTRY;
    let entry = has_entry.then(|| EntryAddress { log, sequence, hash: vec![0; 32] });
    let answer = Some(answer);
    Settlement::of(Ok(SubmitResponse { answer, entry, position: None, repeated_command }))
}

/// In one word and, where the fact is settled, its outcome and entry.
fn next(attempt: &Attempt, answer: Answer, has_entry: bool, is_repeated: bool) -> String {
    match attempt.next(settlement(answer, has_entry, is_repeated)) {
        Next::Ask(entry) => format!("ask {entry:?}"),
        Next::Submit => "submit".to_owned(),
        Next::Done(Settlement { outcome, entry, .. }) => {
            format!("{} {entry:?}", outcome.as_str())
        }
    }
}

#[test]
fn a_first_attempt_is_tried_again_only_over_an_earlier_rejection() {
    let first = Attempt::first(0, "id".to_owned());
    assert_eq!(next(&first, recorded(), true, false), "recorded Some((3, 70))");
    assert_eq!(next(&first, recorded(), true, true), "repeated Some((3, 70))");
    assert_eq!(next(&first, rejected("OWN_MANAGER"), true, false), "rejected Some((3, 70))");
    assert_eq!(next(&first, rejected("OWN_MANAGER"), true, true), "ask (3, 70)");
    assert_eq!(next(&first, reused("REJECTED"), true, true), "ask (3, 70)");
    for accepted in ["RECORDED", "UNCHANGED", "ABANDONED"] {
        assert_eq!(next(&first, reused(accepted), true, true), "rejected Some((3, 70))");
    }
}

#[test]
fn a_question_is_followed_by_a_submission_only_if_the_ledger_would_take_it() {
    let question = Attempt {
        retry_of: Some(("id".to_owned(), (3, 60))),
        is_question: true,
        ..Attempt::first(0, "id of 60".to_owned())
    };
    assert_eq!(next(&question, recorded(), false, false), "submit");
    // The rejection that stands is the earlier one.
    assert_eq!(next(&question, rejected("OWN_MANAGER"), false, false), "rejected Some((3, 60))");
    // An earlier run has tried it: with success, or not.
    assert_eq!(next(&question, recorded(), true, true), "repeated Some((3, 70))");
    assert_eq!(next(&question, rejected("OWN_MANAGER"), true, true), "ask (3, 70)");
    assert_eq!(next(&question, reused("RECORDED"), true, true), "rejected Some((3, 70))");
}

#[test]
fn what_exists_all_the_same_holds_nothing_back() {
    let is_there = |answer| settlement(answer, true, true).is_there();
    assert!(is_there(recorded()) && is_there(reused("RECORDED")));
    assert!(is_there(rejected("PERSON_EXISTS")) && is_there(rejected("ENROLLMENT_EXISTS")));
    assert!(!is_there(rejected("OWN_MANAGER")) && !is_there(rejected("ALREADY_ENROLLED")));
    let held_back = Settlement::held_back("a row".to_owned());
    assert!(!held_back.is_there());
    assert_eq!(held_back.outcome, Outcome::HeldBack);
}
