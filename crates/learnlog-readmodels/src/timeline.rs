//! A value that changes by day. Invariant: each change holds from its day until the next one's,
//! whatever the order in which they were recorded; of two for one day, the one recorded later holds.
//! What stands last is what the domain says stands: a change of an unknown day stands, from a day on
//! which it certainly held, until a change of a known day stands.

use std::collections::BTreeMap;

use learnlog_domain::time::{Day, EffectiveDay};

use crate::civil;

#[cfg(test)]
mod tests;

/// Changes by their first day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timeline<V>(BTreeMap<Day, Change<V>>);

/// What holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change<V> {
    /// None is a value too.
    pub value: Option<V>,
    /// The day is not known: a known day can take its place.
    pub provisional: bool,
}

/// A change with its first and last day (none: open).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch<'a, V> {
    pub from: Day,
    pub to: Option<Day>,
    pub change: &'a Change<V>,
}

impl<V> Default for Timeline<V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<V> Timeline<V> {
    /// A change as it is stored.
    pub fn insert(&mut self, from: Day, change: Change<V>) {
        self.0.insert(from, change);
    }

    /// Records a change. Where its day is not known, it stands last, from `otherwise` on.
    pub fn record(&mut self, effective: EffectiveDay, otherwise: Day, value: Option<V>) {
        match effective.known() {
            Some(day) => {
                if self.known_since().is_none_or(|since| since <= day) {
                    self.0.retain(|from, change| !change.provisional || *from < day);
                    self.0.values_mut().for_each(|change| change.provisional = false);
                }
                self.insert(day, Change { value, provisional: false });
            }
            None => {
                let last = self.0.last_key_value();
                let from = last.map_or(otherwise, |(last, _)| otherwise.max(*last));
                let provisional = self.0.get(&from).is_none_or(|change| change.provisional);
                self.insert(from, Change { value, provisional });
            }
        }
    }

    /// What holds on `day`; none before the first change.
    pub fn on(&self, day: Day) -> Option<&V> {
        self.0.range(..=day).next_back().and_then(|(_, change)| change.value.as_ref())
    }

    /// What held first.
    pub fn first(&self) -> Option<&V> {
        self.0.values().next().and_then(|change| change.value.as_ref())
    }

    /// The days of its changes.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.0.keys().copied()
    }

    /// All changes, by day.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch<'_, V>> {
        let ends = self.0.keys().skip(1).map(|next| civil::yesterday(*next));
        let ends = ends.chain(std::iter::once(None));
        self.0.iter().zip(ends).map(|((from, change), to)| Stretch { from: *from, to, change })
    }

    /// From when what stands last by a known day stands.
    fn known_since(&self) -> Option<Day> {
        let known = self.0.iter().filter(|(_, change)| !change.provisional);
        known.map(|(from, _)| *from).next_back()
    }
}
