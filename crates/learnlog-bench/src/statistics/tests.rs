//! Median, spread, ratio and the verdicts that they allow.

#![allow(clippy::unwrap_used, clippy::float_cmp)]

use super::{Bar, Rounds, Verdict};

fn rounds<const N: usize>(values: [f64; N]) -> Rounds {
    values.into_iter().collect()
}

#[test]
fn the_median_is_the_middle_whatever_the_order() {
    assert_eq!(rounds([3.0, 1.0, 2.0]).median(), Some(2.0));
    assert_eq!(rounds([4.0, 1.0, 3.0, 2.0]).median(), Some(2.5));
    assert_eq!(rounds([7.0]).median(), Some(7.0));
    assert_eq!(rounds([]).median(), None);
}

#[test]
fn the_spread_is_the_range_over_the_median() {
    assert_eq!(rounds([9.0, 10.0, 12.0]).spread(), Some(0.3));
    assert_eq!(rounds([5.0]).spread(), Some(0.0));
    assert_eq!(rounds([]).spread(), None);
    assert_eq!(rounds([0.0, 0.0]).spread(), None);
}

#[test]
fn the_ratio_is_that_of_the_medians() {
    assert_eq!(rounds([1.0, 5.0, 6.0]).ratio_to(&rounds([10.0])), Some(0.5));
    assert_eq!(rounds([1.0]).ratio_to(&rounds([0.0])), None);
    assert_eq!(rounds([]).ratio_to(&rounds([1.0])), None);
}

#[test]
fn a_bar_of_the_ceiling_includes_its_own_share() {
    let ceiling = rounds([10.0; 5]);
    let judge = |value| Bar::OfCeiling(0.5).judge(&rounds([value; 5]), Some(&ceiling));
    assert_eq!(judge(5.0), Verdict::Met);
    assert_eq!(judge(4.9), Verdict::Missed);
}

#[test]
fn a_bar_below_excludes_itself() {
    assert_eq!(Bar::Below(20.0).judge(&rounds([19.9; 5]), None), Verdict::Met);
    assert_eq!(Bar::Below(20.0).judge(&rounds([20.0; 5]), None), Verdict::Missed);
}

#[test]
fn too_few_rounds_are_no_verdict() {
    assert_eq!(Bar::Below(20.0).judge(&rounds([1.0; 4]), None), Verdict::Open);
}

#[test]
fn rounds_that_disagree_are_no_verdict_however_clear_the_median() {
    let far_apart = rounds([90.0, 100.0, 100.0, 100.0, 111.0]);
    let close = rounds([90.0, 100.0, 100.0, 100.0, 110.0]);
    assert_eq!(Bar::Below(200.0).judge(&far_apart, None), Verdict::Open);
    assert_eq!(Bar::Below(200.0).judge(&close, None), Verdict::Met);
    assert_eq!(Bar::OfCeiling(0.1).judge(&close, Some(&far_apart)), Verdict::Open);
}

#[test]
fn a_bar_of_a_ceiling_without_one_is_no_verdict() {
    assert_eq!(Bar::OfCeiling(0.1).judge(&rounds([1.0; 5]), None), Verdict::Open);
}

#[test]
fn a_bar_for_every_round_does_not_ask_how_far_apart_they_are() {
    let judge = |values: [f64; 5]| Bar::EveryRound(1.5).judge(&rounds(values), None);
    assert_eq!(judge([0.3, 0.9, 1.0, 1.2, 1.5]), Verdict::Met);
    assert_eq!(judge([1.0, 1.0, 1.6, 2.0, 2.0]), Verdict::Missed);
    assert_eq!(judge([1.0, 1.0, 1.0, 1.0, 2.0]), Verdict::Open);
    assert_eq!(Bar::EveryRound(1.5).judge(&rounds([1.0; 4]), None), Verdict::Open);
    assert_eq!(Bar::EveryRound(1.5).judge(&rounds([2.0; 4]), None), Verdict::Open);
}
