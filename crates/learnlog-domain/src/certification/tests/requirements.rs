//! What a cycle asks for, of how many certifications, and what meets it.

use super::{not_renewed, obliged, pass, then};
use crate::catalog::course::CompletionRule;
use crate::command::LearnerAction;
use crate::fixture::asks::{COMPLETE, FAILED, PASSED, add, credit, enroll, record};
use crate::fixture::defines::{
    certification, course_with, days, passing, requirements, yearly, years,
};
use crate::fixture::show::show;
use crate::fixture::{Ask, World, check};

#[test]
fn the_first_day_on_which_all_is_met() {
    let all = yearly(11, &[1, 2]);
    let given = [pass("2024-02-10", 1)];
    let on = |day: &str, rest: &str| format!("outcome 2 v1; certified 11 #1 {day}{rest} <- 0");
    then(&all, &[], pass("2024-02-10", 1), "outcome 1 v1");
    let later = on("2024-03-01", "..2025-03-01 next 2025-02-01");
    then(&all, &given, pass("2024-03-01", 2), &later);
    let earlier = on("2024-02-10", "..2025-02-10 next 2025-01-10");
    then(&all, &given, pass("2024-01-01", 2), &earlier);
    // Whatever was reported first: a repetition does not postpone it.
    let given = [pass("2024-02-20", 1), pass("2024-02-10", 1), pass("2024-02-15", 1)];
    then(&all, &given, pass("2024-01-01", 2), &earlier);
    // In the next cycle every course is asked for again.
    let given = [pass("2024-02-10", 1), pass("2024-02-10", 2), pass("2025-01-20", 2)];
    let renewed = "outcome 1 v1; recertified 11 #2 2025-02-01..2026-02-01 due 2025-02-10 \
        opened 2025-01-10 next 2026-01-01 <- 0";
    then(&all, &given, pass("2025-02-01", 1), renewed);
    let early = not_renewed("2025-01-09", "2025-01-10", "BeforeWindow");
    then(&all, &given, pass("2025-01-09", 1), &early);
}

#[test]
fn an_earlier_completion_of_an_enrollment_takes_the_place_of_the_later() {
    let all = yearly(11, &[1, 2]);
    let enrolled = ("2024-01-01", enroll(1, 1));
    let late = ("2024-02-10", record(1, 0, PASSED));
    let early = ("2024-01-10", record(1, 0, PASSED));
    let given = [enrolled.clone(), late.clone(), early, pass("2024-01-05", 2)];
    let world = World::with(&[passing(1), passing(2), all])
        .after(&[&[("2000-01-01", add())], &given[..]].concat());
    let expected = "assigned certification 11 on 2024-03-01; \
        certified 11 #1 2024-01-10..2025-01-10 next 2024-12-10 <- 0";
    assert_eq!(show(&world.decide(&obliged("2024-03-01", 11))), expected);
}

#[test]
fn what_was_taken_the_place_of_satisfies_no_further_cycle() {
    let daily = |first: &[u128]| {
        certification(11, first, |with| {
            (with.validity, with.window, with.minimum_validity) = (days(1), days(0), days(1));
            with.cycles.push(requirements(&[1]));
        })
    };
    let world = World::with(&[passing(1), passing(2), passing(3), daily(&[3])])
        .after(&[
            ("2000-01-01", add()),
            obliged("2000-01-01", 11),
            ("2024-01-01", enroll(1, 1)),
            ("2024-02-10", record(1, 0, PASSED)),
            pass("2024-01-05", 2),
        ])
        .revised(&daily(&[1, 2]));
    let expected = "outcome 1 v1; certified 11 #1 2024-01-10..2024-01-11 next 2024-01-11 <- 0";
    assert_eq!(show(&world.decide(&("2024-01-10", record(1, 0, PASSED)))), expected);
    // Outside the enrollment both stand.
    let both = "outcome 1 v1; certified 11 #1 2024-01-10..2024-01-11 next 2024-01-11 <- 0; \
        recertified 11 #2 2024-02-10..2024-02-11 due 2024-01-11 opened 2024-01-11 \
        next 2024-02-11 <- 0";
    assert_eq!(show(&world.decide(&pass("2024-01-10", 1))), both);
}

#[test]
fn requirements_per_cycle_and_the_last_repeats() {
    let three = certification(11, &[1], |with| {
        with.cycles.extend([requirements(&[2]), requirements(&[3])]);
    });
    let mut given = vec![pass("2020-01-31", 1)];
    let steps = [("2021-01-31", 2, 2), ("2022-01-31", 3, 3), ("2023-01-31", 3, 4)];
    for (on, number, cycle) in steps {
        for other in (1..=3).filter(|other| *other != number) {
            then(&three, &given, pass(on, other), &format!("outcome {other} v1"));
        }
        let shown = format!("outcome {number} v1; recertified 11 #{cycle} {on}");
        let definitions = [passing(1), passing(2), passing(3), three.clone()];
        let history = [&[("2000-01-01", add()), obliged("2000-01-01", 11)], &given[..]].concat();
        let decided = show(&World::with(&definitions).after(&history).decide(&pass(on, number)));
        assert!(decided.starts_with(&shown), "{decided}");
        given.push(pass(on, number));
    }
}

#[test]
fn one_completion_serves_several_certifications_in_order_of_id() {
    let definitions = [
        passing(1),
        passing(2),
        certification(13, &[1], |with| with.validity = years(2)),
        yearly(11, &[1]),
        yearly(12, &[1, 2]),
        yearly(14, &[1]),
        yearly(15, &[2]),
    ];
    let given: Vec<Ask> = std::iter::once(("2000-01-01", add()))
        .chain([13, 15, 12, 11].map(|number| obliged("2000-01-01", number)))
        .collect();
    let expected = "outcome 1 v1; certified 11 #1 2024-01-31..2025-01-31 next 2024-12-31 <- 0; \
        certified 13 #1 2024-01-31..2026-01-31 next 2025-12-31 <- 0";
    // 12 wants more, 14 was not asked for, 15 has nothing to do with it.
    check(&definitions, &given, pass("2024-01-31", 1), expected);
}

#[test]
fn what_does_not_count_or_has_no_day_certifies_nothing() {
    let definition = yearly(11, &[1]);
    let none: &[Ask] = &[];
    for (given, asked, shown) in [
        (none, ("2024-01-31", record(0, 1, FAILED)), "outcome 1 v1 RuleNotMet"),
        (none, ("2024-01-31", record(0, 1, COMPLETE)), "outcome 1 v1 RuleNotMet"),
        (none, ("2024-01-31", record(9, 1, PASSED)), "outcome 1 v1 NoEnrollment"),
        (none, ("?", record(0, 1, PASSED)), "outcome 1 v1"),
        (none, ("?..2024-01-31", record(0, 1, PASSED)), "outcome 1 v1"),
        (&[("?", record(0, 1, PASSED))], obliged("2024-01-31", 12), ""),
    ] {
        let definitions = [passing(1), definition.clone(), yearly(12, &[1])];
        let given = [&[("2000-01-01", add()), obliged("2000-01-01", 11)], given].concat();
        let assigned = "assigned certification 12 on 2024-01-31";
        check(&definitions, &given, asked, if shown.is_empty() { assigned } else { shown });
    }
}

#[test]
fn prior_learning_of_the_whole_course_is_a_completion() {
    let definitions = [course_with(1, CompletionRule::Passed, &[21]), yearly(11, &[1]), passing(2)];
    let given = [("2000-01-01", add()), obliged("2000-01-01", 11)];
    let credited = |enrollment, component| {
        let credit = credit(1, enrollment, 1, component);
        ("2024-01-31", LearnerAction::CreditPriorLearning(credit))
    };
    let expected = "credited 1; certified 11 #1 2024-01-31..2025-01-31 next 2024-12-31 <- 0";
    check(&definitions, &given, credited(0, 0), expected);
    check(&definitions, &given, credited(0, 21), "credited 1");
    let part = [("2000-01-01", add()), credited(0, 21)];
    let shown = "assigned certification 11 on 2024-03-01";
    check(&definitions, &part, obliged("2024-03-01", 11), shown);
    check(&definitions, &given, credited(9, 0), "credited 1 NoEnrollment");
    let before = ("2024-06-01", enroll(1, 1));
    let given = [&given[..], &[before]].concat();
    check(&definitions, &given, credited(1, 0), expected);
}

#[test]
fn without_requirements_nobody_is_certified() {
    let nothing = certification(11, &[], |with| with.cycles.clear());
    for definition in [nothing, yearly(11, &[])] {
        let definitions = [passing(1), definition];
        let given = [("2000-01-01", add()), pass("2024-01-01", 1)];
        let shown = "assigned certification 11 on 2024-01-01";
        check(&definitions, &given, obliged("2024-01-01", 11), shown);
    }
}
