//! Which rows mean which facts. Every rule names its table, and in its terms the keys (columns that
//! name a thing), texts, days and values of one kind of fact. The reading of keys into ids is left
//! to `plan::names`.

pub mod definitions;
pub mod learning;
pub mod people;
pub mod values;

use serde::Deserialize;

use crate::mapping::reference::Reference;

/// Columns that together name a thing in the source.
pub type Key = Vec<Reference>;

/// What several rows with one key mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Rows with one key must say the same; other content is a bad row.
    #[default]
    Same,
    /// Of rows with one key the first counts: by day, then by row.
    First,
}

/// One of several conditions, any of which makes a rule apply to a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Looked at.
    pub column: Reference,
    /// It has one of these values …
    pub is: Option<Vec<String>>,
    /// … or anything but an empty one.
    #[serde(default)]
    pub present: bool,
    /// All values that it may have; any other makes the row bad.
    pub known: Option<Vec<String>>,
}
