//! How a course is taken: enrolled, opened, failed, taken again, passed, given up. Invariant: every
//! outcome belongs to an enrollment that was asked for before it, however late the reports of
//! either come.

use crate::demo::calendar::Day;
use crate::demo::courses::{COURSES, Style};
use crate::demo::history::History;
use crate::demo::step::{Act, Result, Seat, Source};
use crate::demo::words::WITHDRAWAL_REASONS;

/// Attempts before somebody gives up.
const MAX_ATTEMPTS: u8 = 3;

impl History<'_> {
    /// Takes a course because it is due; the day of completion, if it comes to one in this life.
    pub fn pursue(&mut self, course: u8, assigned: Day, due: Day) -> Option<Day> {
        let diligence = self.person.diligence;
        let luck = self.random.below(100);
        let days = due.0 - assigned.0;
        if luck < diligence {
            let finish = assigned.plus(self.random.between(1, days.max(1)));
            self.take(course, assigned, finish)
        } else if luck < diligence + (100 - diligence) * 4 / 5 {
            let finish = due.plus(self.random.between(1, 75));
            self.take(course, assigned, finish)
        } else {
            if self.random.percent(50) {
                let day = assigned.plus(self.random.between(1, 60));
                self.dabble(course, day);
            }
            None
        }
    }

    /// Takes a course between these days, or the first class from the first day on.
    pub fn take(&mut self, course: u8, from: Day, finish: Day) -> Option<Day> {
        match style(course) {
            Style::Class => self.attend(course, from),
            Style::Document => self.read(course, finish),
            Style::Online => self.work_through(course, from, finish, false),
            Style::Tested => self.work_through(course, from, finish, true),
        }
    }

    /// Begins a course and does not end it.
    pub fn dabble(&mut self, course: u8, day: Day) {
        let enrollment = self.enroll(day.plus(-1), Seat::Course(course));
        if self.at(day, Act::Launch { enrollment, course }) && self.random.percent(40) {
            let points = self.points(500, 8_000);
            self.at(day.plus(1), Act::Progress { enrollment, course, points });
        } else if self.random.percent(25) {
            self.withdraw(day.plus(9), enrollment);
        }
    }

    fn enroll(&mut self, day: Day, seat: Seat) -> u16 {
        let enrollment = self.new_enrollment();
        if day <= self.ends {
            self.on(day, Source::Lms, Act::Enroll { enrollment, seat });
        }
        enrollment
    }

    fn withdraw(&mut self, day: Day, enrollment: u16) {
        let reasons = u32::try_from(WITHDRAWAL_REASONS.len()).unwrap_or(1);
        let reason = u8::try_from(self.random.below(reasons)).unwrap_or_default();
        if day <= self.ends {
            self.on(day, Source::Lms, Act::Withdraw { enrollment, reason });
        }
    }

    fn read(&mut self, course: u8, day: Day) -> Option<Day> {
        let enrollment = self.enroll(day.plus(-1), Seat::Course(course));
        self.at(day, Act::Launch { enrollment, course });
        let result = Result::Done;
        let finish = Act::Finish { enrollment, course, attempt: 1, result };
        self.at(day, finish).then_some(day)
    }

    fn work_through(&mut self, course: u8, from: Day, finish: Day, tested: bool) -> Option<Day> {
        let days = (finish.0 - from.0).max(1);
        let start = finish.plus(-self.random.between(1, days.min(21)));
        let enrollment = self.enroll(start.plus(-1), Seat::Course(course));
        self.at(start, Act::Launch { enrollment, course });
        let (mut day, mut points) = (start, 0);
        while self.random.percent(55) && points < 9_000 {
            points += self.points(800, 4_000).min(9_500 - points);
            day = day.plus(self.random.between(0, finish.0 - day.0));
            self.at(day, Act::Progress { enrollment, course, points });
        }
        let mut day = finish;
        for attempt in 1..=MAX_ATTEMPTS {
            let result = if tested { self.grade(14) } else { Result::Done };
            if !self.at(day, Act::Finish { enrollment, course, attempt, result }) {
                return None;
            }
            if !matches!(result, Result::Failed(_)) {
                return Some(day);
            }
            day = day.plus(self.random.between(3, 14));
            self.at(day, Act::Launch { enrollment, course });
        }
        None
    }

    fn attend(&mut self, course: u8, from: Day) -> Option<Day> {
        let mut from = from;
        for _ in 0..MAX_ATTEMPTS {
            let (index, class) = self.company.class_from(course, from.plus(2))?;
            let asked = class.starts.plus(-self.random.between(2, 25)).max(from);
            let enrollment = self.enroll(asked, Seat::Offering(index));
            from = class.starts.plus(1);
            if self.random.percent(8) {
                self.withdraw(class.starts.plus(-1), enrollment);
                continue;
            }
            if self.random.percent(4) {
                continue;
            }
            // A trainer who hands in the results after the class has ended.
            let late = if self.random.percent(2) { 3 } else { 0 };
            let (day, result) = (class.ends.plus(late), self.grade(9));
            if !self.at(day, Act::Finish { enrollment, course, attempt: 1, result }) {
                return None;
            }
            if !matches!(result, Result::Failed(_)) {
                return Some(day);
            }
        }
        None
    }

    fn grade(&mut self, failing: u32) -> Result {
        if self.random.percent(failing) {
            Result::Failed(self.points(2_000, 5_900))
        } else if self.random.percent(9) {
            Result::Distinction(self.points(9_300, 10_000))
        } else {
            Result::Passed(self.points(6_000, 9_299))
        }
    }

    fn points(&mut self, least: i32, most: i32) -> u16 {
        u16::try_from(self.random.between(least, most)).unwrap_or_default()
    }
}

fn style(course: u8) -> Style {
    COURSES.get(usize::from(course)).map(|(_, _, style, _)| *style).unwrap_or_default()
}
