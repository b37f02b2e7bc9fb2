//! Folds assignments, completions and certification cycles, and has their rows written.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::assignment::event::AssignmentEvent;
use learnlog_domain::certification::event::CertificationEvent;
use learnlog_domain::completion::event::CompletionEvent;
use learnlog_domain::event::Event;
use learnlog_domain::id::LearnerId;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::error::DatabaseError;
use postgres::{Client, Transaction};
use uuid::Uuid;

use super::ID;
use super::rows::Rows;
use super::target::TargetState;
use crate::civil;
use crate::projection::{ApplyError, Batch, LearnerEntry, Projection};
use crate::stored;

/// The projection of one session.
pub(crate) struct ObligationsProjection {
    rows: Rows,
}

/// Whose, and id of the target.
pub(super) type Key = (LearnerId, Uuid);

/// As read, and as it is to be.
#[derive(Default)]
pub(super) struct Worked {
    pub before: TargetState,
    pub now: TargetState,
}

/// By key.
pub(super) type Working = BTreeMap<Key, Worked>;

impl ObligationsProjection {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        Ok(Self { rows: Rows::prepare(client)? })
    }
}

impl Projection for ObligationsProjection {
    fn id(&self) -> ProjectionId {
        ID
    }

    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        batch: &Batch<'_>,
    ) -> Result<(), ApplyError> {
        let events = || {
            batch.learners().flat_map(|entry| {
                entry.events().iter().filter_map(move |recorded| {
                    let target = target_of(&recorded.event)?;
                    Some((entry, (entry.learner_id, target), &recorded.event))
                })
            })
        };
        let keys: BTreeSet<Key> = events().map(|(_, key, _)| key).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let mut working = self.rows.load(transaction, batch.log(), &keys)?;
        for (entry, key, event) in events() {
            change(&mut working.entry(key).or_default().now, &entry, event);
        }
        self.rows.write(transaction, batch.log(), &working)?;
        Ok(())
    }

    fn forget(&mut self) {}
}

/// Id of the course or certification for which the event means something here.
fn target_of(event: &Event) -> Option<Uuid> {
    match event {
        Event::Assignment(AssignmentEvent::Assigned(assigned)) => {
            Some(stored::target(assigned.target).1)
        }
        Event::Completion(CompletionEvent::OutcomeRecorded(outcome)) => {
            outcome.not_counted.is_none().then_some(outcome.course_id.uuid())
        }
        Event::Completion(CompletionEvent::PriorLearningCredited(credited)) => {
            let whole = credited.component_id.is_none() && credited.not_counted.is_none();
            whole.then_some(credited.course_id.uuid())
        }
        Event::Certification(
            CertificationEvent::Certified(satisfied) | CertificationEvent::Recertified(satisfied),
        ) => Some(satisfied.certification_id.uuid()),
        Event::Person(_) | Event::Enrollment(_) | Event::Activity(_) | Event::Catalog(_) => None,
    }
}

fn change(state: &mut TargetState, entry: &LearnerEntry<'_>, event: &Event) {
    match event {
        Event::Assignment(AssignmentEvent::Assigned(assigned)) => state.assign(entry, assigned),
        Event::Completion(completion) => {
            let effective = match completion {
                CompletionEvent::OutcomeRecorded(outcome) => outcome.effective,
                CompletionEvent::PriorLearningCredited(credited) => credited.effective,
            };
            state.complete(civil::certain(effective, entry.recorded_at));
        }
        Event::Certification(
            CertificationEvent::Certified(satisfied) | CertificationEvent::Recertified(satisfied),
        ) => state.satisfy(satisfied.cycle, entry.sequence),
        Event::Person(_) | Event::Enrollment(_) | Event::Activity(_) | Event::Catalog(_) => {}
    }
}
