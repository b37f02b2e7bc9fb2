//! Counts by kind of fact. Invariant: for each kind, rows = facts + same + not applicable + bad;
//! and, once applied, facts = the sum of what became of them.

use std::collections::BTreeMap;

use crate::plan::fact::kind::Kind;

/// Rows and facts of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that its rules looked at.
    pub rows: usize,
    /// Rows that its rules leave out by their conditions.
    pub not_applicable: usize,
    /// Rows that say what another row has said.
    pub same: usize,
    /// Rows that cannot be imported.
    pub bad: usize,
    /// Facts to submit.
    pub facts: usize,
}

/// Counts of all kinds.
#[derive(Debug, Default)]
pub struct Tally {
    kinds: BTreeMap<Kind, Counts>,
}

impl Tally {
    /// Of one kind, to be changed.
    pub fn of(&mut self, kind: Kind) -> &mut Counts {
        self.kinds.entry(kind).or_default()
    }

    /// Of all kinds that any rule looked for, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, Counts)> {
        self.kinds.iter().map(|(kind, counts)| (*kind, *counts))
    }
}
