//! Which rows a batch needs, so that they are read at once. Invariant: what folding an event looks at
//! is named here, and nothing else.

use std::collections::BTreeSet;

use learnlog_domain::activity::event::ActivityEvent;
use learnlog_domain::completion::event::CompletionEvent;
use learnlog_domain::enrollment::event::EnrollmentEvent;
use learnlog_domain::event::Event;
use learnlog_domain::id::{EnrollmentId, LearnerId, OrgUnitId};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::person::event::{PersonEvent, PersonField};

use super::working::Key;
use crate::projection::Batch;

/// Which rows a batch needs.
#[derive(Default)]
pub(super) struct Needs {
    /// Learners that the batch adds: they have no rows yet.
    pub added: BTreeSet<LearnerId>,
    /// Learners whose org units are looked at.
    pub org_units: BTreeSet<LearnerId>,
    /// Learners whose org units change, so that any of their enrollments may.
    pub moved: BTreeSet<LearnerId>,
    /// Enrollments that are changed.
    pub enrollments: BTreeSet<Key>,
}

impl Needs {
    /// Of all entries of the batch.
    pub fn of(batch: &Batch<'_>) -> Self {
        let mut needs = Self::default();
        for entry in batch.learners() {
            for recorded in entry.events() {
                needs.add(entry.learner_id, &recorded.event);
            }
        }
        needs
    }

    fn add(&mut self, learner: LearnerId, event: &Event) {
        match event {
            Event::Person(person) => {
                if matches!(person, PersonEvent::Added(_)) {
                    self.added.insert(learner);
                } else if org_unit_change(person).is_some() {
                    self.moved.insert(learner);
                }
                if org_unit_change(person).is_some() {
                    self.org_units.insert(learner);
                }
            }
            Event::Enrollment(EnrollmentEvent::Enrolled(_)) => {
                self.org_units.insert(learner);
            }
            Event::Enrollment(_)
            | Event::Activity(_)
            | Event::Completion(_)
            | Event::Assignment(_)
            | Event::Certification(_)
            | Event::Catalog(_) => {
                self.enrollments.extend(changed_enrollment(event).map(|id| (learner, id)));
            }
        }
    }
}

/// The existing enrollment that an event is about, if it changes it.
pub(super) fn changed_enrollment(event: &Event) -> Option<EnrollmentId> {
    let (enrollment_id, not_counted) = match event {
        Event::Enrollment(EnrollmentEvent::Withdrawn(one)) => (Some(one.enrollment_id), None),
        Event::Activity(ActivityEvent::Launched(one)) => (one.enrollment_id, one.not_counted),
        Event::Activity(ActivityEvent::Progressed(one)) => (one.enrollment_id, one.not_counted),
        Event::Completion(CompletionEvent::OutcomeRecorded(one)) => {
            let unknown = one.not_counted == Some(NotCounted::NoEnrollment);
            (one.enrollment_id.filter(|_| !unknown), None)
        }
        Event::Completion(CompletionEvent::PriorLearningCredited(one)) => {
            (one.enrollment_id.filter(|_| one.component_id.is_none()), one.not_counted)
        }
        Event::Enrollment(EnrollmentEvent::Enrolled(_))
        | Event::Person(_)
        | Event::Assignment(_)
        | Event::Certification(_)
        | Event::Catalog(_) => (None, None),
    };
    enrollment_id.filter(|_| not_counted.is_none())
}

/// What the org unit becomes, if the event says so.
pub(super) fn org_unit_change(event: &PersonEvent) -> Option<Option<OrgUnitId>> {
    match event {
        PersonEvent::Added(added) => added.attributes.org_unit_id.map(Some),
        PersonEvent::Changed(changed) => {
            let emptied = changed.cleared.contains(&PersonField::OrgUnit).then_some(None);
            changed.set.org_unit_id.map(Some).or(emptied)
        }
    }
}
