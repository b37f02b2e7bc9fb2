//! The life of one person in the company: joining, obligations, certificates, moves, leaving.
//! Invariant: certificates are renewed course by course; whether in time, late or never is up to
//! the person.

use crate::demo::calendar::Day;
use crate::demo::certificates::{CERTIFICATES, Certificate};
use crate::demo::company::{Company, Person};
use crate::demo::courses::{Audience, COURSES, index_of};
use crate::demo::history::History;
use crate::demo::mistakes;
use crate::demo::step::{Act, Occurred, Source, Step, Target};

/// Days of a month, about; the calendar of the rules is the ledger's business.
const MONTH_DAYS: i32 = 30;

/// All steps of a person, not yet in the order of their reports.
pub fn live(company: &Company, number: u32, person: &Person) -> Vec<Step> {
    let mut history = History::begin(company, number, person);
    let mut finished = [None; COURSES.len()];
    for (course, (.., audience)) in (0_u8..).zip(&COURSES) {
        if applies(*audience, person) && *audience != Audience::Anyone {
            finished[usize::from(course)] = obligation(&mut history, course);
        }
    }
    for (index, certificate) in (0_u8..).zip(&CERTIFICATES) {
        if applies(certificate.audience, person) && history.random.percent(certificate.share) {
            certify(&mut history, index, certificate, &finished);
        }
    }
    electives(&mut history);
    moves(&mut history);
    mistakes::make(&mut history);
    history.finish()
}

fn applies(audience: Audience, person: &Person) -> bool {
    match audience {
        Audience::Everyone | Audience::Anyone => true,
        Audience::Division(division) => division == person.division,
        Audience::Leads => person.is_lead,
    }
}

/// A course of the person's audience: assigned, due, and taken or not.
fn obligation(history: &mut History<'_>, course: u8) -> Option<Day> {
    let assigned = history.begins.plus(history.random.between(0, 40));
    if history.random.percent(2) {
        let day = history.begins.plus(5);
        let occurred = Occurred::Before(history.begins);
        history.push(day.minute(600), occurred, Source::Lms, Act::Credit { course });
        return Some(history.begins);
    }
    let due = assigned.plus([30, 60, 90][history.random.below(3) as usize]);
    assign(history, Target::Course(course), assigned, due);
    history.pursue(course, assigned, due)
}

fn assign(history: &mut History<'_>, target: Target, day: Day, due: Day) {
    if day <= history.ends {
        let assignment = history.new_assignment();
        history.on(day, Source::Lms, Act::Assign { assignment, target, due });
    }
}

fn certify(
    history: &mut History<'_>,
    index: u8,
    certificate: &Certificate,
    finished: &[Option<Day>; COURSES.len()],
) {
    let assigned = history.begins.plus(history.random.between(0, 60));
    let due = assigned.plus(120);
    assign(history, Target::Certificate(index), assigned, due);
    let mut completed = assigned;
    for course in certificate.first.iter().filter_map(|code| index_of(code)) {
        let day = match finished[usize::from(course)] {
            Some(day) => day,
            None if certificate.audience == Audience::Anyone => {
                let Some(day) = history.pursue(course, assigned, due) else { return };
                day
            }
            None => return,
        };
        completed = completed.max(day);
    }
    renew(history, certificate, completed);
}

/// Cycle after cycle, until one is not renewed or this life is over.
fn renew(history: &mut History<'_>, certificate: &Certificate, first: Day) {
    let days = |months: u32| i32::try_from(months).unwrap_or_default() * MONTH_DAYS;
    let mut completed = first;
    loop {
        let valid = completed.plus(days(certificate.validity_months));
        let opens = valid.plus(-days(certificate.window_months)).plus(8);
        if opens > history.ends {
            return;
        }
        let finish = match history.random.below(100) {
            0..74 => opens.plus(history.random.between(2, (valid.0 - opens.0 - 1).max(3))),
            74..88 => valid.plus(history.random.between(8, 90)),
            88..91 => opens.plus(-history.random.between(20, 60)),
            _ => return,
        };
        let mut latest = None;
        for course in certificate.later.iter().filter_map(|code| index_of(code)) {
            match history.take(course, finish.plus(-14), finish) {
                Some(day) => latest = latest.max(Some(day)),
                None => return,
            }
        }
        match latest.filter(|day| *day > completed) {
            Some(day) => completed = day,
            None => return,
        }
    }
}

/// About one a year, because somebody wants to.
fn electives(history: &mut History<'_>) {
    let open: Vec<u8> = (0..)
        .zip(&COURSES)
        .filter(|(_, (.., audience))| *audience == Audience::Anyone)
        .map(|(course, _)| course)
        .collect();
    let mut day = history.begins.plus(history.random.between(30, 500));
    while day < history.ends {
        let course = history.random.pick(&open);
        if history.random.percent(70) {
            let finish = day.plus(history.random.between(5, 60));
            history.take(course, day, finish);
        } else {
            history.dabble(course, day);
        }
        day = day.plus(history.random.between(120, 600));
    }
}

fn moves(history: &mut History<'_>) {
    let (company, person) = (history.company, history.person);
    if history.random.percent(15) && !person.is_lead {
        let days = (history.ends.0 - history.begins.0).max(1);
        let day = history.begins.plus(history.random.between(1, days));
        let units: Vec<u16> = (0..)
            .zip(&company.units)
            .filter(|(_, unit)| unit.is_leaf && unit.division == Some(person.division))
            .map(|(index, _)| index)
            .collect();
        let unit = history.random.pick(&units);
        if day <= history.ends {
            history.on(day, Source::PersonnelFeed, Act::Move { unit });
        }
    }
    if let Some(last) = person.left.filter(|last| *last <= company.ends) {
        let told = last.plus(-history.random.between(0, 30)).max(history.begins);
        history.on(told, Source::PersonnelFeed, Act::Leave { last });
    }
}
