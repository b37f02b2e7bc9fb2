//! A small history that is as it must be, and one thing at a time made false in it: the checker finds that, and only that.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod synthetic;
mod vectors;

use synthetic::{ABANDONED, ADDED, CHANGED, ENROLLED, REFUSED, REJECTED, Synthetic, UNKNOWN};

use super::turns::turns;
use super::{Kind, check};
use crate::hash::Hash;
use crate::history::{Call, Outcome, Said};

/// The kinds that are found.
fn found(history: Synthetic) -> Vec<Kind> {
    let violations = check(&history.evidence());
    assert_eq!(violations.count() == 0, violations.kinds().is_empty());
    violations.kinds()
}

#[test]
fn a_history_as_it_must_be_has_no_violation() {
    let history = Synthetic::valid();
    let violations = check(&history.evidence());
    assert_eq!(violations.count(), 0, "{violations}");
}

#[test]
fn an_acknowledged_entry_with_another_hash_is_lost() {
    let mut history = Synthetic::valid();
    history.answer(ENROLLED).hash = Hash::of(&[b"another"]);
    assert_eq!(found(history), [Kind::Lost]);
}

#[test]
fn an_acknowledged_entry_beyond_the_chain_is_lost() {
    let mut history = Synthetic::valid();
    history.answer(ENROLLED).sequence = 1_000;
    assert_eq!(found(history), [Kind::Lost]);
}

#[test]
fn a_command_that_was_accepted_twice_is_doubled() {
    let mut history = Synthetic::valid();
    history.accept_again();
    assert_eq!(found(history), [Kind::Doubled]);
}

#[test]
fn two_answers_for_one_command_are_doubled() {
    let mut history = Synthetic::valid();
    let again = history.accept_again();
    history.answer_again(UNKNOWN, again);
    let violations = check(&history.evidence());
    assert_eq!(violations.kinds(), [Kind::Doubled]);
    assert_eq!(violations.count(), 2, "{violations}");
}

#[test]
fn what_was_asked_after_the_answer_to_what_follows_it_is_reordered() {
    let mut history = Synthetic::valid();
    // The change lies before the enrollment, which was answered before.
    let answered = history.operation(ENROLLED).completed.as_ref().unwrap().0;
    let change = history.operation(CHANGED);
    change.invoked = answered + 1;
    change.completed.as_mut().unwrap().0 = answered + 2;
    assert_eq!(found(history), [Kind::Reordered]);
}

#[test]
fn items_of_one_call_that_lie_in_another_order_are_out_of_turn() {
    let all = [ADDED, CHANGED, ENROLLED, REJECTED];
    let mut history = Synthetic::valid();
    history.in_one_call(&all);
    assert_eq!(turns(&history.evidence()).len(), 3);
    let mut history = Synthetic::valid();
    history.in_one_call(&all);
    history.swap(CHANGED, REJECTED);
    let violations = check(&history.evidence());
    assert_eq!(violations.kinds(), [Kind::OutOfTurn]);
    // Both that were to lie behind the rejection.
    assert_eq!(violations.count(), 2, "{violations}");
}

#[test]
fn items_of_two_calls_and_what_was_asked_before_have_no_turn() {
    let mut history = Synthetic::valid();
    history.in_one_call(&[CHANGED]);
    history.in_one_call(&[ENROLLED]);
    history.swap(CHANGED, ENROLLED);
    assert_eq!(found(history), []);
    let mut history = Synthetic::valid();
    history.in_one_call(&[CHANGED, ENROLLED]);
    history.swap(CHANGED, ENROLLED);
    history.ask_before(CHANGED);
    assert_eq!(found(history), []);
}

#[test]
fn a_command_that_does_not_lie_behind_what_it_was_to_wait_for_is_early() {
    let mut history = Synthetic::valid();
    let own = history.answer(ENROLLED).sequence;
    // What it waited for, and another log, which bears on nothing.
    history.wait_for(ENROLLED, [(1, own - 1), (2, 1_000)]);
    assert_eq!(found(history), []);
    let mut history = Synthetic::valid();
    history.wait_for(ENROLLED, [(1, own)]);
    assert_eq!(found(history), [Kind::Early]);
    let mut history = Synthetic::valid();
    history.wait_for(REJECTED, [(1, own + 100)]);
    assert_eq!(found(history), [Kind::Early]);
}

#[test]
fn a_command_that_rests_on_an_older_catalog_than_it_was_to_wait_for_is_early() {
    let mut history = Synthetic::valid();
    history.wait_for(ENROLLED, [(0, 1)]);
    assert_eq!(found(history), [Kind::Early]);
}

#[test]
fn a_command_that_was_asked_for_before_may_be_older_than_what_it_waits_for() {
    let mut history = Synthetic::valid();
    history.wait_for(ENROLLED, [(1, 1_000)]);
    history.ask_before(ENROLLED);
    assert_eq!(found(history), []);
}

#[test]
fn an_answer_that_does_not_know_who_was_added_before_is_early() {
    for (reason, wrong) in [("PERSON_UNKNOWN", true), ("PERSON_EXISTS", false)] {
        let mut history = Synthetic::valid();
        history.reject(UNKNOWN + 1, reason);
        assert_eq!(found(history), if wrong { vec![Kind::Early] } else { vec![] });
    }
}

#[test]
fn an_answer_that_says_no_where_the_entry_says_yes_is_denied() {
    let mut history = Synthetic::valid();
    history.answer(ENROLLED).said = Said::Rejected("COURSE_UNKNOWN".to_owned());
    assert_eq!(found(history), [Kind::Denied]);
}

#[test]
fn an_abandoned_command_that_was_recorded_is_denied() {
    let mut history = Synthetic::valid();
    history.answer(ENROLLED).said = Said::Abandoned;
    assert_eq!(found(history), [Kind::Denied]);
}

#[test]
fn an_answer_with_the_entry_of_another_command_is_denied() {
    let mut history = Synthetic::valid();
    let other = history.answer(CHANGED).clone();
    *history.answer(ABANDONED) = other;
    assert!(found(history).contains(&Kind::Denied));
}

#[test]
fn a_command_that_was_refused_for_good_and_written_is_denied() {
    let mut history = Synthetic::valid();
    history.record(REFUSED);
    assert_eq!(found(history), [Kind::Denied]);
}

#[test]
fn another_content_than_was_asked_is_not_this_commands_answer() {
    let mut history = Synthetic::valid();
    history.answer_other_content(ENROLLED);
    assert_eq!(found(history), [Kind::Denied]);
}

#[test]
fn an_entry_that_nobody_asked_for_is_invented() {
    let mut history = Synthetic::valid();
    history.record(99);
    assert_eq!(found(history), [Kind::Invented]);
}

#[test]
fn a_replay_with_another_hash_is_divergent() {
    let mut history = Synthetic::valid();
    history.replayed(|entries| entries.last_mut().unwrap().1 = Hash::ZERO);
    assert_eq!(found(history), [Kind::Divergent]);
}

#[test]
fn a_replay_with_a_gap_is_divergent() {
    let mut history = Synthetic::valid();
    history.replayed(|entries| {
        entries.remove(1);
    });
    assert_eq!(found(history), [Kind::Divergent]);
}

#[test]
fn an_answer_below_what_was_asked_for_is_stale() {
    let mut history = Synthetic::valid();
    let Call::Transcript { at_least, .. } = &mut history.last_transcript().call else { panic!() };
    *at_least.get_mut(&1).unwrap() += 1;
    assert_eq!(found(history), [Kind::Stale]);
}

#[test]
fn a_learner_who_is_missing_after_being_added_was_seen_is_stale() {
    let mut history = Synthetic::valid();
    history.last_transcript().completed.as_mut().unwrap().1 = synthetic::learner_not_found();
    assert_eq!(found(history), [Kind::Stale]);
}

#[test]
fn a_process_that_goes_back_is_non_monotonic() {
    let mut history = Synthetic::valid();
    history.swap_transcripts();
    assert_eq!(found(history), [Kind::NonMonotonic]);
}

#[test]
fn a_state_that_lacks_what_its_position_has_is_not_linearizable() {
    let mut history = Synthetic::valid();
    let (_, outcome) = history.last_transcript().completed.as_mut().unwrap();
    let Outcome::Transcript(transcript) = outcome else { panic!() };
    transcript.content.enrollments.clear();
    assert_eq!(found(history), [Kind::NotLinearizable]);
}

#[test]
fn a_state_that_knows_what_is_asked_later_is_not_linearizable() {
    let mut history = Synthetic::valid();
    history.last_transcript().completed.as_mut().unwrap().0 = 1;
    let first_asked = history.operation(ADDED).invoked;
    assert!(first_asked > 1);
    assert_eq!(found(history), [Kind::NotLinearizable]);
}

#[test]
fn a_false_link_of_a_stream_is_malformed() {
    let mut history = Synthetic::valid();
    history.record_with(UNKNOWN + 1, |entry| entry.stream_sequence += 1);
    assert_eq!(found(history), [Kind::Malformed]);
}

#[test]
fn a_time_that_goes_back_is_malformed() {
    let mut history = Synthetic::valid();
    history.record_with(UNKNOWN + 1, |entry| entry.recorded_at.as_mut().unwrap().seconds -= 60);
    assert_eq!(found(history), [Kind::Malformed]);
}

#[test]
fn strays_are_nothing() {
    let mut history = Synthetic::valid();
    history.add_strays();
    let evidence = history.evidence();
    assert_eq!(check(&evidence).count(), 0);
    let strays: Vec<_> = evidence.chains.strays.into_iter().collect();
    let expected = ["other_hash", "sequence_ahead", "sequence_taken", "tombstone", "unreadable"];
    assert_eq!(strays, expected.map(|cause| (cause, 1)));
}
