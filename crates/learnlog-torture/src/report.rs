//! What a run comes to.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::check::awaited::awaiting;
use crate::check::turns::turns;
use crate::check::{Evidence, Violations};
use crate::fault::Tally;
use crate::history::{Call, Outcome, Said};

/// To be printed.
#[derive(Debug)]
pub struct Report {
    /// Lines.
    pub text: String,
    /// How many.
    pub violations: usize,
}

impl Report {
    /// Of everything.
    pub fn new(evidence: &Evidence, violations: &Violations, tally: Option<&Tally>) -> Self {
        let mut text = String::new();
        if let Some(tally) = tally {
            section(&mut text, "faults", &tally.faults);
            section(&mut text, "restarts by the operator", &tally.restarts);
            section(&mut text, "commands among processes", &tally.forwarded);
        }
        section(&mut text, "attempts at commands", &commands(evidence));
        section(&mut text, "reads", &reads(evidence));
        section(&mut text, "compared", &compared(evidence));
        let heads = evidence.chains.entries().count();
        section(&mut text, "messages", &messages(evidence, heads));
        // A text takes everything.
        let _ = write!(text, "{violations}");
        Self { text, violations: violations.count() }
    }
}

fn section(text: &mut String, name: &str, counts: &BTreeMap<String, usize>) {
    let _ = writeln!(text, "{name}: {}", counts.values().sum::<usize>());
    for (what, count) in counts {
        let _ = writeln!(text, "  {what:<45} {count}");
    }
}

fn commands(evidence: &Evidence) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (_, operation, _) in evidence.commands() {
        let what = match operation.completed.as_ref().map(|(_, outcome)| outcome) {
            Some(Outcome::Answered(answer)) => {
                let said = match answer.said {
                    Said::Recorded(_) => "recorded",
                    Said::Rejected(_) => "rejected",
                    Said::Unchanged(_) => "unchanged",
                    Said::Abandoned => "abandoned",
                    Said::Reused(_) => "command id reused",
                };
                let again = if answer.repeated { ", again" } else { "" };
                format!("acknowledged: {said}{again}")
            }
            Some(Outcome::Refused(failure)) => format!("refused: {}", failure.reason),
            Some(Outcome::Unknown(failure)) => {
                format!("unknown: {} {}", failure.code, failure.reason)
            }
            Some(
                Outcome::Transcript(_)
                | Outcome::Entries { .. }
                | Outcome::Position { .. }
                | Outcome::Failed(_),
            )
            | None => "unknown: no answer".to_owned(),
        };
        *counts.entry(what).or_default() += 1;
    }
    counts
}

fn reads(evidence: &Evidence) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (_, operation) in evidence.operations() {
        let call = match operation.call {
            Call::Submit(_) | Call::Item { .. } => continue,
            Call::Transcript { .. } => "transcript",
            Call::ReplayStream { .. } => "replay of a learner",
            Call::ReplayLog { .. } => "subscription to a log",
            Call::Position => "position",
        };
        let what = match operation.completed.as_ref().map(|(_, outcome)| outcome) {
            Some(Outcome::Failed(failure)) => {
                format!("{call}: {} {}", failure.code, failure.reason)
            }
            _ => format!("{call}: answered"),
        };
        *counts.entry(what).or_default() += 1;
    }
    counts
}

fn compared(evidence: &Evidence) -> BTreeMap<String, usize> {
    let counts = [
        ("items behind one another in SubmitStream", turns(evidence).len()),
        ("commands with at_least", awaiting(evidence).count()),
    ];
    counts.map(|(what, count)| (what.to_owned(), count)).into()
}

fn messages(evidence: &Evidence, accepted: usize) -> BTreeMap<String, usize> {
    let strays = evidence.chains.strays.iter();
    let mut counts: BTreeMap<_, _> =
        strays.map(|(cause, count)| (format!("stray: {cause}"), *count)).collect();
    counts.insert("accepted".to_owned(), accepted);
    counts
}
