//! A lag that grows with the load is told from one that does not.

#![allow(clippy::unwrap_used, clippy::float_cmp)]

use std::time::{Duration, Instant};

use super::Lag;

/// Looks a second apart.
fn looks(lags: &[u64]) -> Vec<(Instant, u64)> {
    let begun = Instant::now();
    let seconds = (0..).map(|second| begun + Duration::from_secs(second));
    seconds.zip(lags.iter().copied()).collect()
}

fn growth(lags: &[u64]) -> f64 {
    Lag::of(&looks(lags)).unwrap().growth
}

#[test]
fn a_lag_that_grows_all_the_time_doubles() {
    let steady: Vec<u64> = (0..=600).map(|look| look * 1_000).collect();
    assert!((growth(&steady) - 2.0).abs() < 0.01);
}

#[test]
fn a_lag_that_stays_or_shrinks_does_not_grow() {
    assert_eq!(growth(&[0, 80_000, 50_000, 80_000]), 1.0);
    assert_eq!(growth(&[80_000, 80_000, 40_000, 20_000]), 0.5);
}

#[test]
fn a_small_lag_is_none() {
    assert_eq!(growth(&[1, 2, 3_000, 10_000]), 1.0);
    assert_eq!(growth(&[1, 2, 3_000, 15_000]), 1.5);
}

#[test]
fn the_largest_is_that_of_both_halves() {
    assert_eq!(Lag::of(&looks(&[5, 70, 6, 7])).unwrap().largest, 70);
    assert_eq!(Lag::of(&looks(&[5, 6, 7, 70])).unwrap().largest, 70);
}

#[test]
fn a_half_that_nobody_looked_at_says_nothing() {
    assert!(Lag::of(&[]).is_err());
    assert!(Lag::of(&looks(&[1])).is_err());
}
