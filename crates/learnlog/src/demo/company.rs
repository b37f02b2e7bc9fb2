//! The demo company itself: units, people, classes. Invariant: a function of seed, size and last
//! day alone.

mod offerings;
mod people;
mod units;

use crate::demo::Settings;
use crate::demo::calendar::Day;

/// Length of the history.
pub const HISTORY_DAYS: i32 = 3 * 365;

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
        let units = units::units(settings.people);
        let people = people::people(settings, &units, (begins, ends));
        Self {
            seed: settings.seed,
            begins,
            ends,
            units,
            offerings: offerings::offerings(begins, ends),
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
