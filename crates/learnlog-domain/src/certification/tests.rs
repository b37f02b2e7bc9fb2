//! Which day counts for a certificate, how long it lasts, and what satisfies its next cycle.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod requirements;

use jiff::ToSpan;

use crate::catalog::certification::Certification;
use crate::catalog::command::DefinitionCommand;
use crate::certification::decide::MAX_CYCLES_PER_ENTRY;
use crate::certification::event::{CertificationEvent, Cycle, CycleSatisfied};
use crate::certification::evolve::evolve;
use crate::decision::{DecidedEvent, Decision};
use crate::event::Event;
use crate::fixture::asks::{PASSED, add, assign, record, to_certification, to_course};
use crate::fixture::defines::{certification, days, months, passing, requirements, yearly, years};
use crate::fixture::show::show;
use crate::fixture::{Ask, World, check, day, uuid};
use crate::id::CertificationId;
use crate::state::{LearnerState, StreamState};
use crate::time::{Day, Occurred};

/// A pass of a course, without enrollment.
fn pass(on: &'static str, number: u128) -> Ask {
    (on, record(0, number, PASSED))
}

fn obliged(on: &'static str, number: u128) -> Ask {
    (on, assign(number, to_certification(number), None))
}

/// An outcome of course 1 that does not renew certification 11.
fn not_renewed(on: &str, opens_on: &str, reason: &str) -> String {
    format!("outcome 1 v1; not renewed 11 on {on} opens {opens_on} {reason} <- 0")
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
    for on in ["2024-12-30", "2024-01-31", "2023-01-31"] {
        let expected = not_renewed(on, "2024-12-31", "BeforeWindow");
        then(&yearly(11, &[1]), &given, pass(on, 1), &expected);
    }
    // What the next cycle does not ask for has nothing to renew, and neither has who holds nothing.
    then(&yearly(11, &[1]), &given, pass("2024-12-30", 2), "outcome 2 v1");
    let next_asks_for_another =
        certification(11, &[1], |with| with.cycles.push(requirements(&[2])));
    then(&next_asks_for_another, &given, pass("2024-06-01", 1), "outcome 1 v1");
    let both = yearly(11, &[1, 2]);
    then(&both, &[], pass("2024-06-01", 1), "outcome 1 v1");
    // A part of what the next cycle asks for may do so yet.
    let held = [pass("2024-01-31", 1), pass("2024-01-31", 2)];
    then(&both, &held, pass("2024-12-31", 1), "outcome 1 v1");
    let expected = not_renewed("2024-12-30", "2024-12-31", "BeforeWindow");
    then(&both, &held, pass("2024-12-30", 1), &expected);
}

#[test]
fn what_is_not_renewed_changes_no_certificate() {
    let definitions = [passing(1), yearly(11, &[1])];
    let given = [("2000-01-01", add()), obliged("2000-01-01", 11), pass("2024-01-31", 1)];
    let world = World::with(&definitions).after(&given);
    let after = world.clone().after(&[pass("2024-06-01", 1)]);
    let certifications = |world: &World| {
        let StreamState::Learner(learner) = &world.state else { panic!("a learner's state") };
        learner.certifications.clone()
    };
    assert_eq!(certifications(&after), certifications(&world));
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
    for on in ["2023-01-30", "2023-01-29"] {
        let expected = not_renewed(on, "2023-01-31", "BeforeWindow");
        then(&early(years(1)), &given, pass(on, 1), &expected);
    }
    // January 30 and 31 both reach February 28: no renewal, and it does not stand in the way.
    let expected = not_renewed("2023-01-31", "2023-01-31", "NotLater");
    then(&early(months(1)), &given, pass("2023-01-31", 1), &expected);
    let given = [pass("2023-01-30", 1), pass("2023-01-31", 1)];
    let renewed = "outcome 1 v1; recertified 11 #2 2023-02-01..2023-03-01 due 2023-02-28 \
        opened 2023-01-31 next 2023-03-01 <- 0";
    then(&early(months(1)), &given, pass("2023-02-01", 1), renewed);
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
    let expected = not_renewed("2024-12-30", "2024-12-31", "BeforeWindow");
    assert_eq!(show(&world.decide(&pass("2024-12-30", 1))), expected);
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
fn a_cycle_never_goes_back() {
    let mut learner = LearnerState::default();
    for number in [2, 1, 2] {
        let cycle = Cycle {
            number,
            definition_version: 1,
            opens_on: None,
            due_on: None,
            valid_from: day("2024-01-31"),
            valid_through: day("2025-01-31"),
            grace_through: None,
            baseline_through: day("2025-01-31"),
            base: day("2024-01-31"),
            k: 1,
            next_opens_on: day("2024-12-31"),
        };
        let certification_id = CertificationId::new(uuid(11)).unwrap();
        let satisfied = CycleSatisfied { certification_id, cycle };
        evolve(&mut learner, &CertificationEvent::Certified(satisfied));
        let held = learner.certifications.get(&certification_id).and_then(|state| state.held);
        assert_eq!(held.map(|held| held.number), Some(2));
    }
}
