//! A history of everything that can happen, in an order that nobody would choose. Deterministic
//! from its seed.

use jiff::ToSpan;
use learnlog_domain::assignment::event::Target;
use learnlog_domain::catalog::course::CompletionRule;
use learnlog_domain::command::Command;
use learnlog_domain::completion::event::Success;
use learnlog_domain::enrollment::command::EnrollTarget;
use learnlog_domain::person::event::{PersonAttributes, PersonField};
use learnlog_domain::time::{Day, Occurred};

use crate::ask::*;
use crate::journal::Journal;

const UNITS: u64 = 12;
const COURSES: u64 = 6;
const OFFERINGS: u64 = 6;
const CERTIFICATIONS: u64 = 2;

/// xorshift64*.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    /// 0 to `below` - 1.
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % below
    }

    fn pick(&mut self, below: u64) -> u128 {
        self.roll(below).into()
    }

    /// A day within three years, or (rarely) none that is known.
    fn day(&mut self) -> Occurred {
        let first = jiff::civil::date(2024, 1, 1);
        let mut day = || {
            let days = self.roll(1_000) as i64;
            Day::from_date(first.saturating_add(days.days())).unwrap()
        };
        let (one, other) = (day(), day());
        match self.roll(40) {
            0 => Occurred::Unknown { first: None, last: None },
            1 => Occurred::Unknown { first: Some(one.min(other)), last: Some(one.max(other)) },
            _ => Occurred::Day(one),
        }
    }
}

/// Writes the catalog and then so many commands about so many people.
pub fn write(journal: &mut Journal, people: u64, commands: u64, seed: u64) {
    let mut dice = Dice::new(seed);
    define(journal);
    for who in 0..people {
        let attributes = attributes(&mut dice, people);
        let occurred = dice.day();
        journal.submit(&add(who.into(), attributes), Some(occurred));
    }
    let mut next = 1_000;
    for _ in 0..commands {
        next += 1;
        let command = command(&mut dice, people, next);
        let occurred = dice.day();
        journal.submit(&command, Some(occurred));
        if dice.roll(500) == 0 {
            let unit = dice.pick(UNITS - 1) + 1;
            let parent = dice.pick(u64::try_from(unit).unwrap());
            journal.submit(&define_unit(unit, Some(parent)), None);
        }
    }
}

fn define(journal: &mut Journal) {
    let mut commands = vec![define_unit(0, None), define_job(0), define_job(1)];
    commands.extend((1..UNITS).map(|unit| define_unit(unit.into(), Some((unit / 3).into()))));
    for course in 0..u128::from(COURSES) {
        let rule = if course % 2 == 0 { CompletionRule::Complete } else { CompletionRule::Passed };
        commands.push(define_course(course, rule));
    }
    for offering in 0..u128::from(OFFERINGS) {
        commands.push(define_offering(offering, offering % 3, Some(("2024-03-01", "2026-02-28"))));
    }
    for certification in 0..u128::from(CERTIFICATIONS) {
        commands.push(define_certification(certification, &[certification, certification + 1]));
    }
    for command in commands {
        journal.submit(&command, None);
    }
}

fn attributes(dice: &mut Dice, people: u64) -> PersonAttributes {
    let name = format!("Person {}", dice.roll(50));
    let mut attributes = named(&name);
    attributes.org_unit_id = (dice.roll(10) > 0).then(|| unit(dice.pick(UNITS)));
    attributes.job_id = (dice.roll(3) > 0).then(|| job(dice.pick(2)));
    attributes.locale = (dice.roll(3) == 0).then(|| "de-CH".into());
    attributes.hire_date = (dice.roll(4) > 0).then(|| hired(dice));
    attributes.manager_id = (dice.roll(4) == 0).then(|| learner(dice.pick(people)));
    attributes.worker_type = (dice.roll(4) == 0).then(|| "CONTRACTOR".into());
    attributes.time_zone = (dice.roll(4) == 0).then(|| "Asia/Kathmandu".into());
    attributes.other.insert("region".into(), sealed(&name));
    attributes
}

/// Somebody leaves, or comes back: hired anew or not, for good or for a while.
fn employment(dice: &mut Dice, who: u128) -> Command {
    let nothing = PersonAttributes::default();
    let leaves = |on| PersonAttributes { employment_end: Some(on), ..PersonAttributes::default() };
    match dice.roll(5) {
        0 | 1 => change(who, leaves(left(dice)), &[]),
        2 => change(who, nothing, &[PersonField::EmploymentEnd]),
        3 => {
            let again = PersonAttributes { hire_date: Some(left(dice)), ..nothing };
            change(who, again, &[PersonField::EmploymentEnd])
        }
        _ => {
            let hire_date = Some(hired(dice));
            change(who, PersonAttributes { hire_date, ..leaves(left(dice)) }, &[])
        }
    }
}

fn left(dice: &mut Dice) -> Day {
    let days = dice.roll(900) as i64;
    Day::from_date(jiff::civil::date(2024, 3, 1).saturating_add(days.days())).unwrap()
}

fn hired(dice: &mut Dice) -> Day {
    let days = dice.roll(900) as i64;
    Day::from_date(jiff::civil::date(2023, 1, 1).saturating_add(days.days())).unwrap()
}

/// Many of them are rejected, unchanged, or do not count: that is what happens, too.
fn command(dice: &mut Dice, people: u64, next: u128) -> Command {
    let who = dice.pick(people);
    // Enrollments are numbered by learner, so that most facts find one.
    let enrolled = who * 16 + dice.pick(6);
    let number = who * 16 + dice.pick(6);
    match dice.roll(22) {
        0..4 => {
            let target = match dice.roll(2) {
                0 => EnrollTarget::Course(course(dice.pick(COURSES))),
                _ => EnrollTarget::Offering(offering(dice.pick(OFFERINGS))),
            };
            enroll(who, number, target)
        }
        4..6 => launch(who, enrolled),
        6..10 => progress(who, Some(enrolled), dice.pick(COURSES)),
        10..14 => {
            let success = [Success::Passed, Success::Failed, Success::Unknown, Success::Passed];
            let grade = (dice.roll(3) == 0).then_some("DISTINCTION");
            outcome(who, enrolled, success[dice.roll(4) as usize], grade)
        }
        14 => withdraw(who, enrolled),
        15 => {
            let part = (dice.roll(2) == 0).then(|| dice.pick(COURSES));
            credit(who, next, enrolled, part)
        }
        16 => pass(who, dice.pick(COURSES)),
        17 => {
            let target = match dice.roll(2) {
                0 => Target::Course(course(dice.pick(COURSES))),
                _ => Target::Certification(certification(dice.pick(CERTIFICATIONS))),
            };
            let due = ["2024-06-30", "2025-03-31", "2026-01-31"][dice.roll(3) as usize];
            assign(who, next, target, (dice.roll(5) > 0).then_some(due))
        }
        18 => change(who, attributes(dice, people), &[]),
        19 | 20 => employment(dice, who),
        _ => {
            let field = [
                PersonField::OrgUnit,
                PersonField::HireDate,
                PersonField::DisplayName,
                PersonField::Manager,
                PersonField::TimeZone,
            ];
            change(who, PersonAttributes::default(), &[field[dice.roll(5) as usize]])
        }
    }
}
