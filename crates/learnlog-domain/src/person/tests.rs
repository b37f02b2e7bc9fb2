//! Who may be added or changed, and what of it is a change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::collection::vec;
use proptest::prelude::*;

use crate::command::LearnerAction;
use crate::decision::Decision;
use crate::fixture::asks::{add, add_with, change, sealed};
use crate::fixture::defines::{job, org_unit};
use crate::fixture::show::show;
use crate::fixture::{Ask, World, check, day, uuid};
use crate::id::{JobId, LearnerId, OrgUnitId};
use crate::person::event::{PersonAttributes, PersonField};
use crate::time::{Day, Occurred};

fn in_unit(number: u128) -> impl Fn(&mut PersonAttributes) {
    move |person| person.org_unit_id = Some(OrgUnitId::new(uuid(number)).unwrap())
}

fn in_job(number: u128) -> impl Fn(&mut PersonAttributes) {
    move |person| person.job_id = Some(JobId::new(uuid(number)).unwrap())
}

fn under(number: u128) -> impl Fn(&mut PersonAttributes) {
    move |person| person.manager_id = Some(LearnerId::new(uuid(number)).unwrap())
}

fn named(content: u8, nonce: u8) -> impl Fn(&mut PersonAttributes) {
    move |person| person.display_name = Some(sealed(content, nonce))
}

fn employed(from: &'static str, to: &'static str) -> impl Fn(&mut PersonAttributes) {
    let date = |text: &str| (!text.is_empty()).then(|| day(text));
    move |person| (person.hire_date, person.employment_end) = (date(from), date(to))
}

fn everything(person: &mut PersonAttributes) {
    for edit in [&in_unit(101) as &dyn Fn(&mut _), &in_job(201), &under(2), &named(1, 1)] {
        edit(person);
    }
    person.email = Some(sealed(2, 1));
    person.worker_type = Some("EMPLOYEE".into());
    person.locale = Some("en".into());
    person.time_zone = Some("Europe/London".into());
    person.hire_date = Some(day("2020-01-01"));
    person.employment_end = Some(day("2025-01-01"));
    person.external_ids.insert("hr".into(), sealed(3, 1));
    person.other.insert("gender".into(), sealed(4, 1));
}

const EVERYTHING: &str = "[display_name email org_unit_id job_id manager_id worker_type hire_date \
    employment_end locale time_zone id:hr other:gender]";

/// What mends the first fault, and what comes out while it and all later ones are there.
type Step<'a> = (&'a dyn Fn(&mut PersonAttributes), &'a str);

#[track_caller]
fn then(given: &[Ask], asked: Ask, then: &str) {
    check(&[org_unit(101, 0), job(201, "Nurse")], given, asked, then);
}

#[test]
fn add_is_rejected_in_order() {
    let all = |person: &mut PersonAttributes| {
        for edit in [
            &in_unit(109) as &dyn Fn(&mut _),
            &in_job(209),
            &under(1),
            &employed("2024-02-01", "2024-01-31"),
        ] {
            edit(person);
        }
    };
    then(&[("2024-01-01", add())], ("2024-01-01", add_with(all)), "REJECTED PERSON_EXISTS");
    let steps: [Step; 5] = [
        (&|_| {}, "REJECTED ORG_UNIT_UNKNOWN org_unit_id=109"),
        (&in_unit(101), "REJECTED JOB_UNKNOWN job_id=209"),
        (&in_job(201), "REJECTED OWN_MANAGER"),
        (&under(2), "REJECTED EMPLOYMENT_ENDS_BEFORE_HIRE"),
        (
            &employed("2024-02-01", "2024-02-01"),
            "added [org_unit_id job_id manager_id hire_date employment_end] on 2024-01-01",
        ),
    ];
    for count in 1..=steps.len() {
        let asked = add_with(|person| {
            all(person);
            steps[..count].iter().for_each(|(mend, _)| mend(person));
        });
        then(&[], ("2024-01-01", asked), steps[count - 1].1);
    }
}

#[test]
fn adding_again_is_compared_without_day_and_nonce() {
    let given = [("2024-01-01", add_with(everything))];
    then(&[], given[0].clone(), &format!("added {EVERYTHING} on 2024-01-01"));
    let again = add_with(|person| {
        everything(person);
        person.display_name = Some(sealed(1, 99));
    });
    then(&given, ("2024-06-01", again), "UNCHANGED NO_DIFFERENCE");
    let other = add_with(|person| {
        everything(person);
        person.other.insert("region".into(), sealed(5, 1));
    });
    then(&given, ("2024-01-01", other), "REJECTED PERSON_EXISTS");
    then(&given, ("2024-01-01", add()), "REJECTED PERSON_EXISTS");
}

#[test]
fn change_is_rejected_in_order() {
    let given = [("2024-01-01", add_with(employed("2024-02-01", "")))];
    let all = |person: &mut PersonAttributes| {
        for edit in
            [&in_unit(109) as &dyn Fn(&mut _), &in_job(209), &under(1), &employed("", "2024-01-31")]
        {
            edit(person);
        }
    };
    then(&[], ("2024-01-02", change(all, &[])), "REJECTED PERSON_UNKNOWN");
    let steps: [Step; 5] = [
        (&|_| {}, "REJECTED ORG_UNIT_UNKNOWN org_unit_id=109"),
        (&in_unit(101), "REJECTED JOB_UNKNOWN job_id=209"),
        (&in_job(201), "REJECTED OWN_MANAGER"),
        (&under(2), "REJECTED EMPLOYMENT_ENDS_BEFORE_HIRE"),
        (
            &employed("", "2024-02-01"),
            "changed [org_unit_id job_id manager_id employment_end] cleared {} on 2024-01-02",
        ),
    ];
    for count in 1..=steps.len() {
        let asked = change(
            |person| {
                all(person);
                steps[..count].iter().for_each(|(mend, _)| mend(person));
            },
            &[],
        );
        then(&given, ("2024-01-02", asked), steps[count - 1].1);
    }
}

#[test]
fn only_what_differs_is_a_change() {
    let given = [("2024-01-01", add_with(everything))];
    let same = change(everything, &[]);
    then(&given, ("2024-01-01", same.clone()), "UNCHANGED NO_DIFFERENCE");
    then(&given, ("?", same.clone()), "UNCHANGED NO_DIFFERENCE");
    then(&given, ("2024-02-01", change(|_| {}, &[])), "UNCHANGED NO_DIFFERENCE");
    let two = change(
        |person| {
            everything(person);
            person.display_name = Some(sealed(8, 1));
            person.external_ids.insert("hr".into(), sealed(9, 1));
            person.external_ids.insert("lms".into(), sealed(9, 1));
        },
        &[PersonField::Email, PersonField::Job],
    );
    // What is both set and named to be emptied is set.
    let expected = "changed [display_name id:hr id:lms] cleared {} on 2024-01-01";
    then(&given, ("2024-01-01", two), expected);
    let cleared = change(|_| {}, &[PersonField::Email, PersonField::Job]);
    let expected = "changed [] cleared {Email, Job} on 2024-02-01";
    then(&given, ("2024-02-01", cleared.clone()), expected);
    let given = [given[0].clone(), ("2024-02-01", cleared.clone())];
    then(&given, ("2024-02-01", cleared), "UNCHANGED NO_DIFFERENCE");
}

#[test]
fn the_same_value_of_another_day_is_a_change() {
    let given = [("2024-02-01", add_with(everything))];
    let same = change(everything, &[]);
    for day in ["2024-01-01", "2024-03-01"] {
        let expected = format!("changed {EVERYTHING} cleared {{}} on {day}");
        then(&given, (day, same.clone()), &expected);
    }
    let given = [given[0].clone(), ("2024-03-01", same.clone())];
    then(&given, ("2024-03-01", same.clone()), "UNCHANGED NO_DIFFERENCE");
    // That a day is known now is new, too.
    let given = [("?", add_with(in_unit(101))), ("?", change(in_unit(101), &[]))];
    let expected = "changed [org_unit_id] cleared {} on 2024-03-01";
    then(&given[..1], ("2024-03-01", change(in_unit(101), &[])), expected);
    then(&given[..1], given[1].clone(), "UNCHANGED NO_DIFFERENCE");
}

#[test]
fn a_return_that_is_told_before_the_leave_stands() {
    let definitions = [org_unit(101, 0), org_unit(102, 0)];
    let back = ("2022-01-01", change(in_unit(101), &[]));
    let away = ("2021-01-01", change(in_unit(102), &[]));
    let mut world = World::with(&definitions).after(&[
        ("2020-01-01", add_with(in_unit(101))),
        back.clone(),
        away,
    ]);
    let expected = "UNCHANGED NO_DIFFERENCE";
    assert_eq!(show(&world.submit(&back)), expected, "what stands is the return");
}

#[test]
fn every_field_can_be_changed_and_emptied() {
    use PersonField as Field;
    let fields = [
        Field::DisplayName,
        Field::Email,
        Field::OrgUnit,
        Field::Job,
        Field::Manager,
        Field::WorkerType,
        Field::HireDate,
        Field::EmploymentEnd,
        Field::Locale,
        Field::TimeZone,
    ];
    let given = [("2024-01-01", add())];
    let asked = ("2024-02-01", change(everything, &[]));
    then(&given, asked.clone(), &format!("changed {EVERYTHING} cleared {{}} on 2024-02-01"));
    let given = [given[0].clone(), asked];
    let emptied = change(|_| {}, &fields);
    let expected = format!("changed [] cleared {{{}}} on 2024-03-01", {
        fields.map(|field| format!("{field:?}")).join(", ")
    });
    then(&given, ("2024-03-01", emptied.clone()), &expected);
    let given = [given[0].clone(), given[1].clone(), ("2024-03-01", emptied.clone())];
    then(&given, ("2024-03-01", emptied), "UNCHANGED NO_DIFFERENCE");
}

#[test]
fn a_change_from_before_is_history_and_does_not_replace() {
    let definitions = [org_unit(101, 0), org_unit(102, 0)];
    let moved = ("2024-03-01", change(in_unit(101), &[]));
    let late = ("2024-02-01", change(in_unit(102), &[]));
    let given = [("2024-01-01", add()), moved.clone()];
    let expected = "changed [org_unit_id] cleared {} on 2024-02-01";
    check(&definitions, &given, late.clone(), expected);
    let given = [given[0].clone(), moved.clone(), late];
    // In force is still what began in March.
    check(&definitions, &given, moved, "UNCHANGED NO_DIFFERENCE");
    // Another attribute is not held back by it.
    let other = ("2024-02-01", change(under(2), &[]));
    let expected = "changed [manager_id] cleared {} on 2024-02-01";
    check(&definitions, &given, other, expected);
    // An unknown day is neither before nor after.
    let unknown = ("?", change(in_unit(102), &[]));
    check(&definitions, &given, unknown.clone(), "changed [org_unit_id] cleared {} on ?");
    // It replaces what stands, and what was before that is history as it was.
    let given = [given.to_vec(), vec![unknown, ("2024-02-02", change(in_unit(101), &[]))]].concat();
    let again = ("2024-03-01", change(in_unit(102), &[]));
    check(&definitions, &given, again, "UNCHANGED NO_DIFFERENCE");
    // The same value from an earlier day on says something new.
    let earlier = ("2024-02-15", change(in_unit(102), &[]));
    let expected = "changed [org_unit_id] cleared {} on 2024-02-15";
    check(&definitions, &given, earlier, expected);
}

/// A change of one of three attributes: to another value, or (0) to none.
fn one_of_three(attribute: usize, value: u8) -> LearnerAction {
    use PersonField as Field;
    let field = [Field::Email, Field::OrgUnit, Field::WorkerType][attribute];
    if value == 0 {
        return change(|_| {}, &[field]);
    }
    let set = |person: &mut PersonAttributes| match attribute {
        0 => person.email = Some(sealed(value, 1)),
        1 => in_unit(100 + u128::from(value))(person),
        _ => person.worker_type = Some(format!("W{value}")),
    };
    change(set, &[])
}

proptest! {
    #[test]
    fn dated_changes_come_to_the_same_in_any_order(
        changes in vec((0..3_usize, 0..3_u8), 1..8),
        order in any::<u64>(),
    ) {
        let of_day = |(place, (attribute, value)): (usize, &(usize, u8))| {
            let day = Day::new(2024, 1, 10 + i32::try_from(place).unwrap()).unwrap();
            (Occurred::Day(day), one_of_three(*attribute, *value))
        };
        let in_order: Vec<_> = changes.iter().enumerate().map(of_day).collect();
        let mut shuffled = in_order.clone();
        shuffled.sort_by_key(|(day, _)| {
            let Occurred::Day(day) = day else { return 0 };
            order.wrapping_mul(2 * u64::from(day.date().day().cast_unsigned()) + 1).rotate_left(17)
        });
        let definitions = [org_unit(101, 0), org_unit(102, 0)];
        let given = [("2024-01-01", add_with(in_unit(101)))];
        let begun = World::with(&definitions).after(&given);
        let (mut one, mut other) = (begun.clone(), begun);
        for (day, action) in &in_order {
            one.submit_on(day.clone(), action).unwrap();
        }
        for (day, action) in &shuffled {
            other.submit_on(day.clone(), action).unwrap();
        }
        prop_assert_eq!(&one.state, &other.state);
        // What stands is not recorded twice.
        for attribute in 0..3 {
            let told = (0..changes.len()).rev().find(|place| changes[*place].0 == attribute);
            let Some((day, action)) = told.map(|place| in_order[place].clone()) else { continue };
            prop_assert!(matches!(one.decide_on(day, &action), Ok(Decision::Unchanged(_))));
        }
    }
}

#[test]
fn employment_is_checked_on_what_would_be_in_force() {
    let given = [("2024-01-01", add_with(employed("2024-01-01", "2024-12-31")))];
    let hired_again = employed("2025-02-01", "");
    let alone = ("2025-02-01", change(&hired_again, &[]));
    then(&given, alone, "REJECTED EMPLOYMENT_ENDS_BEFORE_HIRE");
    let with_end = ("2025-02-01", change(&hired_again, &[PersonField::EmploymentEnd]));
    let expected = "changed [hire_date] cleared {EmploymentEnd} on 2025-02-01";
    then(&given, with_end, expected);
    // History does not touch what is in force, so it cannot contradict it.
    let history = ("2023-01-01", change(employed("2025-02-01", ""), &[]));
    then(&given, history, "changed [hire_date] cleared {} on 2023-01-01");
}
