//! Short ways to say what a test asks. Ids are small numbers.

use std::collections::BTreeSet;

use learnlog_domain::activity::command::{RecordLaunch, RecordProgress};
use learnlog_domain::assignment::command::Assign;
use learnlog_domain::assignment::event::{AssignmentSource, Target};
use learnlog_domain::catalog::certification::{
    Certification, CertificationBasis, CycleRequirements,
};
use learnlog_domain::catalog::command::{Define, DefinitionCommand};
use learnlog_domain::catalog::course::{CompletionRule, Component, ComponentKind, Course};
use learnlog_domain::catalog::job::Job;
use learnlog_domain::catalog::offering::Offering;
use learnlog_domain::catalog::org_unit::OrgUnit;
use learnlog_domain::command::{Command, LearnerAction, LearnerCommand};
use learnlog_domain::completion::command::{CreditPriorLearning, RecordOutcome};
use learnlog_domain::completion::event::{Completion, Success};
use learnlog_domain::enrollment::command::{Enroll, EnrollTarget, Withdraw};
use learnlog_domain::id::*;
use learnlog_domain::period::Period;
use learnlog_domain::person::command::{AddPerson, ChangePerson};
use learnlog_domain::person::event::{PersonAttributes, PersonField};
use learnlog_domain::protected::Protected;
use learnlog_domain::time::{Day, Occurred};
use uuid::Uuid;

/// The id of the kind with that number; kinds do not share numbers.
pub fn id<I>(new: fn(Uuid) -> Result<I, NilId>, kind: u128, number: u128) -> I {
    new(Uuid::from_u128((kind << 64) + number + 1)).unwrap()
}

pub fn learner(number: u128) -> LearnerId {
    id(LearnerId::new, 1, number.wrapping_mul(0x9e37_79b9_7f4a_7c15) & 0xffff_ffff)
}

pub fn unit(number: u128) -> OrgUnitId {
    id(OrgUnitId::new, 2, number)
}

pub fn job(number: u128) -> JobId {
    id(JobId::new, 3, number)
}

pub fn course(number: u128) -> CourseId {
    id(CourseId::new, 4, number)
}

pub fn offering(number: u128) -> OfferingId {
    id(OfferingId::new, 5, number)
}

pub fn certification(number: u128) -> CertificationId {
    id(CertificationId::new, 6, number)
}

pub fn component(number: u128) -> ComponentId {
    id(ComponentId::new, 7, number)
}

pub fn assignment(number: u128) -> AssignmentId {
    id(AssignmentId::new, 8, number)
}

pub fn enrollment(number: u128) -> EnrollmentId {
    id(EnrollmentId::new, 9, number)
}

/// "2026-03-09".
pub fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap()).unwrap()
}

pub fn on(text: &str) -> Option<Occurred> {
    Some(Occurred::Day(day(text)))
}

pub fn some_day() -> Option<Occurred> {
    Some(Occurred::Unknown { first: None, last: None })
}

/// A sealed value, the same for the same text.
pub fn sealed(text: &str) -> Protected {
    let mut fingerprint = [0; 32];
    for (place, byte) in text.bytes().enumerate() {
        fingerprint[place % 32] ^= byte.rotate_left(place as u32 / 32);
    }
    Protected {
        key_id: crate::journal::key(),
        nonce: [5; 24],
        ciphertext: text.bytes().map(|byte| byte ^ 0x55).collect(),
        fingerprint,
    }
}

fn define<I, D>(kind: fn(Define<I, D>) -> DefinitionCommand, id: I, definition: D) -> Command {
    Command::Definition(kind(Define { id, definition }))
}

pub fn define_unit(number: u128, parent: Option<u128>) -> Command {
    let definition = OrgUnit {
        code: format!("U{number}"),
        title: format!("Unit {number}"),
        parent_id: parent.map(unit),
    };
    define(DefinitionCommand::DefineOrgUnit, unit(number), definition)
}

pub fn define_job(number: u128) -> Command {
    let definition = Job { code: format!("J{number}"), title: format!("Job {number}") };
    define(DefinitionCommand::DefineJob, job(number), definition)
}

pub fn define_course(number: u128, rule: CompletionRule) -> Command {
    let definition = Course {
        code: format!("C{number:02}"),
        title: format!("Course {number}"),
        completion_rule: rule,
        components: vec![Component {
            component_id: component(number),
            code: "X".into(),
            title: "Exam".into(),
            kind: ComponentKind::Assessment,
        }],
    };
    define(DefinitionCommand::DefineCourse, course(number), definition)
}

pub fn define_offering(number: u128, of: u128, days: Option<(&str, &str)>) -> Command {
    let definition = Offering {
        course_id: course(of),
        code: format!("O{number}"),
        title: format!("Offering {number}"),
        starts_on: days.map(|days| day(days.0)),
        ends_on: days.map(|days| day(days.1)),
    };
    define(DefinitionCommand::DefineOffering, offering(number), definition)
}

/// Valid for a year, window of a month.
pub fn define_certification(number: u128, courses: &[u128]) -> Command {
    let months = |months| Period { years: 0, months, days: 0 };
    let definition = Certification {
        code: format!("K{number}"),
        title: format!("Certification {number}"),
        basis: CertificationBasis::FromCompletion,
        validity: months(12),
        window: months(1),
        minimum_validity: months(6),
        look_back: None,
        early_renewal: false,
        cycles: vec![CycleRequirements {
            course_ids: courses.iter().map(|number| course(*number)).collect(),
        }],
    };
    define(DefinitionCommand::DefineCertification, certification(number), definition)
}

pub fn of(who: u128, action: LearnerAction) -> Command {
    Command::Learner(LearnerCommand { learner_id: learner(who), action })
}

pub fn add(who: u128, attributes: PersonAttributes) -> Command {
    of(who, LearnerAction::AddPerson(AddPerson { attributes: Box::new(attributes) }))
}

pub fn named(name: &str) -> PersonAttributes {
    PersonAttributes { display_name: Some(sealed(name)), ..PersonAttributes::default() }
}

pub fn within(number: u128) -> PersonAttributes {
    PersonAttributes { org_unit_id: Some(unit(number)), ..PersonAttributes::default() }
}

pub fn change(who: u128, set: PersonAttributes, clear: &[PersonField]) -> Command {
    let clear = clear.iter().copied().collect::<BTreeSet<_>>();
    of(who, LearnerAction::ChangePerson(ChangePerson { set: Box::new(set), clear }))
}

pub fn assign(who: u128, number: u128, target: Target, due_on: Option<&str>) -> Command {
    of(
        who,
        LearnerAction::Assign(Assign {
            assignment_id: assignment(number),
            target,
            source: AssignmentSource::OrgUnit,
            source_id: None,
            due_on: due_on.map(day),
        }),
    )
}

pub fn enroll(who: u128, number: u128, target: EnrollTarget) -> Command {
    of(who, LearnerAction::Enroll(Enroll { enrollment_id: enrollment(number), target }))
}

pub fn withdraw(who: u128, number: u128) -> Command {
    of(who, LearnerAction::Withdraw(Withdraw { enrollment_id: enrollment(number) }))
}

pub fn launch(who: u128, number: u128) -> Command {
    let enrollment_id = Some(enrollment(number));
    of(
        who,
        LearnerAction::RecordLaunch(RecordLaunch {
            enrollment_id,
            course_id: None,
            component_id: None,
        }),
    )
}

pub fn progress(who: u128, number: Option<u128>, in_course: u128) -> Command {
    of(
        who,
        LearnerAction::RecordProgress(RecordProgress {
            enrollment_id: number.map(enrollment),
            course_id: Some(course(in_course)),
            component_id: Some(component(in_course)),
            progress: None,
        }),
    )
}

/// Complete, with that success and grade.
pub fn outcome(who: u128, number: u128, success: Success, grade: Option<&str>) -> Command {
    of(
        who,
        LearnerAction::RecordOutcome(RecordOutcome {
            enrollment_id: Some(enrollment(number)),
            course_id: None,
            attempt_id: None,
            completion: Completion::Complete,
            success,
            grade: grade.map(Into::into),
            score: None,
        }),
    )
}

/// Complete and passed, without an enrollment.
pub fn pass(who: u128, in_course: u128) -> Command {
    of(
        who,
        LearnerAction::RecordOutcome(RecordOutcome {
            enrollment_id: None,
            course_id: Some(course(in_course)),
            attempt_id: None,
            completion: Completion::Complete,
            success: Success::Passed,
            grade: None,
            score: None,
        }),
    )
}

pub fn credit(who: u128, number: u128, for_enrollment: u128, part: Option<u128>) -> Command {
    of(
        who,
        LearnerAction::CreditPriorLearning(CreditPriorLearning {
            credit_id: id(CreditId::new, 10, number),
            enrollment_id: Some(enrollment(for_enrollment)),
            course_id: None,
            component_id: part.map(component),
            assessor: None,
            evidence: None,
        }),
    )
}
