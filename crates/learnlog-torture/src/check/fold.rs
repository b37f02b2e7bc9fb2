//! A learner's state at a sequence, as far as it is compared. Invariant: what a transcript says of facts, enrollments and assignments,
//! made from entries alone.

use std::collections::BTreeSet;

use learnlog_proto::events::{Assigned, Enrolled};
use learnlog_proto::ledger::entry::Outcome;
use prost::Message;
use uuid::Uuid;

use super::chain::Accepted;
use crate::hash::Hash;
use crate::history::{Content, fact_line};

/// So many facts, the latest, are in a transcript.
const FACTS_LIMIT: usize = 1_000;

/// Of a learner's entries up to a sequence; None: there is no such learner yet.
pub fn fold(entries: &[(u64, &Accepted)], through: u64) -> Option<Content> {
    let (mut facts, mut person) = (Vec::new(), false);
    let (mut enrollments, mut assignments) = (BTreeSet::new(), BTreeSet::new());
    for (sequence, accepted) in entries.iter().take_while(|(sequence, _)| *sequence <= through) {
        match accepted.entry.as_ref().and_then(|entry| entry.outcome.as_ref()) {
            Some(Outcome::Recorded(recorded)) => {
                for (event, index) in recorded.events.iter().zip(0..) {
                    facts.push(fact_line(*sequence, index, &event.r#type, ""));
                    let payload = event.payload.as_slice();
                    match event.r#type.as_str() {
                        "person.added" => person = true,
                        "enrollment.enrolled" => enrollments.extend(
                            Enrolled::decode(payload).ok().and_then(|it| id(&it.enrollment_id)),
                        ),
                        "assignment.assigned" => assignments.extend(
                            Assigned::decode(payload).ok().and_then(|it| id(&it.assignment_id)),
                        ),
                        _ => {}
                    }
                }
            }
            Some(Outcome::Rejected(rejected)) => {
                facts.push(fact_line(*sequence, 0, "", &rejected.reason));
            }
            _ => {}
        }
    }
    let latest = facts.len().saturating_sub(FACTS_LIMIT);
    let lines = facts[latest..].concat();
    person.then(|| Content {
        facts: facts.len() - latest,
        digest: Hash::of(&[lines.as_bytes()]),
        enrollments: enrollments.into_iter().collect(),
        assignments: assignments.into_iter().collect(),
    })
}

fn id(bytes: &[u8]) -> Option<Uuid> {
    Uuid::from_slice(bytes).ok()
}
