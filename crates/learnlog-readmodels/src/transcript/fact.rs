//! What a transcript says of one event.

use learnlog_domain::activity::event::ActivityEvent;
use learnlog_domain::assignment::event::{AssignmentEvent, Target};
use learnlog_domain::certification::event::CertificationEvent;
use learnlog_domain::completion::event::CompletionEvent;
use learnlog_domain::enrollment::event::EnrollmentEvent;
use learnlog_domain::event::Event;
use learnlog_domain::id::CourseId;
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::person::event::PersonEvent;
use learnlog_domain::time::Day;

/// The part of an event that a row keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fact {
    /// The civil day in the world, if known.
    pub effective_on: Option<Day>,
    /// The course that it is about, if it names one.
    pub course_id: Option<CourseId>,
    /// Why it does not count.
    pub not_counted: Option<NotCounted>,
}

/// What the transcript keeps of an event.
pub(crate) fn of(event: &Event) -> Fact {
    match event {
        Event::Person(event) => {
            let effective = match event {
                PersonEvent::Added(added) => added.effective,
                PersonEvent::Changed(changed) => changed.effective,
            };
            Fact { effective_on: effective.known(), ..Fact::default() }
        }
        Event::Assignment(AssignmentEvent::Assigned(assigned)) => {
            let course_id = match assigned.target {
                Target::Course(id) => Some(id),
                Target::Certification(_) => None,
            };
            Fact { effective_on: assigned.effective.known(), course_id, not_counted: None }
        }
        Event::Enrollment(event) => of_enrollment(event),
        Event::Activity(event) => of_activity(event),
        Event::Completion(event) => of_completion(event),
        Event::Certification(
            CertificationEvent::Certified(satisfied) | CertificationEvent::Recertified(satisfied),
        ) => Fact { effective_on: Some(satisfied.cycle.valid_from), ..Fact::default() },
        Event::Certification(CertificationEvent::NotRenewed(not_renewed)) => {
            Fact { effective_on: Some(not_renewed.completed_on), ..Fact::default() }
        }
        Event::Catalog(_) => Fact::default(),
    }
}

fn of_enrollment(event: &EnrollmentEvent) -> Fact {
    match event {
        EnrollmentEvent::Enrolled(enrolled) => Fact {
            effective_on: enrolled.effective.known(),
            course_id: Some(enrolled.course_id),
            not_counted: None,
        },
        EnrollmentEvent::Withdrawn(withdrawn) => {
            Fact { effective_on: withdrawn.effective.known(), ..Fact::default() }
        }
    }
}

fn of_activity(event: &ActivityEvent) -> Fact {
    let (effective, course_id, not_counted) = match event {
        ActivityEvent::Launched(one) => (one.effective, one.course_id, one.not_counted),
        ActivityEvent::Progressed(one) => (one.effective, one.course_id, one.not_counted),
    };
    Fact { effective_on: effective.known(), course_id: Some(course_id), not_counted }
}

fn of_completion(event: &CompletionEvent) -> Fact {
    let (effective, course_id, not_counted) = match event {
        CompletionEvent::OutcomeRecorded(one) => (one.effective, one.course_id, one.not_counted),
        CompletionEvent::PriorLearningCredited(one) => {
            (one.effective, one.course_id, one.not_counted)
        }
    };
    Fact { effective_on: effective.known(), course_id: Some(course_id), not_counted }
}
