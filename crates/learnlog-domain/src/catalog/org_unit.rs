//! Org units. Invariant: they form trees.

use crate::id::OrgUnitId;

/// A part of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgUnit {
    /// Short name.
    pub code: String,
    /// Name as shown.
    pub title: String,
    /// The unit that it is part of.
    pub parent_id: Option<OrgUnitId>,
}
