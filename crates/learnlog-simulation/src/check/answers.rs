//! What callers heard, against what is in the ledger.

use std::collections::BTreeMap;

use learnlog_codec::entry::{LogNumber, Outcome};
use learnlog_codec::placement::log_of;
use learnlog_domain::id::CommandId;
use learnlog_domain::stream::StreamId;
use learnlog_ledger::submission::AnswerOutcome;

use super::chain::{Chain, Link};
use crate::caller::history::{Heard, History};

type Entries<'a> = BTreeMap<(StreamId, CommandId), &'a Link>;

/// Compares every answer.
pub fn check(chains: &[Chain], history: &History, broken: &mut dyn FnMut(&'static str, String)) {
    let entries = by_command(chains, history, broken);
    let logs = u32::try_from(chains.len().saturating_sub(2)).unwrap_or(u32::MAX);
    for heard in &history.heard {
        let asked = &heard.asked;
        let Some(link) = entries.get(&(asked.stream, asked.command)) else {
            broken("acknowledged is in the chain", format!("{asked}: there is no entry"));
            continue;
        };
        if let Some(what) = difference(heard, link, log_of(asked.stream, logs)) {
            broken("the entry is the answer", format!("{asked}: {what}"));
        }
        let sequence = link.entry.sequence;
        if !heard.answer.repeated && sequence <= asked.at_least {
            let what = format!("{asked} was decided at {sequence}");
            broken("decided on at least", what);
        }
        if heard.rests_on_answer
            && !heard.answer.repeated
            && let AnswerOutcome::Rejected(rejected) = &heard.answer.outcome
            && rejected.reason == "JOB_UNKNOWN"
        {
            let what = format!("{asked}: this process had said that the job is defined");
            broken("what was answered is known", what);
        }
    }
    for (stream, command) in history.unknown() {
        let what = format!("{command} on {stream} was never answered, faults long over");
        broken("everything is answered in the end", what);
    }
    in_real_time(history, &entries, broken);
}

fn by_command<'a>(
    chains: &'a [Chain],
    history: &History,
    broken: &mut dyn FnMut(&'static str, String),
) -> Entries<'a> {
    let mut entries = Entries::new();
    for link in chains.iter().flat_map(|chain| &chain.entries) {
        let Some(command) = link.command() else { continue };
        let key = (command.stream, command.envelope.command_id);
        let sequence = link.entry.sequence;
        if !history.asked.contains_key(&key) {
            broken(
                "nothing that nobody asked for",
                format!("{} on {} at {sequence}", key.1, key.0),
            );
        }
        if let Some(first) = entries.insert(key, link) {
            let what = format!("{} on {}: {} and {sequence}", key.1, key.0, first.entry.sequence);
            broken("exactly once", what);
        }
    }
    entries
}

/// In what the answer is not the entry.
fn difference(heard: &Heard, link: &Link, log: LogNumber) -> Option<String> {
    let command = link.command()?;
    let named = heard.answer.entry?;
    let sequence = link.entry.sequence;
    if (named.log, named.sequence, named.hash) != (log, sequence, link.hash) {
        return Some(format!("the answer names {named:?}, the entry is {sequence} of {log}"));
    }
    let decided = command.envelope.digest.map(|digest| digest.hmac);
    let other_content =
        heard.asked.digest.is_some() && decided.is_some() && heard.asked.digest != decided;
    let same = match (&heard.answer.outcome, &command.outcome) {
        (AnswerOutcome::Rejected(told), _) if told.reason == "COMMAND_ID_REUSED" => other_content,
        _ if other_content => false,
        (AnswerOutcome::Recorded(told), Outcome::Recorded(events)) => told.len() == events.len(),
        (AnswerOutcome::Rejected(told), Outcome::Rejected(rejected)) => **told == *rejected,
        (AnswerOutcome::Unchanged(told), Outcome::Unchanged(reason)) => **told == **reason,
        (AnswerOutcome::Abandoned, Outcome::Abandoned) => true,
        (
            AnswerOutcome::Recorded(_)
            | AnswerOutcome::Rejected(_)
            | AnswerOutcome::Unchanged(_)
            | AnswerOutcome::Abandoned,
            _,
        ) => false,
    };
    (!same)
        .then(|| format!("heard {:?}, the entry says {:?}", heard.answer.outcome, command.outcome))
}

/// Whoever asks after an answer was given comes after it.
fn in_real_time(
    history: &History,
    entries: &Entries<'_>,
    broken: &mut dyn FnMut(&'static str, String),
) {
    for heard in &history.heard {
        let before = (heard.asked.stream, heard.asked.command);
        let Some(first) = entries.get(&before) else { continue };
        let later = history.asked.iter().filter(|(key, _)| key.0 == before.0);
        for (key, attempts) in later {
            let asked_after = attempts.first().is_some_and(|attempt| attempt.at > heard.at);
            if asked_after
                && let Some(second) = entries.get(key)
                && second.entry.sequence < first.entry.sequence
            {
                let what = format!("{} was answered before {} was asked for", before.1, key.1);
                broken("in the order of real time", what);
            }
        }
    }
}
