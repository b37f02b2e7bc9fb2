//! From rows to facts: a pure function of mapping, source and day. Invariant: every row of every rule's
//! table ends as a fact, the same as another row, not applicable or bad, and is counted as such.
//! Submitting is left to `apply`.

mod admission;
pub mod anomalies;
pub mod bad_rows;
mod definitions;
pub mod draft;
pub mod fact;
mod fed_by;
mod learning;
pub mod names;
mod order;
mod org_units;
mod people;
mod planner;
pub mod tally;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use learnlog_domain::time::Day;

use crate::mapping::{Mapping, MappingError};
use crate::plan::anomalies::Anomaly;
use crate::plan::anomalies::check::Check;
use crate::plan::bad_rows::BadRows;
use crate::plan::draft::Place;
use crate::plan::fact::Fact;
use crate::plan::fact::kind::Kind;
use crate::plan::names::Names;
use crate::plan::planner::Planner;
use crate::plan::tally::Tally;
use crate::source::Source;

/// Facts of one import: they are held in memory, to be put in order; so many take about 1.5 GB.
pub const PLAN_MAX_FACTS: usize = 2_000_000;

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The mapping cannot be used.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// Past the limit.
    #[error(
        "the source holds more than {PLAN_MAX_FACTS} facts: split it by learner into several \
         folders and import each; ids and repeated rows will agree"
    )]
    TooLarge,
}

/// Everything that an import will do.
#[derive(Debug)]
pub struct Plan {
    /// The source system.
    pub source: String,
    /// What will be submitted, in order: definitions, then learner by learner.
    pub facts: Vec<Fact>,
    /// How many of them are definitions.
    pub definitions: usize,
    /// What the facts refer to.
    pub names: Names,
    /// Rows that cannot be imported.
    pub bad: BadRows,
    /// Rows that say what another row has said.
    pub same: Vec<(Kind, Place)>,
    /// What was looked out for.
    pub checks: BTreeSet<Check>,
    /// Facts that disagree with others; all of them are submitted.
    pub anomalies: Vec<Anomaly>,
    /// Rows by kind of fact.
    pub tally: Tally,
}

impl Plan {
    /// Plans the import of `source`; what happened after `last_day` lies in the future. Errors: the
    /// mapping is wrong, or the source is too large.
    pub fn new(mapping: &Mapping, source: &Source, last_day: Day) -> Result<Self, PlanError> {
        let mut planner = Planner::new(mapping, source);
        planner.report_bad_rows();
        planner.define()?;
        planner.people()?;
        planner.learning()?;
        planner.finish(last_day)
    }
}
