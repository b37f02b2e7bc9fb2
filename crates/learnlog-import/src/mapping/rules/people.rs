//! Rows that say something about a person.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::mapping::reference::{Reference, Template};
use crate::mapping::rules::{Clause, Key};

/// A learner: the first row of each (by `order`, else by `day`, then by row) adds the person, later
/// ones change what differs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRule {
    /// One row, what holds about one person.
    pub table: String,
    /// Names the learner.
    pub learner: Key,
    /// Tells several rows about one learner apart.
    pub key: Key,
    /// From when it holds; unknown unless told.
    pub day: Option<Reference>,
    /// The day by which rows are ordered where `day` is unknown.
    pub order: Option<Reference>,
    /// Name.
    pub display_name: Option<Template>,
    /// Address.
    pub email: Option<Template>,
    /// Key of the org unit.
    #[serde(default)]
    pub org_unit: Key,
    /// Key of the job.
    #[serde(default)]
    pub job: Key,
    /// Key of the learner who is the manager.
    #[serde(default)]
    pub manager: Key,
    /// A code.
    pub worker_type: Option<Template>,
    /// A day.
    pub hire_date: Option<Reference>,
    /// A day.
    pub employment_end: Option<Reference>,
    /// BCP 47.
    pub locale: Option<Template>,
    /// IANA.
    pub time_zone: Option<Template>,
    /// By source.
    #[serde(default)]
    pub external_ids: BTreeMap<String, Template>,
    /// By name.
    #[serde(default)]
    pub other: BTreeMap<String, Template>,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
}
