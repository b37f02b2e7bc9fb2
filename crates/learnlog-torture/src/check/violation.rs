//! What a checker can find.

use std::collections::BTreeMap;
use std::fmt;

use clap::ValueEnum;

/// Promises, named by how they are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Kind {
    /// An acknowledged entry is not in the chain at that sequence with that hash.
    Lost,
    /// A command id was accepted twice in a stream, or was answered with two entries.
    Doubled,
    /// A command that was answered before another was asked lies after it.
    Reordered,
    /// Two items of one SubmitStream about one stream lie in another order than they were sent in.
    OutOfTurn,
    /// A command was decided without what it was to wait for, or without what lies before it.
    Early,
    /// An answer says otherwise than its entry, or something that was refused for good was written.
    Denied,
    /// An entry that nobody asked for, or not so.
    Invented,
    /// Two who read the same do not see the same.
    Divergent,
    /// An answer is older than was asked for.
    Stale,
    /// To one caller, one process went back.
    NonMonotonic,
    /// A learner's state is that of no moment at which it could have been read.
    NotLinearizable,
    /// An accepted entry is not what an entry must be.
    Malformed,
    /// A process panicked, ended by itself, stopped a log for good, or did not come back when all faults had ended.
    Broken,
}

/// How many are told in full, per kind.
const TOLD_LIMIT: usize = 10;

/// All that were found.
#[derive(Debug, Default)]
pub struct Violations(BTreeMap<Kind, Vec<String>>);

impl Violations {
    /// One more.
    pub fn add(&mut self, kind: Kind, what: String) {
        self.0.entry(kind).or_default().push(what);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Of which kinds.
    #[cfg(test)]
    pub fn kinds(&self) -> Vec<Kind> {
        self.0.keys().copied().collect()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        f.pad(value.as_ref().map_or("", |value| value.get_name()))
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "violations: {}", self.count())?;
        for kind in Kind::value_variants() {
            let found = self.0.get(kind).map(Vec::as_slice).unwrap_or_default();
            writeln!(f, "  {kind:<17} {}", found.len())?;
            for what in found.iter().take(TOLD_LIMIT) {
                writeln!(f, "    {what}")?;
            }
        }
        Ok(())
    }
}
