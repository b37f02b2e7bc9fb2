//! Randomness that is none. Invariant: the same seed gives the same numbers for ever and on every
//! machine: SplitMix64 (Steele, Lea, Flood 2014), which no update of a library can change.

use uuid::{Builder, Uuid};

/// What the state grows by: 2^64 by the golden ratio.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// A multiplier with good spectral properties (Steele, Vigna 2021).
const ODD: u64 = 0xd134_2543_de82_ef95;

/// A sequence of numbers.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The sequence of `lane` under `seed`; sequences of different lanes have nothing to do with
    /// each other.
    pub fn new(seed: u64, lane: [u64; 3]) -> Self {
        // Not symmetric: seed 1, lane 2 is another sequence than seed 2, lane 1.
        let state = lane.iter().fold(seed, |state, part| {
            let state = mix(state.wrapping_add(GAMMA)).wrapping_mul(ODD);
            mix(state ^ part.wrapping_add(GAMMA))
        });
        Self { state }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GAMMA);
        mix(self.state)
    }

    /// From 0 to `bound` - 1; 0 if `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        // The bias of the multiplication is below bound / 2^32.
        let product = u128::from(self.next()) * u128::from(bound);
        u32::try_from(product >> 64).unwrap_or_default()
    }

    /// From `least` to `most`, both inclusive.
    pub fn between(&mut self, least: i32, most: i32) -> i32 {
        let width = u32::try_from(most.saturating_sub(least)).unwrap_or_default();
        least.saturating_add_unsigned(self.below(width.saturating_add(1)))
    }

    /// True in so many cases of a hundred.
    pub fn percent(&mut self, cases: u32) -> bool {
        self.below(100) < cases
    }

    /// One of them; the default of an empty list.
    pub fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let index = self.below(u32::try_from(list.len()).unwrap_or(u32::MAX));
        list.get(index as usize).copied().unwrap_or_default()
    }
}

/// The id of thing `number` of `owner`, as far as `kind` goes: a UUID of the random form.
pub fn id(seed: u64, kind: Kind, owner: u32, number: u32) -> Uuid {
    let mut random = Random::new(seed, [kind as u64, owner.into(), number.into()]);
    let high = u128::from(random.next()) << 64;
    Builder::from_random_bytes((high | u128::from(random.next())).to_be_bytes()).into_uuid()
}

/// What has ids, and sequences of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A command of a person's history, or of the catalog.
    Command = 1,
    /// A person.
    Person,
    /// An org unit.
    OrgUnit,
    /// A job.
    Job,
    /// A course.
    Course,
    /// A component of a course.
    Component,
    /// An offering of a course.
    Offering,
    /// A certification.
    Certification,
    /// A person's assignment.
    Assignment,
    /// A person's enrollment.
    Enrollment,
    /// An attempt in an enrollment.
    Attempt,
    /// A credit from prior learning.
    Credit,
    /// Something that does not exist.
    Nothing,
    /// The life of a person.
    Life,
}

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests;
