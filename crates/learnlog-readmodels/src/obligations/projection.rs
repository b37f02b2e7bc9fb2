//! Folds assignments, completions and certification cycles, and has their rows written.

use learnlog_domain::assignment::event::{AssignmentEvent, Target};
use learnlog_domain::certification::event::CertificationEvent;
use learnlog_domain::completion::event::CompletionEvent;
use learnlog_domain::event::Event;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::error::DatabaseError;
use postgres::{Client, Transaction};

use super::ID;
use super::rows::Rows;
use super::target::TargetState;
use super::working::{Kept, Key, Needs};
use crate::civil;
use crate::projection::{ApplyError, Batch, LearnerEntry, Projection};

/// The projection of one session.
pub(crate) struct ObligationsProjection {
    rows: Rows,
    kept: Kept,
}

impl ObligationsProjection {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        Ok(Self { rows: Rows::prepare(client)?, kept: Kept::new() })
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
                    Some((entry, target, &recorded.event))
                })
            })
        };
        let mut needs = Needs::default();
        let keys: Vec<Key> =
            events().map(|(entry, target, _)| needs.add(entry.learner_id, target)).collect();
        let mut working = self.kept.take(&mut needs);
        self.rows.load(transaction, batch.log(), &needs, &mut working)?;
        for (key, (entry, _, event)) in keys.into_iter().zip(events()) {
            change(&mut working.entry(key).or_default().now, &entry, event);
        }
        self.rows.write(transaction, batch.log(), &working)?;
        self.kept.keep(working);
        Ok(())
    }

    fn forget(&mut self) {
        self.kept.forget();
    }
}

/// The course or certification for which the event means something here.
fn target_of(event: &Event) -> Option<Target> {
    match event {
        Event::Assignment(AssignmentEvent::Assigned(assigned)) => Some(assigned.target),
        Event::Completion(CompletionEvent::OutcomeRecorded(outcome)) => {
            outcome.not_counted.is_none().then_some(Target::Course(outcome.course_id))
        }
        Event::Completion(CompletionEvent::PriorLearningCredited(credited)) => {
            let whole = credited.component_id.is_none() && credited.not_counted.is_none();
            whole.then_some(Target::Course(credited.course_id))
        }
        Event::Certification(
            CertificationEvent::Certified(satisfied) | CertificationEvent::Recertified(satisfied),
        ) => Some(Target::Certification(satisfied.certification_id)),
        Event::Certification(CertificationEvent::NotRenewed(_))
        | Event::Person(_)
        | Event::Enrollment(_)
        | Event::Activity(_)
        | Event::Catalog(_) => None,
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
        Event::Certification(CertificationEvent::NotRenewed(_))
        | Event::Person(_)
        | Event::Enrollment(_)
        | Event::Activity(_)
        | Event::Catalog(_) => {}
    }
}
