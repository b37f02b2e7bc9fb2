//! Order within a call of SubmitStream: what it has written about one stream lies in the order sent. What was asked for before the call has
//! its place by another one.

use std::collections::HashMap;

use uuid::Uuid;

use super::evidence::{CallerHistory, Evidence};
use super::violation::{Kind, Violations};
use crate::history::{Answer, Call, Outcome};

/// Two items of one call about one stream, and their answers.
pub struct Turn<'a> {
    /// Whose call.
    pub caller: &'a str,
    /// Places of the operations in the caller's history; the first was sent before the second.
    pub operations: (usize, usize),
    answers: (&'a Answer, &'a Answer),
}

/// Checks every call.
pub fn check(evidence: &Evidence, violations: &mut Violations) {
    for Turn { caller, operations, answers: (one, next) } in turns(evidence) {
        if next.sequence < one.sequence {
            let what = format!(
                "operation {} of {caller} was sent before {}, and is {}:{} behind {}:{}",
                operations.0, operations.1, one.log, one.sequence, next.log, next.sequence
            );
            violations.add(Kind::OutOfTurn, what);
        }
    }
}

/// Every answered item with the one behind which it must lie: of those that were sent before it, the last in the log.
pub fn turns(evidence: &Evidence) -> Vec<Turn<'_>> {
    evidence.callers.iter().flat_map(|caller| of(evidence, caller)).collect()
}

fn of<'a>(evidence: &Evidence, caller: &'a CallerHistory) -> Vec<Turn<'a>> {
    let mut turns = Vec::new();
    let mut latest: HashMap<Uuid, (usize, &Answer)> = HashMap::new();
    for (place, operation) in caller.operations.iter().enumerate() {
        let Call::Item { index, asked } = &operation.call else { continue };
        if *index == 0 {
            latest.clear();
        }
        let Some((_, Outcome::Answered(answer))) = &operation.completed else { continue };
        if !evidence.is_first(operation, asked) {
            continue;
        }
        let one = latest.entry(asked.stream).or_insert((place, answer));
        if one.0 != place {
            let answers = (one.1, answer);
            turns.push(Turn { caller: &caller.name, operations: (one.0, place), answers });
        }
        if answer.sequence > one.1.sequence {
            *one = (place, answer);
        }
    }
    turns
}
