//! Random events, most of which no rule would decide. Ids from 1 to 6 for everything, so that they
//! meet.

use proptest::collection::btree_set;
use proptest::option;
use proptest::prelude::*;

use super::any::{a_result, any_day, attributes, definition, effective, small_id};
use crate::activity::event::{ActivityEvent, Launched};
use crate::assignment::event::{Assigned, AssignmentEvent, AssignmentSource};
use crate::catalog::command::DefinitionCommand;
use crate::catalog::event::{CatalogEvent, Defined};
use crate::certification::event::{
    CertificationEvent, Cycle, CycleSatisfied, NotRenewed, NotRenewedReason,
};
use crate::completion::event::{CompletionEvent, OutcomeRecorded, PriorLearningCredited};
use crate::enrollment::event::{Enrolled, EnrollmentEvent, Withdrawn};
use crate::event::Event;
use crate::fixture::asks::{course, enrollment, to_certification};
use crate::fixture::uuid;
use crate::id::{AssignmentId, AttemptId, CertificationId, CreditId, EnrollmentId, OfferingId};
use crate::not_counted::NotCounted;
use crate::person::event::{PersonAdded, PersonChanged, PersonEvent, PersonField};

pub fn event() -> BoxedStrategy<Event> {
    prop_oneof![
        2 => person().prop_map(Event::Person),
        2 => assigned().prop_map(Event::Assignment),
        3 => enrolled_or_withdrawn().prop_map(Event::Enrollment),
        1 => launched().prop_map(Event::Activity),
        4 => completed().prop_map(Event::Completion),
        3 => certified().prop_map(Event::Certification),
        1 => not_renewed().prop_map(Event::Certification),
        6 => defined().prop_map(Event::Catalog),
    ]
    .boxed()
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), 1..4_u32, Just(u32::MAX)]
}

fn not_counted() -> impl Strategy<Value = Option<NotCounted>> {
    prop_oneof![3 => Just(None), 1 => Just(Some(NotCounted::RuleNotMet))]
}

fn person() -> BoxedStrategy<PersonEvent> {
    let field = prop_oneof![Just(PersonField::Email), Just(PersonField::HireDate)];
    (attributes(), btree_set(field, 0..2), effective(), any::<bool>())
        .prop_map(|(attributes, cleared, effective, added)| {
            let attributes = Box::new(attributes);
            if added {
                PersonEvent::Added(PersonAdded { attributes, effective })
            } else {
                PersonEvent::Changed(PersonChanged { set: attributes, cleared, effective })
            }
        })
        .boxed()
}

fn assigned() -> impl Strategy<Value = AssignmentEvent> {
    (small_id(), small_id(), option::of(any_day()), effective()).prop_map(
        |(id, target, due_on, effective)| {
            AssignmentEvent::Assigned(Assigned {
                assignment_id: AssignmentId::new(uuid(id)).unwrap(),
                target: to_certification(target),
                source: AssignmentSource::Audience,
                source_id: None,
                due_on,
                effective,
            })
        },
    )
}

fn enrolled_or_withdrawn() -> BoxedStrategy<EnrollmentEvent> {
    let enrolled = (small_id(), small_id(), 0..=6_u128, number(), effective()).prop_map(
        |(id, in_course, offering, course_version, effective)| {
            EnrollmentEvent::Enrolled(Enrolled {
                enrollment_id: enrollment(id),
                course_id: course(in_course),
                offering_id: OfferingId::new(uuid(offering)).ok(),
                course_version,
                effective,
            })
        },
    );
    let withdrawn = (small_id(), effective()).prop_map(|(id, effective)| {
        EnrollmentEvent::Withdrawn(Withdrawn {
            enrollment_id: enrollment(id),
            effective,
            conflicts_with_outcome: false,
        })
    });
    prop_oneof![2 => enrolled, 1 => withdrawn].boxed()
}

fn launched() -> impl Strategy<Value = ActivityEvent> {
    (small_id(), effective(), not_counted()).prop_map(|(of, effective, not_counted)| {
        ActivityEvent::Launched(Launched {
            enrollment_id: None,
            course_id: course(of),
            component_id: None,
            effective,
            not_counted,
        })
    })
}

fn completed() -> BoxedStrategy<CompletionEvent> {
    let outcome = (0..=6_u128, small_id(), 0..=3_u128, a_result(), effective(), not_counted())
        .prop_map(|(enrollment, of, attempt, result, effective, not_counted)| {
            CompletionEvent::OutcomeRecorded(OutcomeRecorded {
                enrollment_id: EnrollmentId::new(uuid(enrollment)).ok(),
                course_id: course(of),
                offering_id: None,
                course_version: 1,
                attempt_id: AttemptId::new(uuid(attempt)).ok(),
                completion: result.0,
                success: result.1,
                grade: None,
                score: None,
                effective,
                not_counted,
                conflicts_with_withdrawal: false,
            })
        });
    let credit = (small_id(), small_id(), effective(), not_counted()).prop_map(
        |(id, of, effective, not_counted)| {
            CompletionEvent::PriorLearningCredited(PriorLearningCredited {
                credit_id: CreditId::new(uuid(id)).unwrap(),
                enrollment_id: None,
                course_id: course(of),
                component_id: None,
                course_version: 1,
                assessor: None,
                evidence: None,
                effective,
                not_counted,
            })
        },
    );
    prop_oneof![3 => outcome, 1 => credit].boxed()
}

fn not_renewed() -> BoxedStrategy<CertificationEvent> {
    let reasons = [NotRenewedReason::BeforeWindow, NotRenewedReason::NotLater];
    (small_id(), any_day(), any_day(), prop::sample::select(reasons.to_vec()))
        .prop_map(|(id, completed_on, opens_on, reason)| {
            let certification_id = CertificationId::new(uuid(id)).unwrap();
            let not_renewed = NotRenewed { certification_id, completed_on, opens_on, reason };
            CertificationEvent::NotRenewed(not_renewed)
        })
        .boxed()
}

fn certified() -> BoxedStrategy<CertificationEvent> {
    (small_id(), number(), (any_day(), any_day(), any_day()), any::<bool>())
        .prop_map(|(id, number, (valid_from, valid_through, next_opens_on), first)| {
            let certification_id = CertificationId::new(uuid(id)).unwrap();
            let cycle = Cycle {
                number,
                definition_version: 1,
                opens_on: None,
                due_on: None,
                valid_from,
                valid_through,
                grace_through: None,
                baseline_through: valid_through,
                base: valid_from,
                k: 1,
                next_opens_on,
            };
            let satisfied = CycleSatisfied { certification_id, cycle };
            if first {
                CertificationEvent::Certified(satisfied)
            } else {
                CertificationEvent::Recertified(satisfied)
            }
        })
        .boxed()
}

fn defined() -> BoxedStrategy<CatalogEvent> {
    (definition(), number())
        .prop_map(|(command, definition_version)| match command {
            DefinitionCommand::DefineOrgUnit(define) => {
                let definition = define.definition;
                CatalogEvent::OrgUnitDefined(Defined { definition_version, definition })
            }
            DefinitionCommand::DefineJob(define) => {
                let definition = define.definition;
                CatalogEvent::JobDefined(Defined { definition_version, definition })
            }
            DefinitionCommand::DefineCourse(define) => {
                let definition = define.definition;
                CatalogEvent::CourseDefined(Defined { definition_version, definition })
            }
            DefinitionCommand::DefineOffering(define) => {
                let definition = define.definition;
                CatalogEvent::OfferingDefined(Defined { definition_version, definition })
            }
            DefinitionCommand::DefineCertification(define) => {
                let definition = define.definition;
                CatalogEvent::CertificationDefined(Defined { definition_version, definition })
            }
        })
        .boxed()
}
