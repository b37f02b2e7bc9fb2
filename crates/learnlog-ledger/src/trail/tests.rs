//! How long a trail is.

use learnlog_chain::{Hash, Head};

use super::Trail;
use crate::checkpoint::Checkpoint;
use crate::limits::TRAIL_ENTRIES;

fn at(sequence: u64) -> Checkpoint {
    Checkpoint { head: Head { sequence, hash: Hash::ZERO }, offset: sequence }
}

#[test]
fn a_trail_is_as_long_as_what_may_be_under_way_and_not_twice_as_long() {
    for step in [1, 7, TRAIL_ENTRIES - 1] {
        let mut trail = Trail::EMPTY;
        let mut reached = 0;
        while reached < 5 * TRAIL_ENTRIES {
            reached += step;
            trail = trail.to(at(reached));
            let length = reached - trail.older().head.sequence;
            assert!(length >= TRAIL_ENTRIES.min(reached), "{length} at {reached}");
            assert!(length < 2 * TRAIL_ENTRIES + step, "{length} at {reached}");
            assert_eq!(trail.newest(), at(reached));
        }
    }
}

#[test]
fn a_place_alone_is_a_trail_that_grows() {
    let trail = Trail::from(at(10));
    assert_eq!((trail.older(), trail.newest()), (at(10), at(10)));
    let trail = trail.to(at(11));
    assert_eq!((trail.older(), trail.newest()), (at(10), at(11)));
}
