//! A process whose clock is moved, and what it reads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Clock, Mover};

const AN_HOUR: i64 = 3_600;

/// What a program reads as the time, in seconds, less what it is.
fn ahead(clock: &Clock) -> i64 {
    let mut date = Command::new("date");
    clock.settings(&mut date);
    let output = date.arg("+%s").output().unwrap();
    let read: i64 = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    read - now.cast_signed()
}

#[test]
fn a_clock_can_be_moved_and_set_right() {
    let folder = tempfile::tempdir().unwrap();
    let mover = Mover::build(folder.path()).unwrap();
    let clock = Clock::new(&mover, folder.path().join("clock")).unwrap();
    for seconds in [0, AN_HOUR, -AN_HOUR, 0] {
        clock.set(seconds).unwrap();
        // The program takes a while.
        assert!((ahead(&clock) - seconds).abs() < AN_HOUR / 2, "{seconds}");
    }
}
