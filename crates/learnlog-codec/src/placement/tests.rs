//! Where streams go. The published vectors lie in `tests/golden/vectors.json`.

use learnlog_domain::id::{LearnerId, OfferingId};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn learner(number: u128) -> StreamId {
    StreamId::learner(LearnerId::new(Uuid::from_u128(number)).unwrap())
}

#[test]
fn the_first_8_bytes_of_the_hash_of_the_key_decide() {
    // SHA-256(01 00…00 01) begins with 5cf6a7dc71a7efba, which is 2 mod 8 and 4026 mod 4096.
    assert_eq!(log_of(learner(1), 8), LogNumber(3));
    assert_eq!(log_of(learner(1), 4_096), LogNumber(4_027));
}

proptest! {
    #[test]
    fn a_learner_lies_in_one_of_the_entries_logs(number in 1..u128::MAX, logs in 1..=4_096u32) {
        let log = log_of(learner(number), logs);
        prop_assert!((1..=logs).contains(&log.0));
        prop_assert_eq!(log, log_of(learner(number), logs));
    }
}

#[test]
fn learners_spread_over_all_logs() {
    let mut counts = [0; 8];
    for number in 1..=8_000 {
        counts[log_of(learner(number), 8).0 as usize - 1] += 1;
    }
    assert!(counts.iter().all(|count| (850..=1_150).contains(count)), "{counts:?}");
}

#[test]
fn each_kind_has_its_logs() {
    let id = Uuid::from_u128(7);
    let of = |kind| log_of(StreamId::new(kind, id).unwrap(), 8);
    assert_eq!(of(StreamKind::Definition), CATALOG);
    assert_eq!(of(StreamKind::Operation), LogNumber(9));
    assert_eq!(operations(8), LogNumber(9));
    let offering = StreamId::offering(OfferingId::new(id).unwrap());
    assert!((1..=8).contains(&log_of(offering, 8).0));
    // An offering's key is not a learner's, whatever the id.
    let differs = (1..=64).any(|number| {
        let offering = StreamId::offering(OfferingId::new(Uuid::from_u128(number)).unwrap());
        log_of(offering, 8) != log_of(learner(number), 8)
    });
    assert!(differs);
}

#[test]
fn a_ledger_without_entries_logs_does_not_divide_by_zero() {
    assert_eq!(log_of(learner(1), 0), LogNumber(1));
    assert_eq!(operations(u32::MAX), LogNumber(u32::MAX));
}
