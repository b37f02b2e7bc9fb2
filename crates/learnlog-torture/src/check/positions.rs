//! To one caller, one process does not go back: what was visible stays visible.

use std::collections::HashMap;

use super::evidence::{CallerHistory, Evidence};
use super::violation::{Kind, Violations};
use crate::history::{Outcome, Position};

/// Checks every caller.
pub fn check(evidence: &Evidence, violations: &mut Violations) {
    for caller in &evidence.callers {
        of(caller, violations);
    }
}

fn of(caller: &CallerHistory, violations: &mut Violations) {
    let mut visible: HashMap<(usize, &str), Position> = HashMap::new();
    let mut heads: HashMap<(usize, u64), Position> = HashMap::new();
    for operation in &caller.operations {
        let process = operation.process;
        let mut look = |known: &mut Position, seen: &Position, what: &str| {
            for (&log, &sequence) in seen {
                let before = known.entry(log).or_default();
                if sequence < *before {
                    let what = format!(
                        "process {process} went from {log}:{before} to {log}:{sequence} in {what} ({} at {} µs)",
                        caller.name, operation.invoked
                    );
                    violations.add(Kind::NonMonotonic, what);
                }
                *before = sequence.max(*before);
            }
        };
        match operation.completed.as_ref().map(|(_, outcome)| outcome) {
            Some(Outcome::Transcript(transcript)) => {
                let known = visible.entry((process, "transcripts")).or_default();
                look(known, &transcript.position, "transcripts");
            }
            Some(Outcome::Position { heads: found, projected, life }) => {
                look(
                    visible.entry((process, "projections")).or_default(),
                    projected,
                    "projections",
                );
                // A process that was started again first has to find out.
                if *life == operation.life {
                    let found =
                        found.iter().map(|(&log, &(sequence, _))| (log, sequence)).collect();
                    look(heads.entry((process, *life)).or_default(), &found, "heads");
                }
            }
            Some(
                Outcome::Answered(_)
                | Outcome::Refused(_)
                | Outcome::Unknown(_)
                | Outcome::Entries { .. }
                | Outcome::Failed(_),
            )
            | None => {}
        }
    }
}
