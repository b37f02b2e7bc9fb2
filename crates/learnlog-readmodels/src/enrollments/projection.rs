//! Folds what happens to enrollments, and has rows and counts written.

use std::collections::BTreeSet;

use learnlog_domain::activity::event::ActivityEvent;
use learnlog_domain::completion::event::CompletionEvent;
use learnlog_domain::enrollment::event::EnrollmentEvent;
use learnlog_domain::event::Event;
use learnlog_domain::id::{LearnerId, OrgUnitId};
use learnlog_domain::person::event::PersonEvent;
use learnlog_domain::time::Day;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::error::DatabaseError;
use postgres::{Client, Transaction};

use super::ID;
use super::counts::Counts;
use super::enrollment::Enrollment;
use super::needs::{Needs, changed_enrollment, org_unit_change};
use super::rows::Rows;
use super::working::{Kept, OrgUnits, Worked, Working};
use crate::civil;
use crate::projection::{ApplyError, Batch, LearnerEntry, Projection};

/// The projection of one session.
pub(crate) struct EnrollmentsProjection {
    rows: Rows,
    kept: Kept,
}

impl EnrollmentsProjection {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        Ok(Self { rows: Rows::prepare(client)?, kept: Kept::new() })
    }

    fn load(
        &mut self,
        transaction: &mut Transaction<'_>,
        batch: &Batch<'_>,
    ) -> Result<Working, DatabaseError> {
        let mut needs = Needs::of(batch);
        let mut working = Working::default();
        needs.enrollments.retain(|key| {
            let kept = self.kept.enrollments.pop(key).map(Worked::read);
            kept.map(|worked| working.enrollments.insert(*key, worked)).is_none()
        });
        needs.org_units.retain(|learner| {
            let kept = self.kept.org_units.pop(learner);
            let known = kept.or(needs.added.contains(learner).then(OrgUnits::default));
            known.map(|org_units| working.org_units.insert(*learner, org_units)).is_none()
        });
        let log = batch.log();
        self.rows.load_enrollments(transaction, log, &needs.enrollments, &mut working)?;
        self.rows.load_enrollments_of(transaction, log, &needs.moved, &mut working)?;
        self.rows.load_org_units(transaction, log, &needs.org_units, &mut working)?;
        Ok(working)
    }
}

impl Projection for EnrollmentsProjection {
    fn id(&self) -> ProjectionId {
        ID
    }

    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        batch: &Batch<'_>,
    ) -> Result<(), ApplyError> {
        let mut working = self.load(transaction, batch)?;
        let mut moved = BTreeSet::new();
        for entry in batch.learners() {
            for recorded in entry.events() {
                fold(&mut working, &mut moved, &entry, &recorded.event)?;
            }
        }
        let mut counts = Counts::default();
        for worked in working.enrollments.values().filter(|worked| worked.is_changed()) {
            counts.change(worked.before.as_ref(), &worked.now);
        }
        self.rows.write_enrollments(transaction, batch.log(), &working)?;
        self.rows.write_org_units(transaction, batch.log(), &working, &moved)?;
        self.rows.write_counts(transaction, batch.log(), &counts)?;
        self.kept.keep(working);
        Ok(())
    }

    fn forget(&mut self) {
        self.kept.forget();
    }
}

fn fold(
    working: &mut Working,
    moved: &mut BTreeSet<LearnerId>,
    entry: &LearnerEntry<'_>,
    event: &Event,
) -> Result<(), ApplyError> {
    let learner = entry.learner_id;
    if let Event::Person(person) = event {
        if let Some(org_unit) = org_unit_change(person) {
            move_learner(working, entry, person, org_unit);
            moved.insert(learner);
        }
        return Ok(());
    }
    if let Event::Enrollment(EnrollmentEvent::Enrolled(enrolled)) = event {
        let org_units = working.org_units.get(&learner);
        let org_unit = org_units.and_then(|units| on(units, enrolled.effective.known()));
        let now = Enrollment::new(enrolled, org_unit, entry.sequence);
        let key = (learner, enrolled.enrollment_id);
        let replaced = working.enrollments.insert(key, Worked { before: None, now });
        return match replaced {
            None => Ok(()),
            Some(_) => Err(entry.contradiction("an enrollment begins that was there")),
        };
    }
    let Some(enrollment_id) = changed_enrollment(event) else { return Ok(()) };
    let worked = working
        .enrollments
        .get_mut(&(learner, enrollment_id))
        .ok_or_else(|| entry.contradiction("it counts for an enrollment that never began"))?;
    worked.change(entry.sequence, |enrollment| change(enrollment, event));
    Ok(())
}

fn move_learner(
    working: &mut Working,
    entry: &LearnerEntry<'_>,
    event: &PersonEvent,
    org_unit: Option<OrgUnitId>,
) {
    let org_units = working.org_units.entry(entry.learner_id).or_default();
    let (effective, otherwise) = match event {
        PersonEvent::Added(added) => (added.effective, civil::earliest(added.effective)),
        PersonEvent::Changed(changed) => {
            (changed.effective, civil::certain(changed.effective, entry.recorded_at))
        }
    };
    org_units.record(effective, otherwise, org_unit);
    let org_units = org_units.clone();
    for worked in working.of_learner(entry.learner_id) {
        worked.change(entry.sequence, |enrollment| {
            enrollment.org_unit_id = on(&org_units, enrollment.enrolled_on);
        });
    }
}

/// The org unit on that day; where it is not known, the first: it is ordered before what is known.
fn on(org_units: &OrgUnits, day: Option<Day>) -> Option<OrgUnitId> {
    day.map_or(org_units.first(), |day| org_units.on(day)).copied()
}

fn change(enrollment: &mut Enrollment, event: &Event) {
    match event {
        Event::Enrollment(EnrollmentEvent::Withdrawn(withdrawn)) => {
            enrollment.withdraw(withdrawn.effective, withdrawn.conflicts_with_outcome);
        }
        Event::Activity(ActivityEvent::Launched(launched)) => enrollment.act(launched.effective),
        Event::Activity(ActivityEvent::Progressed(progress)) => enrollment.act(progress.effective),
        Event::Completion(CompletionEvent::OutcomeRecorded(outcome)) => enrollment.record(outcome),
        Event::Completion(CompletionEvent::PriorLearningCredited(credited)) => {
            enrollment.credit(credited.effective);
        }
        Event::Enrollment(EnrollmentEvent::Enrolled(_))
        | Event::Person(_)
        | Event::Assignment(_)
        | Event::Certification(_)
        | Event::Catalog(_) => {}
    }
}
