//! A sorted vector as a map that may hold a key more than once. Invariant: found in O(log n), no
//! more memory than its elements and a quarter, since writers keep the states of many learners at
//! once.

/// Pairs in the order of their keys; equal keys in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Sorted<K, V> {
    /// The first value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.from(|other| other < key).first().filter(|(found, _)| found == key).map(|(_, v)| v)
    }

    /// The first value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let index = self.0.partition_point(|(other, _)| other < key);
        self.0.get_mut(index).filter(|(found, _)| found == key).map(|(_, value)| value)
    }

    /// Everything from the first key on that is not `before`, which must hold for a beginning of
    /// the keys.
    pub fn from(&self, before: impl Fn(&K) -> bool) -> &[(K, V)] {
        &self.0[self.0.partition_point(|(key, _)| before(key))..]
    }

    /// All values of a key.
    pub fn all<'a>(&'a self, key: &'a K) -> impl Iterator<Item = &'a V> {
        let rest = self.from(move |other| other < key).iter();
        rest.take_while(move |(found, _)| found == key).map(|(_, value)| value)
    }

    /// Adds a pair, after those of an equal key.
    pub fn insert(&mut self, key: K, value: V) {
        let index = self.0.partition_point(|(other, _)| *other <= key);
        self.put(index, key, value);
    }

    /// Takes the first value of a key out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let index = self.0.partition_point(|(other, _)| other < key);
        let found = self.0.get(index).is_some_and(|(other, _)| other == key);
        found.then(|| self.0.remove(index).1)
    }
}

impl<K, V> Sorted<K, V> {
    fn put(&mut self, index: usize, key: K, value: V) {
        if self.0.len() == self.0.capacity() {
            self.0.reserve_exact(1 + self.0.len() / 4);
        }
        self.0.insert(index, (key, value));
    }
}

impl<K: Ord, V: Default> Sorted<K, V> {
    /// The first value of a key, made if there is none.
    pub fn entry(&mut self, key: K) -> &mut V {
        let index = self.0.partition_point(|(other, _)| *other < key);
        if self.0.get(index).is_none_or(|(other, _)| *other != key) {
            self.put(index, key, V::default());
        }
        &mut self.0[index].1
    }
}

#[cfg(test)]
mod tests;
