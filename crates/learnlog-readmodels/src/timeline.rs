//! A value that changes by day. Invariant: each change holds from its day until the next one's,
//! whatever the order in which they were recorded; of two for one day, the one recorded later
//! holds.

use std::collections::BTreeMap;

use learnlog_domain::time::{Day, EffectiveDay, Timestamp};

use crate::civil;

#[cfg(test)]
mod tests;

/// Changes by their first day; none is a value too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timeline<V>(BTreeMap<Day, Option<V>>);

impl<V> Default for Timeline<V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<V> Timeline<V> {
    /// From `day` on it is `value`, until the next change.
    pub fn set(&mut self, day: Day, value: Option<V>) {
        self.0.insert(day, value);
    }

    /// From which day a change holds: where its day is not known, it stands last, from the day on
    /// which it certainly held.
    pub fn from(&self, effective: EffectiveDay, recorded_at: Timestamp) -> Day {
        let certain = civil::certain(effective, recorded_at);
        let last = self.0.keys().next_back().filter(|_| effective.known().is_none());
        last.map_or(certain, |last| certain.max(*last))
    }

    /// What holds on `day`; none before the first change.
    pub fn on(&self, day: Day) -> Option<&V> {
        self.0.range(..=day).next_back().and_then(|(_, value)| value.as_ref())
    }

    /// What held first.
    pub fn first(&self) -> Option<&V> {
        self.0.values().next().and_then(Option::as_ref)
    }

    /// The days of its changes.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.0.keys().copied()
    }

    /// First day, last day (none: open) and value of each stretch.
    pub fn stretches(&self) -> impl Iterator<Item = (Day, Option<Day>, Option<&V>)> {
        let ends = self.0.keys().skip(1).map(|next| civil::yesterday(*next));
        let ends = ends.chain(std::iter::once(None));
        self.0.iter().zip(ends).map(|((from, value), to)| (*from, to, value.as_ref()))
    }
}
