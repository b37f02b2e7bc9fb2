//! Numbers and ids from a seed. Invariant: a number is a function of what it is asked for and of
//! nothing that was asked before: SplitMix64's mixing (Steele, Lea, Flood 2014), which no update
//! of a library can change.

use uuid::Builder;

/// What numbers and ids are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A command about a definition.
    DefinitionCommand = 1,
    /// An org unit.
    OrgUnit,
    /// A job.
    Job,
    /// A course.
    Course,
    /// A component of a course.
    Component,
    /// An offering.
    Offering,
    /// A certification.
    Certification,
    /// A learner.
    Learner,
    /// A command about a learner.
    Command,
    /// A learner's assignment.
    Assignment,
    /// A learner's enrollment.
    Enrollment,
    /// A learner's attempt.
    Attempt,
    /// How a learner's life goes.
    Life,
}

/// A number for thing `number` of `owner`.
pub fn number(seed: u64, kind: Kind, owner: u32, number: u32) -> u64 {
    let place = u64::from(owner) << 32 | u64::from(number);
    mix(mix(seed ^ mix(kind as u64)) ^ mix(place))
}

/// A number from 0 to `bound` - 1; `bound` is at least 1.
pub fn below(bound: u32, seed: u64, kind: Kind, owner: u32, number: u32) -> u32 {
    // The bias of the multiplication is below bound / 2^32.
    let high = self::number(seed, kind, owner, number) >> 32;
    u32::try_from((high * u64::from(bound)) >> 32).unwrap_or_default()
}

/// An id for thing `number` of `owner`, as the API writes it.
pub fn id(seed: u64, kind: Kind, owner: u32, number: u32) -> String {
    let low = self::number(seed, kind, owner, number);
    let bits = u128::from(low) << 64 | u128::from(mix(low.wrapping_add(GOLDEN)));
    Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(GOLDEN);
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
