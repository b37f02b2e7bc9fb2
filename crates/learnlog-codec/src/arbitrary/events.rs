//! Random events of every type.

use std::collections::BTreeSet;

use learnlog_domain::activity::event::{ActivityEvent, Launched, Progressed};
use learnlog_domain::assignment::event::{Assigned, AssignmentEvent, AssignmentSource, Target};
use learnlog_domain::basis_points::BasisPoints;
use learnlog_domain::certification::event::{
    CertificationEvent, Cycle, CycleSatisfied, NotRenewed, NotRenewedReason,
};
use learnlog_domain::completion::event::{
    Completion, CompletionEvent, OutcomeRecorded, PriorLearningCredited, Success,
};
use learnlog_domain::enrollment::event::{Enrolled, EnrollmentEvent, Withdrawn};
use learnlog_domain::event::Event;
use learnlog_domain::id::{
    AssignmentId, AssignmentSourceId, AttemptId, CertificationId, ComponentId, CourseId, CreditId,
    EnrollmentId, JobId, LearnerId, OfferingId, OrgUnitId,
};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::person::event::{
    PersonAdded, PersonAttributes, PersonChanged, PersonEvent, PersonField,
};
use proptest::option::of;
use proptest::prelude::*;

use super::{day, effective, id, protected, some_of, text};

mod catalog;

/// Boxed: the trees of all alternatives would not fit on a test's stack.
pub(crate) fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        person().boxed(),
        assigned().boxed(),
        enrollment().boxed(),
        activity().boxed(),
        outcome_recorded().boxed(),
        prior_learning_credited().boxed(),
        certification().boxed(),
        catalog::definition().prop_map(Event::Catalog).boxed(),
    ]
}

fn attributes() -> impl Strategy<Value = PersonAttributes> {
    let ids = (of(id(OrgUnitId::new)), of(id(JobId::new)), of(id(LearnerId::new)));
    let texts = (text(), text(), text());
    let named = || prop::collection::btree_map("\\PC{0,8}", protected(), 0..3);
    let fields = (of(protected()), of(protected()), ids, texts, of(day()), of(day()));
    (fields, named(), named()).prop_map(|(fields, external_ids, other)| {
        let (display_name, email, ids, texts, hire_date, employment_end) = fields;
        let (org_unit_id, job_id, manager_id) = ids;
        let (worker_type, locale, time_zone) = texts;
        PersonAttributes {
            display_name,
            email,
            org_unit_id,
            job_id,
            manager_id,
            worker_type,
            hire_date,
            employment_end,
            locale,
            time_zone,
            external_ids,
            other,
        }
    })
}

fn person() -> impl Strategy<Value = Event> {
    const FIELDS: [PersonField; 10] = [
        PersonField::DisplayName,
        PersonField::Email,
        PersonField::OrgUnit,
        PersonField::Job,
        PersonField::Manager,
        PersonField::WorkerType,
        PersonField::HireDate,
        PersonField::EmploymentEnd,
        PersonField::Locale,
        PersonField::TimeZone,
    ];
    prop_oneof![
        (attributes(), effective()).prop_map(|(attributes, effective)| {
            let attributes = Box::new(attributes);
            Event::Person(PersonEvent::Added(PersonAdded { attributes, effective }))
        }),
        (attributes(), some_of(&FIELDS), effective()).prop_map(|(set, cleared, effective)| {
            let cleared: BTreeSet<PersonField> = cleared;
            let changed = PersonChanged { set: Box::new(set), cleared, effective };
            Event::Person(PersonEvent::Changed(changed))
        }),
    ]
}

fn assigned() -> impl Strategy<Value = Event> {
    let target = prop_oneof![
        id(CourseId::new).prop_map(Target::Course),
        id(CertificationId::new).prop_map(Target::Certification),
    ];
    let source = prop::sample::select(vec![
        AssignmentSource::Person,
        AssignmentSource::OrgUnit,
        AssignmentSource::Job,
        AssignmentSource::ManagerTree,
        AssignmentSource::Audience,
    ]);
    let source_id = of(id(AssignmentSourceId::new));
    (id(AssignmentId::new), target, source, source_id, of(day()), effective()).prop_map(
        |(assignment_id, target, source, source_id, due_on, effective)| {
            Event::Assignment(AssignmentEvent::Assigned(Assigned {
                assignment_id,
                target,
                source,
                source_id,
                due_on,
                effective,
            }))
        },
    )
}

fn enrollment() -> impl Strategy<Value = Event> {
    let ids = (id(EnrollmentId::new), id(CourseId::new), of(id(OfferingId::new)));
    let enrolled = (ids, 1..=u32::MAX, effective()).prop_map(|(ids, course_version, effective)| {
        let (enrollment_id, course_id, offering_id) = ids;
        EnrollmentEvent::Enrolled(Enrolled {
            enrollment_id,
            course_id,
            offering_id,
            course_version,
            effective,
        })
    });
    let withdrawn = (id(EnrollmentId::new), effective(), any::<bool>()).prop_map(
        |(enrollment_id, effective, conflicts_with_outcome)| {
            EnrollmentEvent::Withdrawn(Withdrawn {
                enrollment_id,
                effective,
                conflicts_with_outcome,
            })
        },
    );
    prop_oneof![enrolled, withdrawn].prop_map(Event::Enrollment)
}

fn not_counted() -> impl Strategy<Value = Option<NotCounted>> {
    of(prop::sample::select(vec![
        NotCounted::NoEnrollment,
        NotCounted::BeforeEnrollment,
        NotCounted::AfterWithdrawal,
        NotCounted::AfterOfferingEnd,
        NotCounted::RuleNotMet,
        NotCounted::AlreadyCompleted,
    ]))
}

fn share() -> impl Strategy<Value = Option<BasisPoints>> {
    of((0..=10_000u32).prop_map(|value| BasisPoints::new(value).unwrap()))
}

fn activity() -> impl Strategy<Value = Event> {
    let ids = || (of(id(EnrollmentId::new)), id(CourseId::new), of(id(ComponentId::new)));
    let launched = (ids(), effective(), not_counted()).prop_map(|(ids, effective, not_counted)| {
        let (enrollment_id, course_id, component_id) = ids;
        ActivityEvent::Launched(Launched {
            enrollment_id,
            course_id,
            component_id,
            effective,
            not_counted,
        })
    });
    let progressed = (ids(), share(), effective(), not_counted()).prop_map(
        |(ids, progress, effective, not_counted)| {
            let (enrollment_id, course_id, component_id) = ids;
            ActivityEvent::Progressed(Progressed {
                enrollment_id,
                course_id,
                component_id,
                progress,
                effective,
                not_counted,
            })
        },
    );
    prop_oneof![launched, progressed].prop_map(Event::Activity)
}

fn outcome_recorded() -> impl Strategy<Value = Event> {
    let ids = (of(id(EnrollmentId::new)), id(CourseId::new), of(id(OfferingId::new)));
    let completion = prop::sample::select(vec![
        Completion::Unknown,
        Completion::Incomplete,
        Completion::Complete,
    ]);
    let success = prop::sample::select(vec![Success::Unknown, Success::Failed, Success::Passed]);
    let result = (completion, success, text(), share());
    let attempt = (of(id(AttemptId::new)), 1..=u32::MAX);
    (ids, attempt, result, effective(), not_counted(), any::<bool>()).prop_map(
        |(ids, attempt, result, effective, not_counted, conflicts_with_withdrawal)| {
            let (enrollment_id, course_id, offering_id) = ids;
            let (attempt_id, course_version) = attempt;
            let (completion, success, grade, score) = result;
            Event::Completion(CompletionEvent::OutcomeRecorded(OutcomeRecorded {
                enrollment_id,
                course_id,
                offering_id,
                course_version,
                attempt_id,
                completion,
                success,
                grade,
                score,
                effective,
                not_counted,
                conflicts_with_withdrawal,
            }))
        },
    )
}

fn prior_learning_credited() -> impl Strategy<Value = Event> {
    let ids = (of(id(EnrollmentId::new)), id(CourseId::new), of(id(ComponentId::new)));
    let rest = (1..=u32::MAX, text(), of(protected()), effective(), not_counted());
    (id(CreditId::new), ids, rest).prop_map(|(credit_id, ids, rest)| {
        let (enrollment_id, course_id, component_id) = ids;
        let (course_version, assessor, evidence, effective, not_counted) = rest;
        Event::Completion(CompletionEvent::PriorLearningCredited(PriorLearningCredited {
            credit_id,
            enrollment_id,
            course_id,
            component_id,
            course_version,
            assessor,
            evidence,
            effective,
            not_counted,
        }))
    })
}

fn certification() -> impl Strategy<Value = Event> {
    let numbers = (1..=u32::MAX, 1..=u32::MAX, any::<i32>());
    let optional = (of(day()), of(day()), of(day()));
    let days = (day(), day(), day(), day(), day());
    let cycle = (numbers, optional, days).prop_map(|(numbers, optional, days)| {
        let (number, definition_version, k) = numbers;
        let (opens_on, due_on, grace_through) = optional;
        let (valid_from, valid_through, baseline_through, base, next_opens_on) = days;
        Cycle {
            number,
            definition_version,
            opens_on,
            due_on,
            valid_from,
            valid_through,
            grace_through,
            baseline_through,
            base,
            k,
            next_opens_on,
        }
    });
    let cycle = (id(CertificationId::new), cycle, any::<bool>());
    let satisfied = cycle.prop_map(|(certification_id, cycle, first)| {
        let satisfied = CycleSatisfied { certification_id, cycle };
        Event::Certification(if first {
            CertificationEvent::Certified(satisfied)
        } else {
            CertificationEvent::Recertified(satisfied)
        })
    });
    let reason =
        prop::sample::select(vec![NotRenewedReason::BeforeWindow, NotRenewedReason::NotLater]);
    let not_renewed = (id(CertificationId::new), day(), day(), reason).prop_map(
        |(certification_id, completed_on, opens_on, reason)| {
            let not_renewed = NotRenewed { certification_id, completed_on, opens_on, reason };
            Event::Certification(CertificationEvent::NotRenewed(not_renewed))
        },
    );
    prop_oneof![3 => satisfied, 1 => not_renewed]
}
