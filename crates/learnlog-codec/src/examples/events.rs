//! One event of each type, with every field in use.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::activity::event::{ActivityEvent, Launched, Progressed};
use learnlog_domain::assignment::event::{Assigned, AssignmentEvent, AssignmentSource, Target};
use learnlog_domain::basis_points::BasisPoints;
use learnlog_domain::catalog::certification::{
    Certification, CertificationBasis, CycleRequirements,
};
use learnlog_domain::catalog::course::{CompletionRule, Component, ComponentKind, Course};
use learnlog_domain::catalog::event::{CatalogEvent, Defined};
use learnlog_domain::catalog::job::Job;
use learnlog_domain::catalog::offering::Offering;
use learnlog_domain::catalog::org_unit::OrgUnit;
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
use learnlog_domain::period::Period;
use learnlog_domain::person::event::{
    PersonAdded, PersonAttributes, PersonChanged, PersonEvent, PersonField,
};
use learnlog_domain::time::EffectiveDay;

use super::{day, id, protected};

/// In the order of [`crate::upcast::DECODERS`].
pub(crate) fn all() -> Vec<Event> {
    let mut events = vec![added(), changed(), assigned(), enrolled(), withdrawn()];
    events.extend([launched(), progressed(), outcome_recorded(), prior_learning_credited()]);
    events.extend(certified());
    events.push(not_renewed());
    events.extend(
        [org_unit_defined(), job_defined(), course_defined(), offering_defined()]
            .map(Event::Catalog),
    );
    events.push(Event::Catalog(certification_defined()));
    events
}

fn known() -> EffectiveDay {
    EffectiveDay::Known(day(2026, 2, 28))
}

fn unknown() -> EffectiveDay {
    EffectiveDay::Unknown { first: Some(day(1, 1, 1)), last: Some(day(9999, 12, 31)) }
}

fn attributes() -> PersonAttributes {
    PersonAttributes {
        display_name: Some(protected(0x01)),
        email: Some(protected(0x02)),
        org_unit_id: Some(id(OrgUnitId::new, 0x41)),
        job_id: Some(id(JobId::new, 0x42)),
        manager_id: Some(id(LearnerId::new, 0x12)),
        worker_type: Some("EMPLOYEE".to_owned()),
        hire_date: Some(day(2024, 2, 29)),
        employment_end: Some(day(2027, 12, 31)),
        locale: Some("mi-NZ".to_owned()),
        time_zone: Some("Pacific/Auckland".to_owned()),
        external_ids: BTreeMap::from([
            ("lms".to_owned(), protected(0x03)),
            ("workday".to_owned(), protected(0x04)),
        ]),
        other: BTreeMap::from([("region".to_owned(), protected(0x05))]),
    }
}

fn added() -> Event {
    let attributes = Box::new(attributes());
    Event::Person(PersonEvent::Added(PersonAdded { attributes, effective: known() }))
}

fn changed() -> Event {
    let set = PersonAttributes { email: Some(protected(0x06)), ..PersonAttributes::default() };
    let cleared = [PersonField::Manager, PersonField::DisplayName, PersonField::EmploymentEnd];
    Event::Person(PersonEvent::Changed(PersonChanged {
        set: Box::new(set),
        cleared: BTreeSet::from(cleared),
        effective: unknown(),
    }))
}

fn assigned() -> Event {
    Event::Assignment(AssignmentEvent::Assigned(Assigned {
        assignment_id: id(AssignmentId::new, 0x51),
        target: Target::Certification(id(CertificationId::new, 0x23)),
        source: AssignmentSource::OrgUnit,
        source_id: Some(id(AssignmentSourceId::new, 0x41)),
        due_on: Some(day(2026, 12, 31)),
        effective: known(),
    }))
}

fn enrolled() -> Event {
    Event::Enrollment(EnrollmentEvent::Enrolled(Enrolled {
        enrollment_id: id(EnrollmentId::new, 0x31),
        course_id: id(CourseId::new, 0x21),
        offering_id: Some(id(OfferingId::new, 0x22)),
        course_version: 2,
        effective: known(),
    }))
}

fn withdrawn() -> Event {
    Event::Enrollment(EnrollmentEvent::Withdrawn(Withdrawn {
        enrollment_id: id(EnrollmentId::new, 0x31),
        effective: EffectiveDay::Unknown { first: None, last: None },
        conflicts_with_outcome: true,
    }))
}

fn launched() -> Event {
    Event::Activity(ActivityEvent::Launched(Launched {
        enrollment_id: Some(id(EnrollmentId::new, 0x31)),
        course_id: id(CourseId::new, 0x21),
        component_id: Some(id(ComponentId::new, 0x61)),
        effective: known(),
        not_counted: Some(NotCounted::BeforeEnrollment),
    }))
}

fn progressed() -> Event {
    Event::Activity(ActivityEvent::Progressed(Progressed {
        enrollment_id: Some(id(EnrollmentId::new, 0x31)),
        course_id: id(CourseId::new, 0x21),
        component_id: Some(id(ComponentId::new, 0x61)),
        progress: Some(BasisPoints::new(0).unwrap()),
        effective: known(),
        not_counted: Some(NotCounted::AfterWithdrawal),
    }))
}

fn outcome_recorded() -> Event {
    Event::Completion(CompletionEvent::OutcomeRecorded(OutcomeRecorded {
        enrollment_id: Some(id(EnrollmentId::new, 0x31)),
        course_id: id(CourseId::new, 0x21),
        offering_id: Some(id(OfferingId::new, 0x22)),
        course_version: 2,
        attempt_id: Some(id(AttemptId::new, 0x32)),
        completion: Completion::Complete,
        success: Success::Passed,
        grade: Some("DISTINCTION".to_owned()),
        score: Some(BasisPoints::new(10_000).unwrap()),
        effective: known(),
        not_counted: Some(NotCounted::AlreadyCompleted),
        conflicts_with_withdrawal: true,
    }))
}

fn prior_learning_credited() -> Event {
    Event::Completion(CompletionEvent::PriorLearningCredited(PriorLearningCredited {
        credit_id: id(CreditId::new, 0x33),
        enrollment_id: Some(id(EnrollmentId::new, 0x31)),
        course_id: id(CourseId::new, 0x21),
        component_id: Some(id(ComponentId::new, 0x61)),
        course_version: 2,
        assessor: Some("a-17".to_owned()),
        evidence: Some(protected(0x07)),
        effective: unknown(),
        not_counted: Some(NotCounted::NoEnrollment),
    }))
}

fn certified() -> [Event; 2] {
    let first = Cycle {
        number: 1,
        definition_version: 3,
        opens_on: None,
        due_on: Some(day(2026, 12, 31)),
        valid_from: day(2026, 2, 28),
        valid_through: day(2027, 2, 28),
        grace_through: None,
        baseline_through: day(2027, 2, 28),
        base: day(2026, 2, 28),
        k: 1,
        next_opens_on: day(2027, 1, 28),
    };
    let second = Cycle {
        number: 2,
        opens_on: Some(day(2027, 1, 28)),
        valid_from: day(2027, 2, 1),
        valid_through: day(2028, 2, 28),
        grace_through: Some(day(2028, 3, 31)),
        baseline_through: day(2028, 2, 28),
        k: 2,
        next_opens_on: day(2028, 1, 28),
        ..first
    };
    let certification_id = id(CertificationId::new, 0x23);
    let satisfied = |cycle| CycleSatisfied { certification_id, cycle };
    [
        Event::Certification(CertificationEvent::Certified(satisfied(first))),
        Event::Certification(CertificationEvent::Recertified(satisfied(second))),
    ]
}

fn not_renewed() -> Event {
    Event::Certification(CertificationEvent::NotRenewed(NotRenewed {
        certification_id: id(CertificationId::new, 0x23),
        completed_on: day(2027, 1, 27),
        opens_on: day(2027, 1, 28),
        reason: NotRenewedReason::BeforeWindow,
    }))
}

fn defined<D>(definition: D) -> Defined<D> {
    Defined { definition_version: 3, definition }
}

fn org_unit_defined() -> CatalogEvent {
    CatalogEvent::OrgUnitDefined(defined(OrgUnit {
        code: "NZ-OPS".to_owned(),
        title: "Ngā mahi".to_owned(),
        parent_id: Some(id(OrgUnitId::new, 0x40)),
    }))
}

fn job_defined() -> CatalogEvent {
    CatalogEvent::JobDefined(defined(Job {
        code: "NURSE".to_owned(),
        title: "Registered nurse".to_owned(),
    }))
}

fn course_defined() -> CatalogEvent {
    let component = |byte, code: &str, kind| Component {
        component_id: id(ComponentId::new, byte),
        code: code.to_owned(),
        title: format!("Part {code}"),
        kind,
    };
    CatalogEvent::CourseDefined(defined(Course {
        code: "FIRE-1".to_owned(),
        title: "Fire safety".to_owned(),
        completion_rule: CompletionRule::Passed,
        components: vec![
            component(0x61, "A", ComponentKind::Content),
            component(0x62, "B", ComponentKind::Assessment),
        ],
    }))
}

fn offering_defined() -> CatalogEvent {
    CatalogEvent::OfferingDefined(defined(Offering {
        course_id: id(CourseId::new, 0x21),
        code: "FIRE-1-2026".to_owned(),
        title: "Fire safety, spring".to_owned(),
        starts_on: Some(day(2026, 2, 1)),
        ends_on: Some(day(2026, 6, 30)),
    }))
}

fn certification_defined() -> CatalogEvent {
    let months = |months| Period { months, ..Period::default() };
    let courses = |bytes: &[u8]| CycleRequirements {
        course_ids: bytes.iter().map(|byte| id(CourseId::new, *byte)).collect(),
    };
    CatalogEvent::CertificationDefined(defined(Certification {
        code: "FIRE".to_owned(),
        title: "Fire warden".to_owned(),
        basis: CertificationBasis::FromCompletion,
        validity: Period { years: 1, ..Period::default() },
        window: months(1),
        minimum_validity: months(6),
        look_back: Some(Period { days: 90, ..Period::default() }),
        early_renewal: true,
        cycles: vec![courses(&[0x21, 0x24]), courses(&[0x24])],
    }))
}
