//! The people and their places. Invariant: a person's own numbers come from a sequence of their
//! own, so that one person more changes nobody else's life.

use crate::demo::Settings;
use crate::demo::calendar::Day;
use crate::demo::company::{HISTORY_DAYS, Person, Unit};
use crate::demo::random::{Kind, Random};
use crate::demo::words::{DIVISIONS, SITES};

/// How the people spread over the divisions, in a hundred.
const DIVISION_SHARES: [u32; 6] = [40, 15, 15, 8, 5, 17];

/// By number.
pub fn people(settings: &Settings, units: &[Unit], days: (Day, Day)) -> Vec<Person> {
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

/// Seven of ten were there before the history begins; about one of twelve leaves every year; leads
/// stay.
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
