//! Answers against entries: nothing acknowledged is lost, nothing is there twice, and every answer says what its entry says.

use std::collections::{HashMap, HashSet};

use learnlog_proto::ledger::Entry;
use learnlog_proto::ledger::entry::Outcome as Held;
use uuid::Uuid;

use super::chain::named;
use super::evidence::{Evidence, Operation};
use super::violation::{Kind, Violations};
use crate::history::{Answer, Asked, Outcome, Said};

type Name = (Uuid, Uuid);

/// Checks every command.
pub fn check(evidence: &Evidence, violations: &mut Violations) {
    let entries = entries(evidence, violations);
    let mut addresses: HashMap<Name, (u32, u64)> = HashMap::new();
    let mut doubted: HashMap<Name, bool> = HashMap::new();
    for (caller, operation, asked) in evidence.commands() {
        let name = (asked.stream, asked.command_id);
        let refused = matches!(operation.completed, Some((_, Outcome::Refused(_))));
        *doubted.entry(name).or_default() |= !refused;
        let Some((_, Outcome::Answered(answer))) = &operation.completed else { continue };
        let found = of_answer(evidence, operation, asked, answer);
        if let Some((kind, what)) = found {
            violations.add(kind, format!("{} ({caller})", what));
        }
        let address = (answer.log, answer.sequence);
        let first = *addresses.entry(name).or_insert(address);
        if first != address {
            let what = format!("{name:?} was answered with {first:?} and {address:?} ({caller})");
            violations.add(Kind::Doubled, what);
        }
    }
    for (name, doubted) in doubted {
        if !doubted && entries.contains(&name) {
            let what = format!("{name:?} was refused for good at every attempt, and is an entry");
            violations.add(Kind::Denied, what);
        }
    }
}

/// All commands that are entries; finds those that are twice and those that nobody asked for.
fn entries(evidence: &Evidence, violations: &mut Violations) -> HashSet<Name> {
    let contents: HashSet<(Name, Option<Uuid>)> = evidence
        .commands()
        .map(|(_, _, asked)| ((asked.stream, asked.command_id), asked.content))
        .collect();
    let mut entries = HashSet::new();
    for (log, sequence, accepted) in evidence.chains.entries() {
        let Some(entry) = &accepted.entry else { continue };
        let Some(name) = named(entry) else { continue };
        if !entries.insert(name) {
            violations
                .add(Kind::Doubled, format!("{log}:{sequence} is a second entry for {name:?}"));
        }
        let abandoned = matches!(entry.outcome, Some(Held::Abandoned(_)));
        let content = if abandoned { None } else { content(entry) };
        // Nobody recorded who defined what at the beginning, with nothing to tell its content by.
        let first = log == 0 && content.is_none();
        if !first && !contents.contains(&(name, content)) {
            violations.add(
                Kind::Invented,
                format!("{log}:{sequence} holds {name:?}, which nobody asked so"),
            );
        }
    }
    entries
}

fn of_answer(
    evidence: &Evidence,
    operation: &Operation,
    asked: &Asked,
    answer: &Answer,
) -> Option<(Kind, String)> {
    let at = format!("{}:{}", answer.log, answer.sequence);
    let name = (asked.stream, asked.command_id);
    let accepted = evidence.chains.get(answer.log, answer.sequence);
    let Some(accepted) = accepted.filter(|accepted| accepted.hash == answer.hash) else {
        let what = format!("{name:?} was acknowledged by process {} as {at}", operation.process);
        return Some((Kind::Lost, what));
    };
    let entry = accepted.entry.as_ref()?;
    let ours = named(entry) == Some(name) && agrees(asked, answer, entry);
    let what =
        || format!("{name:?} was answered {:?} with {at}, which says otherwise", answer.said);
    (!ours).then(|| (Kind::Denied, what()))
}

/// Whether the answer says what the entry holds.
fn agrees(asked: &Asked, answer: &Answer, entry: &Entry) -> bool {
    let as_asked = asked.content.is_none() || asked.content == content(entry);
    match (&answer.said, &entry.outcome) {
        (Said::Recorded(types), Some(Held::Recorded(recorded))) => {
            as_asked && types.iter().eq(recorded.events.iter().map(|event| &event.r#type))
        }
        (Said::Rejected(reason), Some(Held::Rejected(rejected))) => {
            as_asked && *reason == rejected.reason
        }
        (Said::Unchanged(reason), Some(Held::Unchanged(unchanged))) => {
            as_asked && *reason == unchanged.reason
        }
        (Said::Abandoned, Some(Held::Abandoned(_))) => true,
        (Said::Reused(prior), Some(held)) => !as_asked && prior == word(held),
        _ => false,
    }
}

fn word(held: &Held) -> &'static str {
    match held {
        Held::Recorded(_) => "RECORDED",
        Held::Rejected(_) => "REJECTED",
        Held::Unchanged(_) => "UNCHANGED",
        Held::Abandoned(_) => "ABANDONED",
        Held::Genesis(_) => "GENESIS",
    }
}

/// What was asked, by the correlation id.
fn content(entry: &Entry) -> Option<Uuid> {
    Uuid::from_slice(&entry.correlation_id).ok()
}
