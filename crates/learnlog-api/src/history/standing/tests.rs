//! Heads that are told.

use learnlog_chain::{Hash, Head};

use super::*;

fn at(sequence: u64) -> Checkpoint {
    Checkpoint { head: Head { sequence, hash: Hash::ZERO }, offset: sequence }
}

#[test]
fn a_head_that_was_told_does_not_go_back() {
    let told = ToldHeads::default();
    let (one, other) = (LogNumber(1), LogNumber(2));
    for (known, expected) in [(5, 5), (3, 5), (7, 7), (6, 7)] {
        assert_eq!(told.newest(one, at(known)), at(expected), "{known}");
    }
    assert_eq!(told.newest(other, at(1)), at(1));
}
