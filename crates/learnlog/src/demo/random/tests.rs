//! The numbers are those of SplitMix64, for ever.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use super::{Kind, Random, id};

#[test]
fn the_numbers_are_those_of_the_reference() {
    let mut random = Random { state: 0 };
    let numbers = [random.next(), random.next(), random.next()];
    assert_eq!(numbers, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]);
}

#[test]
fn bounds_are_kept_and_reached() {
    let mut random = Random::new(1, [2, 3, 4]);
    let numbers: BTreeSet<i32> = (0..1_000).map(|_| random.between(-2, 3)).collect();
    assert_eq!(numbers, (-2..=3).collect());
    assert_eq!((random.below(0), random.below(1), random.between(5, 5)), (0, 0, 5));
    assert_eq!(random.pick::<u8>(&[]), 0);
    assert!(!random.percent(0) && random.percent(100));
}

#[test]
fn ids_differ_by_seed_kind_owner_and_number() {
    let mut ids = BTreeSet::new();
    for seed in 0..3 {
        for kind in [Kind::Command, Kind::Person, Kind::Enrollment] {
            for owner in 0..3 {
                ids.extend((0..3).map(|number| id(seed, kind, owner, number)));
            }
        }
    }
    assert_eq!(ids.len(), 81);
}
