#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::catalog::certification::Certification;
use crate::catalog::command::DefinitionCommand;
use crate::catalog::course::CompletionRule;
use crate::certification::decide::MAX_CYCLES_PER_ENTRY;
use crate::certification::event::{CertificationEvent, Cycle, CycleSatisfied};
use crate::command::LearnerAction;
use crate::decision::{DecidedEvent, Decision};
use crate::event::Event;
use crate::fixture::asks::{
    COMPLETE, FAILED, PASSED, add, assign, credit, enroll, record, to_certification, to_course,
};
use crate::fixture::defines::{
    certification, course_with, days, months, passing, requirements, yearly, years,
};
use crate::fixture::show::show;
use crate::fixture::{Ask, World, check, day, uuid};
use crate::id::CertificationId;
use crate::time::{Day, Occurred};
use jiff::ToSpan;

/// A pass of a course, without enrollment.
fn pass(on: &'static str, number: u128) -> Ask {
    (on, record(0, number, PASSED))
}

fn obliged(on: &'static str, number: u128) -> Ask {
    (on, assign(number, to_certification(number), None))
}

/// Courses 1, 2 and 3, certification 11, to which the learner is assigned.
#[track_caller]
fn then(definition: &DefinitionCommand, given: &[Ask], asked: Ask, then: &str) {
    let definitions = [passing(1), passing(2), passing(3), definition.clone()];
    let given = [&[("2000-01-01", add()), obliged("2000-01-01", 11)], given].concat();
    check(&definitions, &given, asked, then);
}

fn lasting(a: crate::period::Period, w: crate::period::Period) -> DefinitionCommand {
    certification(11, &[1], |with| (with.validity, with.window, with.minimum_validity) = (a, w, a))
}

#[test]
fn the_end_of_the_month_is_clamped_in_one_step() {
    for (a, w, on, certified) in [
        (months(1), days(0), "2023-01-31", "2023-01-31..2023-02-28 next 2023-02-28"),
        (months(1), days(0), "2024-01-31", "2024-01-31..2024-02-29 next 2024-02-29"),
        (months(3), months(1), "2023-01-31", "2023-01-31..2023-04-30 next 2023-03-30"),
        (years(1), months(1), "2024-02-29", "2024-02-29..2025-02-28 next 2025-01-28"),
        (years(4), years(1), "2024-02-29", "2024-02-29..2028-02-29 next 2027-02-28"),
        (years(1), months(6), "2023-08-31", "2023-08-31..2024-08-31 next 2024-02-29"),
        (days(30), days(10), "2024-02-29", "2024-02-29..2024-03-30 next 2024-03-20"),
        (years(2), months(2), "9998-05-01", "9998-05-01..9999-12-31 next 9999-10-31"),
    ] {
        let expected = format!("outcome 1 v1; certified 11 #1 {certified} <- 0");
        then(&lasting(a, w), &[], pass(on, 1), &expected);
    }
}

#[test]
fn every_field_of_a_cycle() {
    let world = World::with(&[passing(1), yearly(11, &[1])]).after(&[
        ("2024-01-01", add()),
        ("2024-01-01", assign(1, to_certification(11), Some("2024-07-31"))),
        ("2024-01-01", assign(2, to_certification(11), Some("2024-06-30"))),
        ("2024-01-01", assign(3, to_certification(11), None)),
        ("2024-01-01", assign(4, to_course(1), Some("2024-01-02"))),
    ]);
    let certification_id = CertificationId::new(uuid(11)).unwrap();
    let first = Cycle {
        number: 1,
        definition_version: 1,
        opens_on: None,
        due_on: Some(day("2024-06-30")),
        valid_from: day("2024-05-31"),
        valid_through: day("2025-05-31"),
        grace_through: None,
        baseline_through: day("2025-05-31"),
        base: day("2024-05-31"),
        k: 1,
        next_opens_on: day("2025-04-30"),
    };
    let consequence =
        |event| DecidedEvent { event: Event::Certification(event), consequence_of: Some(0) };
    let asked = pass("2024-05-31", 1);
    let Ok(Decision::Events(events)) = world.decide(&asked) else { panic!() };
    let satisfied = CycleSatisfied { certification_id, cycle: first };
    assert_eq!(events[1..], [consequence(CertificationEvent::Certified(satisfied))]);

    let world = world.after(&[asked]);
    let second = Cycle {
        number: 2,
        opens_on: Some(day("2025-04-30")),
        due_on: Some(day("2025-05-31")),
        valid_from: day("2025-05-10"),
        valid_through: day("2026-05-10"),
        baseline_through: day("2026-05-10"),
        base: day("2025-05-10"),
        next_opens_on: day("2026-04-10"),
        ..first
    };
    let Ok(Decision::Events(events)) = world.decide(&pass("2025-05-10", 1)) else { panic!() };
    let satisfied = CycleSatisfied { certification_id, cycle: second };
    assert_eq!(events[1..], [consequence(CertificationEvent::Recertified(satisfied))]);
}

#[test]
fn the_boundaries_are_on_time_and_late_is_late() {
    let given = [pass("2024-01-31", 1)];
    let recertified = |span: &str| format!("outcome 1 v1; recertified 11 #2 {span} <- 0");
    let opened = "due 2025-01-31 opened 2024-12-31";
    for (on, span) in [
        ("2024-12-31", "2024-12-31..2025-12-31 {} next 2025-11-30"),
        ("2025-01-31", "2025-01-31..2026-01-31 {} next 2025-12-31"),
        // Lapsed: the same cycle, satisfied late.
        ("2025-02-01", "2025-02-01..2026-02-01 {} next 2026-01-01"),
        ("2031-06-15", "2031-06-15..2032-06-15 {} next 2032-05-15"),
    ] {
        let expected = recertified(&span.replace("{}", opened));
        then(&yearly(11, &[1]), &given, pass(on, 1), &expected);
    }
}

#[test]
fn before_the_window_it_counts_for_the_course_and_renews_nothing() {
    let given = [pass("2024-01-31", 1)];
    then(&yearly(11, &[1]), &given, pass("2024-12-30", 1), "outcome 1 v1");
    then(&yearly(11, &[1]), &given, pass("2024-01-31", 1), "outcome 1 v1");
    then(&yearly(11, &[1]), &given, pass("2023-01-31", 1), "outcome 1 v1");
}

#[test]
fn early_renewal_takes_any_later_completion_that_reaches_further() {
    let early = |a| {
        certification(11, &[1], |with: &mut Certification| {
            (with.validity, with.minimum_validity, with.window) = (a, a, days(0));
            with.early_renewal = true;
        })
    };
    let given = [pass("2023-01-30", 1)];
    let renewed = "outcome 1 v1; recertified 11 #2 2023-01-31..2024-01-31 due 2024-01-30 \
        opened 2023-01-31 next 2024-01-31 <- 0";
    then(&early(years(1)), &given, pass("2023-01-31", 1), renewed);
    then(&early(years(1)), &given, pass("2023-01-30", 1), "outcome 1 v1");
    then(&early(years(1)), &given, pass("2023-01-29", 1), "outcome 1 v1");
    // January 30 and 31 both reach February 28: no renewal, and it does not stand in the way.
    then(&early(months(1)), &given, pass("2023-01-31", 1), "outcome 1 v1");
    let given = [pass("2023-01-30", 1), pass("2023-01-31", 1)];
    let renewed = "outcome 1 v1; recertified 11 #2 2023-02-01..2023-03-01 due 2023-02-28 \
        opened 2023-01-31 next 2023-03-01 <- 0";
    then(&early(months(1)), &given, pass("2023-02-01", 1), renewed);
}

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
    then(&all, &given, pass("2025-01-09", 1), "outcome 1 v1");
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
    check(&definitions, &given, credited(9, 0), "credited 1 NoEnrollment");
    let before = ("2024-06-01", enroll(1, 1));
    let given = [&given[..], &[before]].concat();
    check(&definitions, &given, credited(1, 0), expected);
}

#[test]
fn a_history_found_by_a_late_assignment_gives_all_its_cycles() {
    let definitions = [passing(1), yearly(11, &[1])];
    let given = [
        ("2000-01-01", add()),
        pass("2022-01-15", 1),
        pass("2021-01-31", 1),
        pass("2020-01-31", 1),
        pass("2020-03-01", 1),
    ];
    let expected = "assigned certification 11 on 2024-01-01; \
        certified 11 #1 2020-01-31..2021-01-31 next 2020-12-31 <- 0; \
        recertified 11 #2 2021-01-31..2022-01-31 due 2021-01-31 opened 2020-12-31 \
        next 2021-12-31 <- 0; \
        recertified 11 #3 2022-01-15..2023-01-15 due 2022-01-31 opened 2021-12-31 \
        next 2022-12-15 <- 0";
    check(&definitions, &given, obliged("2024-01-01", 11), expected);
}

#[test]
fn a_changed_definition_applies_from_the_next_cycle() {
    let given = [("2000-01-01", add()), obliged("2000-01-01", 11), pass("2024-01-31", 1)];
    let longer = certification(11, &[1], |with| {
        (with.validity, with.window, with.minimum_validity) = (years(3), years(2), years(2));
    });
    let world = World::with(&[passing(1), yearly(11, &[1])]).after(&given).revised(&longer);
    // The window of the open cycle is the one that was printed.
    assert_eq!(show(&world.decide(&pass("2024-12-30", 1))), "outcome 1 v1");
    let Ok(Decision::Events(events)) = world.decide(&pass("2024-12-31", 1)) else { panic!() };
    let Event::Certification(CertificationEvent::Recertified(satisfied)) = &events[1].event else {
        panic!()
    };
    assert_eq!(satisfied.cycle.definition_version, 2);
    assert_eq!(satisfied.cycle.valid_through, day("2027-12-31"));
    assert_eq!(satisfied.cycle.next_opens_on, day("2025-12-31"));
}

#[test]
fn one_entry_takes_so_many_cycles_and_the_next_goes_on() {
    let daily = lasting(days(1), days(0));
    let mut world = World::with(&[passing(1), daily]).after(&[("2000-01-01", add())]);
    for on in day("2001-01-01").date().series(1.day()).take(150) {
        let on = Occurred::Day(Day::from_date(on).unwrap());
        world.submit_on(on, &record(0, 1, PASSED)).unwrap();
    }
    let cycles = |outcome: &Result<Decision, _>| match outcome {
        Ok(Decision::Events(events)) => events.len() - 1,
        Ok(Decision::Unchanged(_)) | Err(_) => panic!(),
    };
    let outcome = world.submit(&obliged("2024-01-01", 11));
    assert_eq!(cycles(&outcome), MAX_CYCLES_PER_ENTRY);
    let again = ("2024-01-01", assign(12, to_certification(11), None));
    assert_eq!(cycles(&world.submit(&again)), 50);
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
