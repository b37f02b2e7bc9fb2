//! The company is the same every time, looks like one, and makes the mistakes that companies make.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::date;
use learnlog_chain::entry_hash;
use learnlog_proto::api::Command;
use learnlog_proto::api::command::Command as Kind;
use prost::Message;

use super::step::{Act, Occurred, Result, Source};
use super::{Demo, Settings};

const SMALL: Settings = Settings { seed: 7, people: 40, until: date(2026, 10, 31) };

fn all(demo: &Demo) -> Vec<Command> {
    demo.definitions().into_iter().chain(demo.commands()).collect()
}

fn digest(settings: &Settings) -> String {
    let commands = all(&Demo::new(settings));
    let bytes: Vec<u8> =
        commands.iter().flat_map(Message::encode_length_delimited_to_vec).collect();
    entry_hash(&bytes).to_string()
}

fn kind(command: &Command) -> &'static str {
    match command.command.as_ref().unwrap() {
        Kind::AddPerson(_) => "add_person",
        Kind::ChangePerson(_) => "change_person",
        Kind::Assign(_) => "assign",
        Kind::Enroll(_) => "enroll",
        Kind::Withdraw(_) => "withdraw",
        Kind::RecordLaunch(_) => "record_launch",
        Kind::RecordProgress(_) => "record_progress",
        Kind::RecordOutcome(_) => "record_outcome",
        Kind::CreditPriorLearning(_) => "credit_prior_learning",
        Kind::DefineOrgUnit(_) => "define_org_unit",
        Kind::DefineJob(_) => "define_job",
        Kind::DefineCourse(_) => "define_course",
        Kind::DefineOffering(_) => "define_offering",
        Kind::DefineCertification(_) => "define_certification",
        Kind::Abandon(_) => "abandon",
    }
}

#[test]
fn a_small_company_is_the_one_it_always_was() {
    let mut counts = BTreeMap::new();
    for command in all(&Demo::new(&SMALL)) {
        *counts.entry(kind(&command)).or_insert(0) += 1;
    }
    let expected = BTreeMap::from([
        ("abandon", 1),
        ("add_person", 41),
        ("assign", 512),
        ("change_person", 7),
        ("credit_prior_learning", 4),
        ("define_certification", 8),
        ("define_course", 40),
        ("define_job", 12),
        ("define_offering", 205),
        ("define_org_unit", 24),
        ("enroll", 666),
        ("record_launch", 542),
        ("record_outcome", 643),
        ("record_progress", 515),
        ("withdraw", 19),
    ]);
    assert_eq!(counts, expected);
    assert_eq!(digest(&SMALL), "c09c8fc3900884873f56cde6f80642018fb8849f349e4129919cfd44ab3287a0");
}

#[test]
fn the_same_settings_give_the_same_company_and_others_another() {
    assert_eq!(digest(&SMALL), digest(&SMALL));
    let others = [
        Settings { seed: 8, ..SMALL },
        Settings { people: 41, ..SMALL },
        Settings { until: date(2026, 10, 30), ..SMALL },
    ];
    for other in others {
        assert_ne!(digest(&other), digest(&SMALL), "{other:?}");
    }
}

#[test]
fn one_person_more_leaves_everybody_elses_life_as_it_was() {
    let lives = |people| {
        let demo = Demo::new(&Settings { people, ..SMALL });
        let mut steps = demo.steps;
        steps.retain(|step| step.person < 30 && !matches!(step.act, Act::Move { .. }));
        steps
    };
    assert_eq!(lives(40), lives(60));
}

#[test]
fn reports_come_in_their_order_and_some_come_late_and_out_of_order() {
    let demo = Demo::new(&Settings { people: 200, ..SMALL });
    assert!(demo.steps.is_sorted_by_key(|step| step.reported));
    let mut latest = HashMap::new();
    let (mut out_of_order, mut weeks_late) = (0, 0);
    for step in demo.steps.iter().filter(|step| step.source == Source::FieldApp) {
        let Occurred::At(occurred) = step.occurred else { panic!("players know the minute") };
        let before = latest.entry(step.person).or_insert(occurred);
        out_of_order += u32::from(occurred < *before);
        weeks_late += u32::from(step.reported.day().0 - occurred.day().0 > 14);
        *before = occurred.max(*before);
    }
    assert!(out_of_order > 100 && weeks_late > 100, "{out_of_order} {weeks_late}");
}

#[test]
fn everybody_is_added_before_anything_else_and_only_once_a_manager_is() {
    let demo = Demo::new(&SMALL);
    let mut added = HashSet::new();
    let mut people = HashSet::new();
    let mut managers = HashSet::new();
    for (step, command) in demo.steps.iter().zip(demo.commands()) {
        if step.act == Act::Join {
            added.insert(step.person);
        }
        assert!(added.contains(&step.person), "{step:?}");
        if let Some(Kind::AddPerson(add)) = command.command {
            people.insert(add.learner_id.clone());
            let manager = add.person.unwrap().manager_id;
            assert_ne!(manager, add.learner_id);
            managers.insert(manager);
        }
    }
    assert_eq!(people.len(), 40);
    managers.remove("");
    assert!(managers.len() > 5 && managers.is_subset(&people));
}

#[test]
fn all_that_goes_wrong_in_companies_goes_wrong_here() {
    let demo = Demo::new(&Settings { people: 1_000, ..SMALL });
    let mut seen: HashMap<(u32, u32), Act> = HashMap::new();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut count = |what, is_so: bool| *counts.entry(what).or_default() += u32::from(is_so);
    for step in &demo.steps {
        let before = seen.insert((step.person, step.number), step.act);
        count("repeated", before == Some(step.act));
        count("id used twice", before.is_some_and(|act| act != step.act));
        count("stranger", step.act == Act::EnrollStranger);
        count("given up", matches!(step.act, Act::GiveUp { .. }));
        count("leaver", matches!(step.act, Act::Leave { .. }));
        count("mover", matches!(step.act, Act::Move { .. }));
        count("unknown day", matches!(step.occurred, Occurred::Before(_)));
        let Act::Finish { attempt, result, .. } = step.act else { continue };
        count("retake", attempt > 1);
        count("failed", matches!(result, Result::Failed(_)));
        count("distinction", matches!(result, Result::Distinction(_)));
    }
    assert!(counts.values().all(|count| *count >= 5), "{counts:?}");
}

#[test]
fn the_catalog_is_defined_parents_first() {
    let demo = Demo::new(&Settings { people: 2_000, ..SMALL });
    let mut known = HashSet::from([String::new()]);
    let (mut courses, mut certifications, mut units) = (0, 0, 0);
    for definition in demo.definitions() {
        let (id, names) = match definition.command.unwrap() {
            Kind::DefineOrgUnit(unit) => {
                units += 1;
                (unit.org_unit_id, vec![unit.parent_id])
            }
            Kind::DefineJob(job) => (job.job_id, vec![]),
            Kind::DefineCourse(course) => {
                courses += 1;
                (course.course_id, vec![])
            }
            Kind::DefineOffering(offering) => (offering.offering_id, vec![offering.course_id]),
            Kind::DefineCertification(certification) => {
                certifications += 1;
                let names = certification.cycles.into_iter().flat_map(|cycle| cycle.course_ids);
                (certification.certification_id, names.collect())
            }
            other => panic!("{other:?} defines nothing"),
        };
        assert!(names.iter().all(|name| known.contains(name)), "{id} names {names:?}");
        assert!(known.insert(id));
    }
    assert_eq!((courses, certifications), (40, 8));
    assert!(units > 100, "{units} units");
}
