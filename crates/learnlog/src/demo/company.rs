//! The demo company itself: units, people, classes. Invariant: a function of seed, size and last day alone.

use crate::demo::Settings;
use crate::demo::calendar::Day;
use crate::demo::courses::{COURSES, Style};
use crate::demo::random::{Kind, Random};
use crate::demo::words::{COMPANY, DIVISIONS, SITES};

/// Length of the history.
const HISTORY_DAYS: i32 = 3 * 365;

/// People of a team, about.
const TEAM_PEOPLE: u32 = 12;

/// Most teams of a department.
const DEPARTMENT_MAX_TEAMS: u32 = 40;

/// How the people spread over the divisions, in a hundred.
const DIVISION_SHARES: [u32; 6] = [40, 15, 15, 8, 5, 17];

/// An org unit.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Index of the unit above it.
    pub parent: Option<u16>,
    /// Index of its division; none for the company itself.
    pub division: Option<usize>,
    /// Short name.
    pub code: String,
    /// Name as shown.
    pub title: String,
    /// People work here.
    pub is_leaf: bool,
}

/// A class of a course.
#[derive(Debug, Clone, Copy)]
pub struct Offering {
    /// Index of the course.
    pub course: u8,
    /// First day.
    pub starts: Day,
    /// Last day.
    pub ends: Day,
}

/// A person's place in the company.
#[derive(Debug, Clone)]
pub struct Person {
    /// Index of the unit, a leaf.
    pub unit: u16,
    /// Index of the job.
    pub job: usize,
    /// Index of the division.
    pub division: usize,
    /// Who leads them.
    pub manager: Option<u32>,
    /// Index of the site.
    pub site: usize,
    /// Leads the unit.
    pub is_lead: bool,
    /// How likely a deadline is met, in a hundred.
    pub diligence: u32,
    /// Works where no network is.
    pub is_offline: bool,
    /// First day.
    pub hired: Day,
    /// Last day.
    pub left: Option<Day>,
}

/// Units, people, classes and the days between which all happens.
#[derive(Debug, Clone)]
pub struct Company {
    /// Of all randomness.
    pub seed: u64,
    /// The first day of the history.
    pub begins: Day,
    /// The last day of the history.
    pub ends: Day,
    /// The company first, parents before children.
    pub units: Vec<Unit>,
    /// By course, then by day.
    pub offerings: Vec<Offering>,
    /// By number.
    pub people: Vec<Person>,
}

impl Company {
    /// The company of these settings.
    pub fn new(settings: &Settings) -> Self {
        let ends = Day::from_date(settings.until);
        let begins = ends.plus(-HISTORY_DAYS);
        let units = units(settings.people);
        let people = people(settings, &units, (begins, ends));
        Self {
            seed: settings.seed,
            begins,
            ends,
            units,
            offerings: offerings(begins, ends),
            people,
        }
    }

    /// The next class of a course that begins on this day or later: index and class.
    pub fn class_from(&self, course: u8, day: Day) -> Option<(u16, Offering)> {
        let mut classes = (0..).zip(&self.offerings);
        let (index, class) =
            classes.find(|(_, class)| class.course == course && class.starts >= day)?;
        Some((index, *class))
    }
}

fn units(people: u32) -> Vec<Unit> {
    let (code, title) = (COMPANY.0.to_owned(), COMPANY.1.to_owned());
    let mut units = vec![Unit { parent: None, division: None, code, title, is_leaf: false }];
    let departments: usize = DIVISIONS.iter().map(|division| division.3.len()).sum();
    let teams = people / TEAM_PEOPLE / u32::try_from(departments).unwrap_or(1);
    let teams = teams.min(DEPARTMENT_MAX_TEAMS);
    for (index, (code, title, _, departments)) in DIVISIONS.iter().enumerate() {
        let division = Some(index);
        let parent = push(&mut units, Some(0), division, ((*code).to_owned(), *title), false);
        for (number, title) in (1..).zip(departments.iter()) {
            let code = format!("{code}-{number}");
            let parent = push(&mut units, Some(parent), division, (code.clone(), title), teams < 2);
            for team in (1..=teams).filter(|_| teams >= 2) {
                let title = format!("{title} {team}");
                let code = format!("{code}-{team:02}");
                push(&mut units, Some(parent), division, (code, &title), true);
            }
        }
    }
    units
}

/// Adds a unit; its index.
fn push(
    units: &mut Vec<Unit>,
    parent: Option<u16>,
    division: Option<usize>,
    (code, title): (String, &str),
    is_leaf: bool,
) -> u16 {
    let index = u16::try_from(units.len()).unwrap_or(u16::MAX);
    units.push(Unit { parent, division, code, title: title.to_owned(), is_leaf });
    index
}

/// A class of each such course every eight weeks, and some that begin after the last day.
fn offerings(begins: Day, ends: Day) -> Vec<Offering> {
    let mut offerings = Vec::new();
    for (course, (_, _, style, _)) in (0_u8..).zip(&COURSES) {
        if *style != Style::Class {
            continue;
        }
        let mut starts = begins.plus(10 + i32::from(course));
        while starts < ends.plus(60) {
            offerings.push(Offering { course, starts, ends: starts.plus(2) });
            starts = starts.plus(56);
        }
    }
    offerings
}

fn people(settings: &Settings, units: &[Unit], days: (Day, Day)) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let mut lead_of_unit = vec![None; units.len()];
    let mut lead_of_division = [None; DIVISIONS.len()];
    for number in 0..settings.people {
        let mut random = Random::new(settings.seed, [Kind::Person as u64, number.into(), 1]);
        let division = division(&mut random);
        let leaves: Vec<u16> = (0..)
            .zip(units)
            .filter(|(_, unit)| unit.is_leaf && unit.division == Some(division))
            .map(|(index, _)| index)
            .collect();
        let unit = random.pick(&leaves);
        let lead = &mut lead_of_unit[usize::from(unit)];
        let is_lead = lead.is_none();
        let above: &mut Option<u32> = &mut lead_of_division[division];
        let manager = if is_lead { *above } else { *lead };
        lead.get_or_insert(number);
        above.get_or_insert(number);
        let job = if is_lead { 0 } else { random.pick(DIVISIONS[division].2) };
        let (hired, left) = employment(&mut random, is_lead, days);
        people.push(Person {
            unit,
            job,
            division,
            manager: manager.or((number > 0).then_some(0)),
            site: random.pick(&(0..SITES.len()).collect::<Vec<_>>()),
            is_lead,
            diligence: 55 + random.below(42),
            is_offline: division == 0 && random.percent(30),
            hired,
            left,
        });
    }
    people
}

fn division(random: &mut Random) -> usize {
    let mut left = random.below(100);
    for (division, share) in DIVISION_SHARES.iter().enumerate() {
        if left < *share {
            return division;
        }
        left -= share;
    }
    0
}

/// Seven of ten were there before the history begins; about one of twelve leaves every year; leads stay.
fn employment(
    random: &mut Random,
    is_lead: bool,
    (begins, ends): (Day, Day),
) -> (Day, Option<Day>) {
    if is_lead {
        return (begins.plus(-random.between(30, 3_650)), None);
    }
    let hired = if random.percent(70) {
        begins.plus(-random.between(1, 3_650))
    } else {
        begins.plus(random.between(0, HISTORY_DAYS - 1))
    };
    let left = hired.max(begins).plus(random.between(20, 12 * 365));
    (hired, (left < ends).then_some(left))
}
