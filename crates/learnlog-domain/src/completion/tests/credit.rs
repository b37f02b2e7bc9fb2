//! Which credits from prior learning are recorded, and which have been heard before.

use super::then;
use crate::command::LearnerAction;
use crate::completion::command::CreditPriorLearning;
use crate::fixture::asks::{course, credit, enroll, sealed};
use crate::fixture::check;

#[test]
fn credit_is_rejected_in_order() {
    let asked = |number, enrollment, course, component| {
        let credit = credit(number, enrollment, course, component);
        ("2024-01-31", LearnerAction::CreditPriorLearning(credit))
    };
    check(&[], &[], asked(1, 1, 309, 319), "REJECTED PERSON_UNKNOWN");
    let given = [("2024-02-01", enroll(1, 301))];
    then(&given, asked(1, 0, 0, 319), "REJECTED COURSE_UNKNOWN");
    then(&given, asked(1, 1, 309, 319), "REJECTED COURSE_UNKNOWN course_id=309");
    let mismatch = "REJECTED COURSE_MISMATCH course_id=302 enrollment_id=1";
    then(&given, asked(1, 1, 302, 319), mismatch);
    then(&given, asked(1, 1, 301, 319), "REJECTED COMPONENT_UNKNOWN component_id=319");
    // Before the enrollment, and it counts.
    then(&given, asked(1, 1, 301, 311), "credited 301");
    then(&given, asked(1, 2, 301, 0), "credited 301 NoEnrollment");
    let given = [given[0].clone(), asked(1, 1, 301, 311)];
    then(&given, asked(1, 1, 301, 319), "REJECTED COMPONENT_UNKNOWN component_id=319");
    then(&given, asked(1, 1, 301, 0), "REJECTED CREDIT_EXISTS credit_id=1");
    then(&given, asked(1, 1, 0, 311), "UNCHANGED NO_DIFFERENCE");
    then(&given, asked(2, 1, 0, 311), "credited 301");
}

#[test]
fn a_credit_is_compared_whole() {
    let credit = CreditPriorLearning {
        assessor: Some("a7".into()),
        evidence: Some(sealed(1, 1)),
        ..credit(1, 0, 301, 0)
    };
    let asked = LearnerAction::CreditPriorLearning;
    let given = [("2024-01-31", asked(credit.clone()))];
    let again = CreditPriorLearning { evidence: Some(sealed(1, 2)), ..credit.clone() };
    then(&given, ("2024-01-31", asked(again)), "UNCHANGED NO_DIFFERENCE");
    let exists = "REJECTED CREDIT_EXISTS credit_id=1";
    then(&given, ("2024-02-01", asked(credit.clone())), exists);
    for other in [
        CreditPriorLearning { evidence: Some(sealed(2, 1)), ..credit.clone() },
        CreditPriorLearning { evidence: None, ..credit.clone() },
        CreditPriorLearning { assessor: None, ..credit.clone() },
        CreditPriorLearning { course_id: Some(course(302)), ..credit },
    ] {
        then(&given, ("2024-01-31", asked(other)), exists);
    }
}
