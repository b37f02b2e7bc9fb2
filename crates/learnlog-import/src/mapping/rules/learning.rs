//! Rows that say what a learner did and reached.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::mapping::reference::{Reference, Template};
use crate::mapping::rules::values::OutcomeValue;
use crate::mapping::rules::{Clause, Key, Repeat};

/// An enrollment in an offering, or else in a course.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrollmentRule {
    /// One row, one enrollment.
    pub table: String,
    /// Names it.
    pub key: Key,
    /// Names the learner.
    pub learner: Key,
    /// Names the offering …
    #[serde(default)]
    pub offering: Key,
    /// … or, without one, the course.
    #[serde(default)]
    pub course: Key,
    /// When.
    pub day: Reference,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}

/// The end of an enrollment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalRule {
    /// One row, one withdrawal.
    pub table: String,
    /// Names the learner.
    pub learner: Key,
    /// Names the enrollment.
    pub enrollment: Key,
    /// When.
    pub day: Reference,
    /// A code, A-Z, 0-9 and `_`.
    pub reason: Template,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}

/// Something done in a component.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressRule {
    /// One row, one fact.
    pub table: String,
    /// Names it.
    pub key: Key,
    /// Names the learner.
    pub learner: Key,
    /// Names the enrollment.
    #[serde(default)]
    pub enrollment: Key,
    /// Names the course.
    pub course: Key,
    /// Names the component.
    #[serde(default)]
    pub component: Key,
    /// How far, 0 to 100.
    pub percent: Option<Reference>,
    /// When.
    pub day: Reference,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}

/// A result.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// One row, one result.
    pub table: String,
    /// Names it.
    pub key: Key,
    /// Names the learner.
    pub learner: Key,
    /// Names the enrollment.
    #[serde(default)]
    pub enrollment: Key,
    /// Names the course.
    pub course: Key,
    /// Names the attempt; empty: the source does not count attempts.
    #[serde(default)]
    pub attempt: Key,
    /// When.
    pub day: Reference,
    /// Holds the result …
    pub result: Reference,
    /// … which means this …
    pub values: BTreeMap<String, OutcomeValue>,
    /// … or that there is none.
    #[serde(default)]
    pub no_outcome: Vec<String>,
    /// Score, 0 to 100.
    pub percent: Option<Reference>,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}

/// A credit from prior learning.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditRule {
    /// One row, one credit.
    pub table: String,
    /// Names it.
    pub key: Key,
    /// Names the learner.
    pub learner: Key,
    /// Names the enrollment.
    #[serde(default)]
    pub enrollment: Key,
    /// Names the course.
    pub course: Key,
    /// Names the component; empty: the whole course.
    #[serde(default)]
    pub component: Key,
    /// Opaque id of who assessed.
    pub assessor: Option<Template>,
    /// Free text.
    pub evidence: Option<Template>,
    /// When.
    pub day: Reference,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}
