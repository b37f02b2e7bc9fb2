//! What one person does, and who reports it when. Invariant: nothing happens before the person was
//! added, after their last day, or after the end of the history.

use crate::demo::calendar::{Day, Minute};
use crate::demo::company::{Company, Person};
use crate::demo::random::{Kind, Random};
use crate::demo::step::{Act, Occurred, Source, Step};

/// When a working day begins, in minutes.
const MORNING: i32 = 7 * 60;

/// When it ends.
const EVENING: i32 = 17 * 60;

/// The steps of one person in the making.
pub struct History<'a> {
    /// Where.
    pub company: &'a Company,
    /// Who.
    pub person: &'a Person,
    /// Of this life.
    pub random: Random,
    /// The first day on which learning is possible.
    pub begins: Day,
    /// The last day.
    pub ends: Day,
    number: u32,
    added: Minute,
    steps: Vec<Step>,
    enrollments: u16,
    assignments: u16,
}

impl<'a> History<'a> {
    /// Of a person who joins.
    pub fn begin(company: &'a Company, number: u32, person: &'a Person) -> Self {
        let begins = person.hired.max(company.begins);
        let ends = person.left.unwrap_or(company.ends).min(company.ends);
        let mut random = Random::new(company.seed, [Kind::Life as u64, number.into(), 0]);
        let added = begins.minute(random.between(0, MORNING - 60));
        let mut history = Self {
            company,
            person,
            random,
            begins,
            ends,
            number,
            added,
            steps: Vec::new(),
            enrollments: 0,
            assignments: 0,
        };
        history.push(added, Occurred::On(person.hired), Source::PersonnelFeed, Act::Join);
        history
    }

    /// All steps, not yet in the order of their reports.
    pub fn finish(self) -> Vec<Step> {
        self.steps
    }

    /// The steps so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// A step of the personnel or learning management system, which know a day and report in the
    /// night after it. Nothing, if the day is not one of the history.
    pub fn on(&mut self, day: Day, source: Source, act: Act) {
        if day <= self.company.ends {
            let reported = day.minute(EVENING + self.random.between(0, 360));
            self.push(reported, Occurred::On(day), source, act);
        }
    }

    /// A step of the person's own, at some time of a working day. False, if the day is not one of
    /// this life.
    pub fn at(&mut self, day: Day, act: Act) -> bool {
        if day < self.begins || day > self.ends {
            return false;
        }
        let occurred = day.minute(self.random.between(MORNING, EVENING));
        let (source, delay) = if self.person.is_offline && self.random.percent(60) {
            (Source::FieldApp, self.random.between(600, 45 * 24 * 60))
        } else {
            (Source::Player, self.random.between(0, 4))
        };
        self.push(occurred.plus(delay), Occurred::At(occurred), source, act);
        true
    }

    /// Anything, under the next number. What is reported after the history's last day is not part
    /// of it.
    pub fn push(&mut self, reported: Minute, occurred: Occurred, source: Source, act: Act) {
        let reported = reported.max(self.added);
        if reported.day() <= self.company.ends {
            let number = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
            let person = self.number;
            self.steps.push(Step { reported, person, number, occurred, source, act });
        }
    }

    /// The same step again, some time later.
    pub fn again(&mut self, step: Step, minutes: i32) {
        let reported = step.reported.plus(minutes);
        if reported.day() <= self.company.ends {
            self.steps.push(Step { reported, ..step });
        }
    }

    /// A number for a new enrollment.
    pub fn new_enrollment(&mut self) -> u16 {
        self.enrollments += 1;
        self.enrollments
    }

    /// A number for a new assignment.
    pub fn new_assignment(&mut self) -> u16 {
        self.assignments += 1;
        self.assignments
    }
}
