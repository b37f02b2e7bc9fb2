//! The org units: company, divisions, departments, and teams where there are enough people.

use crate::demo::company::Unit;
use crate::demo::words::{COMPANY, DIVISIONS};

/// People of a team, about.
const TEAM_PEOPLE: u32 = 12;

/// Most teams of a department.
const DEPARTMENT_MAX_TEAMS: u32 = 40;

/// Parents before children.
pub fn units(people: u32) -> Vec<Unit> {
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
