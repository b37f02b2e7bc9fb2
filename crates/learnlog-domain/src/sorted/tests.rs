//! A map in order that may hold a key more than once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

#[test]
fn a_key_may_be_held_more_than_once() {
    let mut sorted = Sorted::default();
    for (key, value) in [(2, 'b'), (1, 'a'), (2, 'c'), (3, 'd')] {
        sorted.insert(key, value);
    }
    assert_eq!(sorted.from(|_| false), [(1, 'a'), (2, 'b'), (2, 'c'), (3, 'd')]);
    assert_eq!(sorted.all(&2).copied().collect::<String>(), "bc");
    assert_eq!(sorted.all(&4).count(), 0);
    assert_eq!(sorted.get(&2), Some(&'b'));
    assert_eq!(sorted.get(&0), None);
    assert_eq!(sorted.remove(&2), Some('b'));
    assert_eq!(sorted.remove(&2), Some('c'));
    assert_eq!(sorted.remove(&2), None);
    *sorted.get_mut(&3).unwrap() = 'e';
    *sorted.entry(4) = 'f';
    *sorted.entry(1) = 'g';
    assert_eq!(sorted.get_mut(&2), None);
    assert_eq!(sorted.from(|key| *key < 2), [(3, 'e'), (4, 'f')]);
    assert_eq!(sorted.get(&1), Some(&'g'));
}

#[test]
fn it_holds_little_more_memory_than_its_elements() {
    let mut sorted = Sorted::default();
    for key in 0_u64..1_000 {
        if key % 2 == 0 {
            sorted.insert(key, ());
        } else {
            sorted.entry(key);
        }
        assert!(sorted.0.capacity() <= sorted.0.len() + sorted.0.len() / 4 + 1);
    }
}
