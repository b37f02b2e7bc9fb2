//! Named days of a row. Invariant: a day is known, unknown within bounds, or a problem of the place
//! where its columns lie.

use learnlog_domain::time::{Day, EffectiveDay};

use crate::mapping::days::{DayForm, DayRule};
use crate::mapping::reference::Reference;
use crate::mapping::{Mapping, MappingError};
use crate::problem::Trouble;
use crate::problem::fault::Fault;
use crate::source::day;
use crate::source::row::Row;

/// Days that one day may depend on, one behind the other.
const DAY_MAX_DEPTH: usize = 8;

impl Row<'_> {
    /// A named day of this table or a joined one.
    pub fn day(&self, reference: &Reference) -> Result<EffectiveDay, Trouble> {
        self.day_within(reference, DAY_MAX_DEPTH)
    }

    /// A named day that must be known.
    pub fn known_day(&self, reference: &Reference) -> Result<Day, Trouble> {
        let known = self.day(reference)?.known();
        known.ok_or_else(|| self.problem(reference.as_str(), Fault::DayUnknown).into())
    }

    /// The columns of a table from which a day is made, for messages.
    pub fn day_column(mapping: &Mapping, table: &str, reference: &Reference) -> String {
        let rule = mapping.tables.get(table).and_then(|rule| rule.days.get(reference.as_str()));
        let column = rule.and_then(DayRule::column).unwrap_or(reference);
        column.as_str().to_owned()
    }

    fn day_within(&self, reference: &Reference, depth: usize) -> Result<EffectiveDay, Trouble> {
        let (row, day) = self.follow(reference)?;
        let unknown = |table: &str| MappingError::NoDay { table: table.into(), day: day.into() };
        let (day, rule) = row.rule.days.get_key_value(day).ok_or_else(|| unknown(row.name))?;
        let Some(depth) = depth.checked_sub(1) else {
            return Err(
                MappingError::DayTooDeep { table: row.name.into(), day: day.clone() }.into()
            );
        };
        row.evaluate(day, rule, depth).map_err(|trouble| match trouble {
            Trouble::Row(problem) => self.because(reference, problem).into(),
            Trouble::Mapping(error) => error.into(),
        })
    }

    fn evaluate(&self, day: &str, rule: &DayRule, depth: usize) -> Result<EffectiveDay, Trouble> {
        let wrong = |reason| MappingError::Day { table: self.name.into(), day: day.into(), reason };
        let (column, value) = match rule.form().map_err(wrong)? {
            DayForm::Unknown => return self.unknown(rule, depth),
            DayForm::Date(column, _) | DayForm::Code(column, _) => (column, self.value(column)?),
            DayForm::Offset { days, .. } => (days, self.value(days)?),
        };
        if value.is_empty() && rule.may_be_empty() {
            return self.unknown(rule, depth);
        }
        let here = |fault| Trouble::Row(self.problem(column.as_str(), fault));
        if value.is_empty() {
            return Err(here(Fault::Empty));
        }
        let known = match rule.form().map_err(wrong)? {
            DayForm::Unknown => return self.unknown(rule, depth),
            DayForm::Date(_, format) => day::of_date(value, format).map_err(here)?,
            DayForm::Code(_, suffixes) => day::of_code(value, suffixes).map_err(here)?,
            DayForm::Offset { from, .. } => match self.day_within(from, depth)? {
                EffectiveDay::Known(anchor) => day::of_offset(anchor, value).map_err(here)?,
                EffectiveDay::Unknown { .. } => return self.unknown(rule, depth),
            },
        };
        Ok(EffectiveDay::Known(known))
    }

    fn unknown(&self, rule: &DayRule, depth: usize) -> Result<EffectiveDay, Trouble> {
        let bound = |reference: &Option<Reference>| match reference {
            Some(reference) => Ok(self.day_within(reference, depth)?.known()),
            None => Ok::<_, Trouble>(None),
        };
        let (first, last) = (bound(&rule.first_possible)?, bound(&rule.last_possible)?);
        Ok(EffectiveDay::Unknown { first, last })
    }
}
