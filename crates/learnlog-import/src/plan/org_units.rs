//! Org units. Invariant: a unit is planned only if every unit above it is, so that a bad row holds
//! back all that hangs below it; units that stand in a circle hang below nothing and are bad.

use std::collections::HashMap;

use crate::mapping::rules::definitions::OrgUnitRule;
use crate::plan::PlanError;
use crate::plan::definitions::{column_of, definition, rows, title};
use crate::plan::draft::{Draft, Place};
use crate::plan::fact::definition::Definition;
use crate::plan::fact::kind::Kind;
use crate::plan::names::{IdKind, NameId};
use crate::plan::planner::{Made, Planner, Rows};
use crate::problem::fault::Fault;
use crate::problem::quoted;
use crate::source::row::Row;

/// A good row, which may stand above the row of its parent.
struct Unit<'a> {
    rule: &'a OrgUnitRule,
    row: Row<'a>,
    place: Place,
    name: NameId,
    parent: Option<NameId>,
    draft: Draft,
}

impl<'a> Planner<'a> {
    /// All org units of the mapping.
    pub(super) fn org_units(&mut self) -> Result<(), PlanError> {
        let mut units = Vec::new();
        for rule in &self.mapping.org_units {
            self.read_org_units(rule, &mut units)?;
        }
        let above_good = hang_together(&units);
        for (unit, is_good) in units.into_iter().zip(above_good) {
            let Unit { rule, row, place, parent, draft, .. } = unit;
            let rows = org_unit_rows(rule);
            match parent.filter(|_| !is_good) {
                None => self.draft(&rows, &row, place, draft),
                Some(parent) => {
                    let key = quoted(self.names.key(parent));
                    let fault = Fault::Undefined { kind: IdKind::OrgUnit.as_str(), key };
                    self.bad(Kind::OrgUnit, &place, row.problem(&column_of(&rule.parent), fault));
                }
            }
        }
        Ok(())
    }

    fn read_org_units(
        &mut self,
        rule: &'a OrgUnitRule,
        units: &mut Vec<Unit<'a>>,
    ) -> Result<(), PlanError> {
        let rows = org_unit_rows(rule);
        let origin = self.origin(&rows);
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.key)?;
            let name = planner.names.get(IdKind::OrgUnit, &key);
            let parent = row.optional_key(&rule.parent)?;
            let parent = parent.map(|parent| planner.names.get(IdKind::OrgUnit, &parent));
            let title = title(row, &rule.code, &rule.title)?;
            let made = definition(key, Definition::OrgUnit { org_unit: name, title, parent });
            let Made::Draft(draft) = made else { return Ok(made) };
            planner.admit(row, (rows.kind, &rows.column), None, None, &draft.body)?;
            let place = Place { origin: origin.clone(), row: row.line() };
            units.push(Unit { rule, row: *row, place, name, parent, draft });
            Ok(Made::Later)
        })
    }
}

fn org_unit_rows(rule: &OrgUnitRule) -> Rows<'_> {
    rows(Kind::OrgUnit, &rule.table, &rule.when, rule.repeat, &rule.key)
}

/// For each unit, whether it is at the top or hangs below a unit for which the same holds.
fn hang_together(units: &[Unit<'_>]) -> Vec<bool> {
    let mut below: HashMap<NameId, Vec<usize>> = HashMap::new();
    let mut reached = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        match unit.parent {
            Some(parent) => below.entry(parent).or_default().push(index),
            None => reached.push(index),
        }
    }
    let mut is_good = vec![false; units.len()];
    while let Some(index) = reached.pop() {
        is_good[index] = true;
        // Two rows of one unit have the same units below them; those are reached once.
        reached.extend(below.remove(&units[index].name).into_iter().flatten());
    }
    is_good
}
