//! Who may take part in what, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::slice::from_ref;

use crate::fixture::asks::{
    COMPLETE, FAILED, INCOMPLETE, PASSED, add, enroll, enroll_in_offering, record, withdraw,
};
use crate::fixture::defines::{offering, passing};
use crate::fixture::{Ask, check};

#[track_caller]
fn then(given: &[Ask], asked: Ask, then: &str) {
    let offerings = [offering(401, 301, "", ""), offering(402, 301, "", "")];
    let definitions = [&[passing(301), passing(302)][..], &offerings].concat();
    let given = [&[("2020-01-01", add())], given].concat();
    check(&definitions, &given, asked, then);
}

#[test]
fn enroll_is_rejected_in_order() {
    let course = |number| ("2024-01-01", enroll(1, number));
    let in_offering = |number| ("2024-01-01", enroll_in_offering(1, number));
    check(&[], &[], course(309), "REJECTED PERSON_UNKNOWN");
    check(&[], &[], in_offering(409), "REJECTED PERSON_UNKNOWN");
    then(&[], course(309), "REJECTED COURSE_UNKNOWN course_id=309");
    then(&[], in_offering(409), "REJECTED OFFERING_UNKNOWN offering_id=409");
    then(&[], in_offering(301), "REJECTED OFFERING_UNKNOWN offering_id=301");
    then(&[], course(301), "enrolled course 301 v1 on 2024-01-01");
    then(&[], in_offering(401), "enrolled course 301 v1 offering 401 on 2024-01-01");
    let given = [course(301)];
    then(&given, course(309), "REJECTED COURSE_UNKNOWN course_id=309");
    then(&given, in_offering(409), "REJECTED OFFERING_UNKNOWN offering_id=409");
    then(&given, course(302), "REJECTED ENROLLMENT_EXISTS enrollment_id=1");
    then(&given, in_offering(401), "REJECTED ENROLLMENT_EXISTS enrollment_id=1");
    let other_id = ("2024-01-01", enroll(2, 301));
    then(&given, other_id, "REJECTED ALREADY_ENROLLED enrollment_id=1");
}

#[test]
fn the_same_enrollment_again_is_unchanged() {
    let course = ("2024-01-01", enroll(1, 301));
    then(from_ref(&course), ("2024-02-01", enroll(1, 301)), "UNCHANGED NO_DIFFERENCE");
    let ended = [course.clone(), ("2024-01-05", withdraw(1))];
    then(&ended, course, "UNCHANGED NO_DIFFERENCE");
    let in_offering = ("2024-01-01", enroll_in_offering(1, 401));
    then(from_ref(&in_offering), in_offering.clone(), "UNCHANGED NO_DIFFERENCE");
}

#[test]
fn one_open_enrollment_per_offering_or_else_per_course() {
    let first = ("2024-01-01", enroll_in_offering(1, 401));
    let same = ("2024-01-02", enroll_in_offering(2, 401));
    let other = ("2024-01-02", enroll_in_offering(2, 402));
    let none = ("2024-01-02", enroll(2, 301));
    let elsewhere = ("2024-01-02", enroll(2, 302));
    let rejected = "REJECTED ALREADY_ENROLLED enrollment_id=1";
    then(from_ref(&first), same.clone(), rejected);
    then(from_ref(&first), other, "enrolled course 301 v1 offering 402 on 2024-01-02");
    then(from_ref(&first), none, rejected);
    then(from_ref(&first), elsewhere, "enrolled course 302 v1 on 2024-01-02");
    // A withdrawn or completed enrollment is not open; a failed one is.
    let enrolled = "enrolled course 301 v1 offering 401 on 2024-01-02";
    let withdrawn = [first.clone(), ("2024-01-02", withdraw(1))];
    then(&withdrawn, same.clone(), enrolled);
    let completed = [first.clone(), ("2024-01-02", record(1, 0, PASSED))];
    then(&completed, same.clone(), enrolled);
    let failed = [first.clone(), ("2024-01-02", record(1, 0, FAILED))];
    then(&failed, same.clone(), rejected);
    // An enrollment in the course alone does not close its offerings.
    let alone = [("2024-01-01", enroll(1, 301))];
    then(&alone, same, enrolled);
}

#[test]
fn withdraw_is_rejected_in_order() {
    let asked = ("2024-01-10", withdraw(1));
    let course = ("2024-01-10", enroll(1, 301));
    check(&[], &[], asked.clone(), "REJECTED PERSON_UNKNOWN");
    then(&[], asked.clone(), "REJECTED ENROLLMENT_UNKNOWN enrollment_id=1");
    then(from_ref(&course), asked.clone(), "withdrawn on 2024-01-10");
    let before = ("2024-01-09", withdraw(1));
    then(from_ref(&course), before.clone(), "REJECTED BEFORE_ENROLLMENT enrollment_id=1");
    let given = [course, asked.clone()];
    then(&given, before, "REJECTED ALREADY_WITHDRAWN enrollment_id=1");
    then(&given, ("?", withdraw(1)), "REJECTED ALREADY_WITHDRAWN enrollment_id=1");
    then(&given, asked, "UNCHANGED NO_DIFFERENCE");
}

#[test]
fn unknown_days_are_neither_before_nor_after() {
    let unknown = [("?", enroll(1, 301))];
    then(&unknown, ("2000-01-01", withdraw(1)), "withdrawn on 2000-01-01");
    let known = [("2024-01-10", enroll(1, 301))];
    then(&known, ("?..2024-01-09", withdraw(1)), "withdrawn on ?");
    let given = [known[0].clone(), ("?..2024-01-09", withdraw(1))];
    then(&given, ("?..2024-01-09", withdraw(1)), "UNCHANGED NO_DIFFERENCE");
    then(&given, ("?", withdraw(1)), "REJECTED ALREADY_WITHDRAWN enrollment_id=1");
}

#[test]
fn a_withdrawal_beside_a_result_is_a_conflict() {
    let course = ("2024-01-10", enroll(1, 301));
    let asked = ("2024-02-10", withdraw(1));
    for (result, conflict) in
        [(PASSED, " CONFLICT"), (FAILED, " CONFLICT"), (COMPLETE, " CONFLICT"), (INCOMPLETE, "")]
    {
        let given = [course.clone(), ("2024-02-01", record(1, 0, result))];
        then(&given, asked.clone(), &format!("withdrawn on 2024-02-10{conflict}"));
    }
}
