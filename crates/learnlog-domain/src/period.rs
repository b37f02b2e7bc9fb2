//! Calendar periods. Invariant: a period is added in one step, clamped to the end of the month,
//! never iterated; a result outside the years 1 to 9999 stays at the nearest day inside.

use jiff::Span;

use crate::time::Day;

/// Years and months, or days; one that has both is no period that a definition may use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Period {
    /// 12 months each.
    pub years: u32,
    /// Calendar months.
    pub months: u32,
    /// Civil days.
    pub days: u32,
}

/// What a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Nothing: no time at all, which is of any unit.
    None,
    /// Years and months.
    Months,
    /// Days.
    Days,
    /// Both, which no definition may use.
    Mixed,
}

impl Period {
    /// What it is counted in.
    pub fn unit(self) -> Unit {
        match (self.total_months(), self.days) {
            (0, 0) => Unit::None,
            (_, 0) => Unit::Months,
            (0, _) => Unit::Days,
            (_, _) => Unit::Mixed,
        }
    }

    /// Shorter, for two periods of one unit.
    pub fn is_shorter_than(self, other: Self) -> bool {
        (self.total_months(), self.days) < (other.total_months(), other.days)
    }

    /// `base` + `k` times this period.
    pub fn after(self, base: Day, k: i32) -> Day {
        let beyond = if k < 0 { Day::MIN } else { Day::MAX };
        self.span(i64::from(k)).map_or(beyond, |span| base.saturating_add(span))
    }

    /// `day` - this period.
    pub fn before(self, day: Day) -> Day {
        self.span(-1).map_or(Day::MIN, |span| day.saturating_add(span))
    }

    fn total_months(self) -> u64 {
        u64::from(self.years) * 12 + u64::from(self.months)
    }

    /// None: longer than the calendar.
    fn span(self, k: i64) -> Option<Span> {
        let months = i64::try_from(self.total_months()).ok()?.checked_mul(k)?;
        let days = i64::from(self.days).checked_mul(k)?;
        Span::new().try_months(months).and_then(|span| span.try_days(days)).ok()
    }
}

#[cfg(test)]
mod tests;
