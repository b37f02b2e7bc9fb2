//! How long a log is doubted that seems to have lost its end.

use std::time::Duration;

use learnlog_codec::entry::LogNumber;
use tokio::time::Instant;

use super::Doubt;
use crate::limits::DOUBT_TIME;
use crate::read_error::ReadError;

const SHORTLY: Duration = Duration::from_secs(1);

fn lost() -> ReadError {
    ReadError::CheckpointNotFound { log: LogNumber(1), sequence: 3_756, offset: 6_375 }
}

fn false_entry() -> ReadError {
    ReadError::FalseEntry { log: LogNumber(1), sequence: 2, what: "its log" }
}

#[test]
fn a_log_that_has_its_end_again_soon_was_not_truncated() {
    let (mut doubt, begun) = (Doubt::default(), Instant::now());
    assert!(doubt.excuses(&lost(), begun));
    assert!(doubt.excuses(&lost(), begun + DOUBT_TIME - SHORTLY));
    doubt.dispel();
    // Another time, from the beginning.
    let later = begun + DOUBT_TIME * 2;
    assert!(doubt.excuses(&lost(), later));
    assert!(doubt.excuses(&lost(), later + SHORTLY));
}

#[test]
fn a_log_that_goes_on_ending_early_was() {
    let (mut doubt, begun) = (Doubt::default(), Instant::now());
    assert!(doubt.excuses(&lost(), begun));
    assert!(!doubt.excuses(&lost(), begun + DOUBT_TIME));
    assert!(!doubt.excuses(&lost(), begun + DOUBT_TIME * 2));
}

#[test]
fn nothing_else_is_doubted() {
    assert!(!Doubt::default().excuses(&false_entry(), Instant::now()));
}
