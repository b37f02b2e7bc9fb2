//! What a command must have been decided by. What it was told to wait for: its entry lies behind that position of its log, and rests on a
//! catalog that holds the catalog's part; other logs bear on no decision, and a command that was asked for before may have been decided
//! before. And what lies before it in its log, as far as an answer shows it: whether the learner is known.

use std::collections::HashSet;

use learnlog_proto::ledger::entry::Outcome as Held;

use super::chain::named;
use super::evidence::{Evidence, Operation};
use super::violation::{Kind, Violations};
use crate::history::{Answer, Asked, Outcome};

/// The catalog's log.
const CATALOG: u32 = 0;

/// The event that makes a learner known.
const ADDED: &str = "person.added";

/// What adding somebody who is known is rejected with.
const EXISTS: &str = "PERSON_EXISTS";

/// What everything else about somebody who is not known is rejected with.
const UNKNOWN: &str = "PERSON_UNKNOWN";

/// Checks every command that was to wait, and every entry of a learner.
pub fn check(evidence: &Evidence, violations: &mut Violations) {
    check_learners(evidence, violations);
    for (caller, operation, asked, answer) in awaiting(evidence) {
        let Answer { log, sequence, hash, .. } = *answer;
        let of = |log| asked.at_least.get(&log).copied().unwrap_or_default();
        let accepted = evidence.chains.get(log, sequence).filter(|accepted| accepted.hash == hash);
        // What is not in the chain is lost, which is said elsewhere.
        let Some(entry) = accepted.and_then(|accepted| accepted.entry.as_ref()) else { continue };
        let catalog = if log == CATALOG { sequence } else { entry.catalog_sequence };
        if sequence <= of(log) || catalog < of(CATALOG) {
            let what = format!(
                "process {} answered with {log}:{sequence}, decided by catalog {}, where {:?} was asked for ({caller} at {} µs)",
                operation.process, entry.catalog_sequence, asked.at_least, operation.invoked
            );
            violations.add(Kind::Early, what);
        }
    }
}

fn check_learners(evidence: &Evidence, violations: &mut Violations) {
    let mut learners = HashSet::new();
    for (log, sequence, accepted) in evidence.chains.entries().filter(|(log, ..)| *log != CATALOG) {
        let Some(entry) = &accepted.entry else { continue };
        let (Some((learner, _)), Some(held)) = (named(entry), &entry.outcome) else { continue };
        let known = match held {
            Held::Recorded(recorded) => {
                if recorded.events.iter().any(|event| event.r#type == ADDED) {
                    learners.insert(learner);
                }
                continue;
            }
            Held::Rejected(rejected) if rejected.reason == EXISTS => true,
            Held::Rejected(rejected) if rejected.reason == UNKNOWN => false,
            Held::Unchanged(_) => true,
            Held::Rejected(_) | Held::Abandoned(_) | Held::Genesis(_) => continue,
        };
        if known != learners.contains(&learner) {
            let what =
                format!("{log}:{sequence} says otherwise of {learner} than what lies before it");
            violations.add(Kind::Early, what);
        }
    }
}

/// Every command that was to wait for anything, at its first attempt, with its answer.
pub fn awaiting(evidence: &Evidence) -> impl Iterator<Item = (&str, &Operation, &Asked, &Answer)> {
    evidence.commands().filter_map(|(caller, operation, asked)| match &operation.completed {
        Some((_, Outcome::Answered(answer)))
            if !asked.at_least.is_empty() && evidence.is_first(operation, asked) =>
        {
            Some((caller, operation, asked, answer))
        }
        _ => None,
    })
}
