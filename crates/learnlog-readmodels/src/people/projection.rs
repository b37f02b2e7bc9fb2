//! Folds facts about people, and has their rows written.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::event::Event;
use learnlog_domain::id::LearnerId;
use learnlog_domain::person::event::PersonEvent;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::error::DatabaseError;
use postgres::{Client, Transaction};

use super::ID;
use super::person::Person;
use super::rows::Rows;
use crate::projection::{ApplyError, Batch, LearnerEntry, Projection};

/// The projection of one session.
pub(crate) struct PeopleProjection {
    rows: Rows,
}

impl PeopleProjection {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        Ok(Self { rows: Rows::prepare(client)? })
    }
}

impl Projection for PeopleProjection {
    fn id(&self) -> ProjectionId {
        ID
    }

    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        batch: &Batch<'_>,
    ) -> Result<(), ApplyError> {
        let added: BTreeSet<LearnerId> = facts(batch)
            .filter(|(_, event)| matches!(event, PersonEvent::Added(_)))
            .map(|(entry, _)| entry.learner_id)
            .collect();
        let changed: BTreeSet<LearnerId> = facts(batch)
            .map(|(entry, _)| entry.learner_id)
            .filter(|learner| !added.contains(learner))
            .collect();
        let mut people = self.rows.load(transaction, batch.log(), &changed)?;
        for (entry, event) in facts(batch) {
            let person = match event {
                PersonEvent::Added(_) => people.entry(entry.learner_id).or_default(),
                PersonEvent::Changed(_) => people
                    .get_mut(&entry.learner_id)
                    .ok_or_else(|| entry.contradiction("a person changes who was never added"))?,
            };
            person.apply(&entry, event);
        }
        self.rows.write(transaction, batch.log(), &people)?;
        Ok(())
    }

    fn forget(&mut self) {}
}

/// By learner.
pub(super) type People = BTreeMap<LearnerId, Person>;

fn facts<'a>(
    batch: &Batch<'a>,
) -> impl Iterator<Item = (LearnerEntry<'a>, &'a PersonEvent)> + use<'a> {
    batch.learners().flat_map(|entry| {
        entry.events().iter().filter_map(move |recorded| match &recorded.event {
            Event::Person(event) => Some((entry, event)),
            Event::Assignment(_)
            | Event::Enrollment(_)
            | Event::Activity(_)
            | Event::Completion(_)
            | Event::Certification(_)
            | Event::Catalog(_) => None,
        })
    })
}
