//! One event in a line of words. Invariant: every kind of event has its words (a new kind does not
//! compile without); personal data is never opened here: it is shown as encrypted.

use learnlog_domain::activity::event::ActivityEvent;
use learnlog_domain::assignment::event::AssignmentEvent;
use learnlog_domain::assignment::event::Target;
use learnlog_domain::basis_points::BasisPoints;
use learnlog_domain::catalog::event::{CatalogEvent, Defined};
use learnlog_domain::certification::event::{
    CertificationEvent, CycleSatisfied, NotRenewed, NotRenewedReason,
};
use learnlog_domain::completion::event::{Completion, CompletionEvent, OutcomeRecorded, Success};
use learnlog_domain::enrollment::event::EnrollmentEvent;
use learnlog_domain::event::Event;
use learnlog_domain::id::{CourseId, OfferingId};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::person::event::{PersonAttributes, PersonEvent, PersonField};

use crate::replay::titles::{Titles, title};

/// What happened, without when.
pub fn describe(event: &Event, titles: &Titles) -> String {
    match event {
        Event::Person(event) => person(event, titles),
        Event::Assignment(event) => assignment(event, titles),
        Event::Enrollment(event) => enrollment(event, titles),
        Event::Activity(event) => activity(event, titles),
        Event::Completion(event) => completion(event, titles),
        Event::Certification(event) => certification(event, titles),
        Event::Catalog(event) => catalog(event),
    }
}

fn person(event: &PersonEvent, titles: &Titles) -> String {
    match event {
        PersonEvent::Added(added) => attributes(&added.attributes, titles).join(", "),
        PersonEvent::Changed(changed) => {
            let mut words = attributes(&changed.set, titles);
            let cleared = changed.cleared.iter();
            words.extend(cleared.map(|field| format!("no {} any more", field_name(*field))));
            words.join(", ")
        }
    }
}

fn attributes(attributes: &PersonAttributes, titles: &Titles) -> Vec<String> {
    let mut words = Vec::new();
    let mut say = |word: Option<String>| words.extend(word);
    say(attributes.display_name.as_ref().map(|_| "name (encrypted)".to_owned()));
    say(attributes.email.as_ref().map(|_| "address (encrypted)".to_owned()));
    say(attributes.job_id.map(|id| titles.of(id.uuid())));
    say(attributes.org_unit_id.map(|id| format!("in {}", titles.of(id.uuid()))));
    say(attributes.manager_id.map(|id| format!("manager {id}")));
    say(attributes.worker_type.clone());
    say(attributes.hire_date.map(|day| format!("hired {day}")));
    say(attributes.employment_end.map(|day| format!("employed through {day}")));
    say(attributes.locale.clone());
    say(attributes.time_zone.clone());
    for name in attributes.external_ids.keys().chain(attributes.other.keys()) {
        words.push(format!("{name} (encrypted)"));
    }
    words
}

fn field_name(field: PersonField) -> &'static str {
    match field {
        PersonField::DisplayName => "name",
        PersonField::Email => "address",
        PersonField::OrgUnit => "org unit",
        PersonField::Job => "job",
        PersonField::Manager => "manager",
        PersonField::WorkerType => "worker type",
        PersonField::HireDate => "hire date",
        PersonField::EmploymentEnd => "end of employment",
        PersonField::Locale => "locale",
        PersonField::TimeZone => "time zone",
    }
}

fn assignment(event: &AssignmentEvent, titles: &Titles) -> String {
    let AssignmentEvent::Assigned(assigned) = event;
    let target = match assigned.target {
        Target::Course(id) => titles.of(id.uuid()),
        Target::Certification(id) => titles.of(id.uuid()),
    };
    let due = assigned.due_on.map_or("no deadline".to_owned(), |day| format!("due {day}"));
    format!("{target}, {due}")
}

fn enrollment(event: &EnrollmentEvent, titles: &Titles) -> String {
    match event {
        EnrollmentEvent::Enrolled(enrolled) => {
            let course = course(enrolled.course_id, enrolled.offering_id, titles);
            format!("{course}, v{}", enrolled.course_version)
        }
        EnrollmentEvent::Withdrawn(withdrawn) => {
            let conflict = if withdrawn.conflicts_with_outcome { ", against a result" } else { "" };
            format!("enrollment {}{conflict}", withdrawn.enrollment_id)
        }
    }
}

fn activity(event: &ActivityEvent, titles: &Titles) -> String {
    match event {
        ActivityEvent::Launched(launched) => {
            course(launched.course_id, None, titles) + &counted(launched.not_counted)
        }
        ActivityEvent::Progressed(progressed) => {
            let progress = progressed.progress.map(percent).unwrap_or_default();
            course(progressed.course_id, None, titles)
                + &progress
                + &counted(progressed.not_counted)
        }
    }
}

fn completion(event: &CompletionEvent, titles: &Titles) -> String {
    match event {
        CompletionEvent::OutcomeRecorded(outcome) => {
            let course = course(outcome.course_id, outcome.offering_id, titles);
            course + ": " + &result(outcome) + &counted(outcome.not_counted)
        }
        CompletionEvent::PriorLearningCredited(credited) => {
            let part = credited.component_id.map(|id| format!(", component {id}"));
            course(credited.course_id, None, titles)
                + &part.unwrap_or_default()
                + &counted(credited.not_counted)
        }
    }
}

fn result(outcome: &OutcomeRecorded) -> String {
    let completion = match outcome.completion {
        Completion::Unknown => "completion unknown",
        Completion::Incomplete => "incomplete",
        Completion::Complete => "complete",
    };
    let success = match outcome.success {
        Success::Unknown => "",
        Success::Failed => ", failed",
        Success::Passed => ", passed",
    };
    let grade = outcome.grade.iter().map(|grade| format!(", {grade}")).collect::<String>();
    let score = outcome.score.map(percent).unwrap_or_default();
    let conflict = if outcome.conflicts_with_withdrawal { ", against a withdrawal" } else { "" };
    format!("{completion}{success}{grade}{score}{conflict}")
}

fn certification(event: &CertificationEvent, titles: &Titles) -> String {
    match event {
        CertificationEvent::Certified(satisfied) | CertificationEvent::Recertified(satisfied) => {
            let CycleSatisfied { certification_id, cycle } = satisfied;
            format!(
                "{}: cycle {}, valid {} through {}",
                titles.of(certification_id.uuid()),
                cycle.number,
                cycle.valid_from,
                cycle.valid_through
            )
        }
        CertificationEvent::NotRenewed(event) => {
            let NotRenewed { certification_id, completed_on, opens_on, reason } = event;
            let why = match reason {
                NotRenewedReason::BeforeWindow => format!("the window opens {opens_on}"),
                NotRenewedReason::NotLater => "it would not be valid for longer".to_owned(),
            };
            let title = titles.of(certification_id.uuid());
            format!("{title}: not renewed by the completion of {completed_on}, {why}")
        }
    }
}

fn catalog(event: &CatalogEvent) -> String {
    fn version<D>(defined: &Defined<D>) -> u32 {
        defined.definition_version
    }
    let version = match event {
        CatalogEvent::OrgUnitDefined(defined) => version(defined),
        CatalogEvent::JobDefined(defined) => version(defined),
        CatalogEvent::CourseDefined(defined) => version(defined),
        CatalogEvent::OfferingDefined(defined) => version(defined),
        CatalogEvent::CertificationDefined(defined) => version(defined),
    };
    format!("{}, v{version}", title(event))
}

/// An offering's title says which course it is of.
fn course(course: CourseId, offering: Option<OfferingId>, titles: &Titles) -> String {
    offering.map_or_else(|| titles.of(course.uuid()), |id| titles.of(id.uuid()))
}

fn percent(points: BasisPoints) -> String {
    format!(", {}.{:02} %", points.value() / 100, points.value() % 100)
}

fn counted(not_counted: Option<NotCounted>) -> String {
    let Some(not_counted) = not_counted else { return String::new() };
    let why = match not_counted {
        NotCounted::NoEnrollment => "no such enrollment",
        NotCounted::BeforeEnrollment => "before the enrollment",
        NotCounted::AfterWithdrawal => "after the withdrawal",
        NotCounted::AfterOfferingEnd => "after the end of the offering",
        NotCounted::RuleNotMet => "the course asks for more",
        NotCounted::AlreadyCompleted => "completed already",
    };
    format!("; does not count: {why}")
}
