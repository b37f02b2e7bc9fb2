//! Rows that define org units, jobs, courses and offerings.

use serde::Deserialize;

use crate::mapping::reference::{Reference, Template};
use crate::mapping::rules::values::{CompletedBy, ComponentKind};
use crate::mapping::rules::{Clause, Key, Repeat};

/// An org unit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgUnitRule {
    /// One row, one unit.
    pub table: String,
    /// Names it.
    pub key: Key,
    /// Short name.
    pub code: Template,
    /// Long name.
    pub title: Template,
    /// Key of the unit above; empty fields: none.
    #[serde(default)]
    pub parent: Key,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}

/// A job.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobRule {
    /// One row, one job.
    pub table: String,
    /// Names it.
    pub key: Key,
    /// Short name.
    pub code: Template,
    /// Long name.
    pub title: Template,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}

/// A course.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseRule {
    /// One row, one course.
    pub table: String,
    /// Names it.
    pub key: Key,
    /// Short name.
    pub code: Template,
    /// Long name.
    pub title: Template,
    /// What completes it.
    #[serde(default)]
    pub completed_by: CompletedBy,
    /// What it consists of.
    pub components: Option<ComponentRule>,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}

/// The components of courses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentRule {
    /// One row, one component.
    pub table: String,
    /// Names the course that it belongs to.
    pub course: Key,
    /// Names it.
    pub key: Key,
    /// Short name.
    pub code: Template,
    /// Long name.
    pub title: Template,
    /// What it is.
    pub kind: ComponentKind,
}

/// A run of a course.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferingRule {
    /// One row, one offering.
    pub table: String,
    /// Names it.
    pub key: Key,
    /// Names its course.
    pub course: Key,
    /// Short name.
    pub code: Template,
    /// Long name.
    pub title: Template,
    /// First day.
    pub starts_on: Option<Reference>,
    /// Last day.
    pub ends_on: Option<Reference>,
    /// Which rows.
    #[serde(default)]
    pub when: Vec<Clause>,
    /// Several rows with one key.
    #[serde(default)]
    pub repeat: Repeat,
}
