//! Calendar periods. Invariant: a period is added in one step, clamped to the end of the month, never iterated; a result outside the years
//! 1 to 9999 stays at the nearest day inside.

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
