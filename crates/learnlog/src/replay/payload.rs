//! Which message an event's payload is, for its JSON form. Invariant: every kind of event has its
//! message (a new kind does not compile without).

use learnlog_domain::activity::event::ActivityEvent;
use learnlog_domain::assignment::event::AssignmentEvent;
use learnlog_domain::catalog::event::CatalogEvent;
use learnlog_domain::certification::event::CertificationEvent;
use learnlog_domain::completion::event::CompletionEvent;
use learnlog_domain::enrollment::event::EnrollmentEvent;
use learnlog_domain::event::Event;
use learnlog_domain::person::event::PersonEvent;

/// The message of (type, version 1), the only version so far.
pub fn message_type(event: &Event) -> &'static str {
    match event {
        Event::Person(PersonEvent::Added(_)) => "learnlog.events.v1.PersonAdded",
        Event::Person(PersonEvent::Changed(_)) => "learnlog.events.v1.PersonChanged",
        Event::Assignment(AssignmentEvent::Assigned(_)) => "learnlog.events.v1.Assigned",
        Event::Enrollment(EnrollmentEvent::Enrolled(_)) => "learnlog.events.v1.Enrolled",
        Event::Enrollment(EnrollmentEvent::Withdrawn(_)) => "learnlog.events.v1.Withdrawn",
        Event::Activity(ActivityEvent::Launched(_)) => "learnlog.events.v1.Launched",
        Event::Activity(ActivityEvent::Progressed(_)) => "learnlog.events.v1.Progressed",
        Event::Completion(CompletionEvent::OutcomeRecorded(_)) => {
            "learnlog.events.v1.OutcomeRecorded"
        }
        Event::Completion(CompletionEvent::PriorLearningCredited(_)) => {
            "learnlog.events.v1.PriorLearningCredited"
        }
        Event::Certification(CertificationEvent::Certified(_)) => "learnlog.events.v1.Certified",
        Event::Certification(CertificationEvent::Recertified(_)) => {
            "learnlog.events.v1.Recertified"
        }
        Event::Certification(CertificationEvent::NotRenewed(_)) => "learnlog.events.v1.NotRenewed",
        Event::Catalog(CatalogEvent::OrgUnitDefined(_)) => "learnlog.events.v1.OrgUnitDefined",
        Event::Catalog(CatalogEvent::JobDefined(_)) => "learnlog.events.v1.JobDefined",
        Event::Catalog(CatalogEvent::CourseDefined(_)) => "learnlog.events.v1.CourseDefined",
        Event::Catalog(CatalogEvent::OfferingDefined(_)) => "learnlog.events.v1.OfferingDefined",
        Event::Catalog(CatalogEvent::CertificationDefined(_)) => {
            "learnlog.events.v1.CertificationDefined"
        }
    }
}
