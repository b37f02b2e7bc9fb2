//! What may be defined, as which version, and what the catalog makes of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::catalog::Catalog;
use crate::catalog::certification::Certification;
use crate::catalog::command::DefinitionCommand;
use crate::catalog::course::CompletionRule;
use crate::fixture::asks::course;
use crate::fixture::defines::{
    certification, course_with, days, job, months, offering, org_unit, passing, requirements,
    yearly, years,
};
use crate::fixture::show::show;
use crate::fixture::{World, define, uuid};
use crate::id::CertificationId;
use crate::period::Period;

#[track_caller]
fn check(given: &[DefinitionCommand], asked: &DefinitionCommand, then: &str) {
    let catalog = World::with(given).catalog;
    let (after, outcome) = define(catalog.clone(), asked);
    assert_eq!(show(&outcome), then, "given {given:#?}\nasked {asked:?}");
    if then.contains(" v") {
        assert_eq!(show(&define(after, asked).1), "UNCHANGED NO_DIFFERENCE");
    } else {
        assert_eq!(after, catalog);
    }
}

#[test]
fn an_id_keeps_its_kind() {
    let all = [org_unit(1, 0), job(1, "Nurse"), passing(1), offering(1, 1, "", ""), yearly(1, &[])];
    for (index, first) in all.iter().enumerate() {
        if index == 3 {
            continue;
        }
        for (other, second) in all.iter().enumerate() {
            if other != index {
                check(std::slice::from_ref(first), second, "REJECTED OTHER_KIND");
            }
        }
    }
    let given = [passing(2), offering(1, 2, "", "")];
    check(&given, &passing(1), "REJECTED OTHER_KIND");
}

#[test]
fn org_units_form_trees() {
    let tree = [org_unit(1, 0), org_unit(2, 1), org_unit(3, 2)];
    check(&tree, &org_unit(4, 9), "REJECTED PARENT_UNKNOWN parent_id=9");
    check(&tree, &org_unit(4, 4), "REJECTED PARENT_UNKNOWN parent_id=4");
    check(&tree, &org_unit(1, 1), "REJECTED CYCLE parent_id=1");
    check(&tree, &org_unit(1, 3), "REJECTED CYCLE parent_id=3");
    check(&tree, &org_unit(3, 1), "org unit v2");
    check(&tree, &org_unit(3, 0), "org unit v2");
    check(&tree, &org_unit(4, 3), "org unit v1");
}

#[test]
fn jobs_are_revised() {
    check(&[], &job(1, "Nurse"), "job v1");
    check(&[job(1, "Nurse")], &job(1, "Head nurse"), "job v2");
    check(&[job(1, "Nurse"), job(1, "Head nurse")], &job(1, "Nurse"), "job v3");
}

#[test]
fn components_are_told_apart_and_their_order_is_nothing() {
    let with = |components| course_with(1, CompletionRule::Complete, components);
    check(&[], &with(&[11, 12, 11]), "REJECTED COMPONENT_REPEATED component_id=11");
    check(&[], &with(&[12, 11]), "course v1");
    let given = [with(&[11, 12])];
    check(&given, &with(&[11]), "course v2");
    let reordered = define(World::with(&given).catalog, &with(&[12, 11])).1;
    assert_eq!(show(&reordered), "UNCHANGED NO_DIFFERENCE");
}

#[test]
fn offerings_are_rejected_in_order() {
    let given = [passing(1), passing(2), offering(11, 1, "2024-01-01", "2024-01-31")];
    let wrong_days = |of| offering(11, of, "2024-02-01", "2024-01-31");
    check(&given, &wrong_days(9), "REJECTED COURSE_UNKNOWN course_id=9");
    check(&given, &wrong_days(2), "REJECTED COURSE_CHANGED course_id=1");
    check(&given, &wrong_days(1), "REJECTED ENDS_BEFORE_START");
    check(&given, &offering(11, 1, "2024-01-31", "2024-01-31"), "offering v2");
    check(&given, &offering(11, 1, "", "2024-01-31"), "offering v2");
    check(&given, &offering(12, 2, "", ""), "offering v1");
}

#[test]
fn certifications_are_rejected_in_order() {
    let mixed = Period { years: 1, months: 0, days: 1 };
    let unknown = "REJECTED COURSE_UNKNOWN course_id=9";
    let zero = days(0);
    let window = "REJECTED WINDOW_NOT_SHORTER_THAN_VALIDITY";
    let minimum = "REJECTED MINIMUM_VALIDITY_OUT_OF_RANGE";
    for (a, w, m, then) in [
        (years(1), days(30), months(1), "REJECTED MIXED_UNITS"),
        (years(1), months(1), days(30), "REJECTED MIXED_UNITS"),
        (days(365), days(30), months(1), "REJECTED MIXED_UNITS"),
        (mixed, months(1), months(1), "REJECTED MIXED_UNITS"),
        (mixed, mixed, mixed, "REJECTED MIXED_UNITS"),
        (zero, days(1), months(1), "REJECTED MIXED_UNITS"),
        (zero, months(1), months(1), "REJECTED NO_VALIDITY"),
        (zero, zero, zero, "REJECTED NO_VALIDITY"),
        (years(1), months(12), zero, window),
        (days(30), days(30), days(30), window),
        (years(1), months(1), zero, minimum),
        (years(1), zero, zero, minimum),
        (years(1), months(2), months(1), minimum),
        (years(1), months(1), months(13), minimum),
        (years(1), months(11), years(1), "certification v1"),
        (years(1), zero, months(12), "certification v1"),
        (days(30), days(29), days(29), "certification v1"),
        (days(1), zero, days(1), "certification v1"),
    ] {
        let edit = |with: &mut Certification| {
            (with.validity, with.window, with.minimum_validity) = (a, w, m);
        };
        check(&[passing(1)], &certification(11, &[1], edit), then);
        check(&[passing(1)], &certification(11, &[1, 9], edit), unknown);
    }
    let look_back = |period| certification(11, &[1], |with| with.look_back = Some(period));
    check(&[passing(1)], &look_back(mixed), "REJECTED MIXED_UNITS");
    check(&[passing(1)], &look_back(days(90)), "certification v1");
}

#[test]
fn requirements_are_a_set() {
    let given = [passing(1), passing(2), yearly(11, &[2, 1, 2])];
    check(&given[..2], &given[2], "certification v1");
    let same = define(World::with(&given).catalog, &yearly(11, &[1, 2])).1;
    assert_eq!(show(&same), "UNCHANGED NO_DIFFERENCE");
}

fn requiring(catalog: &Catalog, number: u128) -> Vec<u128> {
    catalog.requiring(course(number)).map(|id| id.uuid().as_u128()).collect()
}

#[test]
fn the_index_speaks_of_the_newest_versions() {
    let two_cycles = certification(11, &[1], |with| with.cycles.push(requirements(&[2])));
    let given = [passing(1), passing(2), passing(3), two_cycles, yearly(12, &[2])];
    let catalog = World::with(&given).catalog;
    assert_eq!(requiring(&catalog, 1), [11]);
    assert_eq!(requiring(&catalog, 2), [11, 12]);
    assert_eq!(requiring(&catalog, 3), []);
    let before = catalog.clone();
    let (catalog, _) = define(catalog, &yearly(11, &[3]));
    assert_eq!(requiring(&catalog, 1), []);
    assert_eq!(requiring(&catalog, 2), [12]);
    assert_eq!(requiring(&catalog, 3), [11]);
    // What was cloned earlier stays as it was.
    assert_eq!(requiring(&before, 2), [11, 12]);
    let id = CertificationId::new(uuid(11)).unwrap();
    assert_eq!(before.certification(id).unwrap().definition_version, 1);
    assert_eq!(catalog.certification(id).unwrap().definition_version, 2);
    assert_eq!(catalog.certification(id).unwrap().definition.required_in(1), [course(3)]);
}
