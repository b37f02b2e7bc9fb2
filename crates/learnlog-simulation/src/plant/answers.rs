//! Plants in what callers asked and heard.

use std::sync::Arc;
use std::time::Duration;

use learnlog_codec::entry::Rejected;
use learnlog_ledger::submission::AnswerOutcome;

use crate::caller::history::{Heard, History};

pub(super) fn name_another(history: &mut History) {
    if let Some(heard) = history.heard.first_mut()
        && let Some(entry) = &mut heard.answer.entry
    {
        entry.sequence += 1;
    }
}

pub(super) fn deny(history: &mut History) {
    let is_recorded = |heard: &&mut Heard| {
        matches!(heard.answer.outcome, AnswerOutcome::Recorded(_)) && heard.asked.digest.is_some()
    };
    if let Some(heard) = history.heard.iter_mut().find(is_recorded) {
        heard.answer.outcome = AnswerOutcome::Abandoned;
    }
}

pub(super) fn ask_for_later(history: &mut History) {
    if let Some(heard) = decided(history) {
        heard.asked.at_least = u64::MAX;
    }
}

pub(super) fn forget_a_job(history: &mut History) {
    if let Some(heard) = decided(history) {
        heard.rests_on_answer = true;
        let rejected = Rejected { reason: "JOB_UNKNOWN".to_owned(), details: Vec::new() };
        heard.answer.outcome = AnswerOutcome::Rejected(Arc::new(rejected));
    }
}

/// One that was answered by a decision and not by an earlier entry.
fn decided(history: &mut History) -> Option<&mut Heard> {
    history.heard.iter_mut().find(|heard| !heard.answer.repeated)
}

/// The first entry of a stream was asked for after a later one of it was answered.
pub(super) fn ask_last(history: &mut History) {
    let place = |heard: &Heard| Some((heard.asked.stream, heard.answer.entry?.sequence));
    let places: Vec<_> = history.heard.iter().filter_map(place).collect();
    let has_later = |&(stream, sequence): &(_, u64)| {
        places.iter().any(|other| other.0 == stream && other.1 > sequence)
    };
    let Some(first) = places.iter().find(|place| has_later(place)) else { return };
    let heard = history.heard.iter().find(|heard| place(heard) == Some(*first));
    let key = heard.map(|heard| (heard.asked.stream, heard.asked.command));
    let attempts = key.and_then(|key| history.asked.get_mut(&key));
    if let Some(attempt) = attempts.and_then(|attempts| attempts.first_mut()) {
        attempt.at = Duration::from_secs(1_000_000);
    }
}

pub(super) fn leave_open(history: &mut History) {
    let key = |heard: &Heard| (heard.asked.stream, heard.asked.command);
    if let Some(open) = history.heard.first().map(key) {
        history.heard.retain(|heard| key(heard) != open);
    }
}
