//! Where an enrollment stands. Invariant: exactly one status applies to each enrollment, the first
//! that fits, so counts by status add up.

/// The statuses, in order of precedence. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i16)]
pub enum EnrollmentStatus {
    /// A counted completion with success passed and grade DISTINCTION.
    PassedWithDistinction = 1,
    /// A counted completion with success passed.
    Passed = 2,
    /// A counted completion, success unknown.
    Completed = 3,
    /// An outcome says failed, and no completion counts.
    Failed = 4,
    /// Withdrawn.
    Withdrawn = 5,
    /// Launched or progressed.
    InProgress = 6,
    /// Nothing yet.
    Enrolled = 7,
}

impl EnrollmentStatus {
    /// All of them, in order of precedence.
    pub const ALL: [Self; 7] = [
        Self::PassedWithDistinction,
        Self::Passed,
        Self::Completed,
        Self::Failed,
        Self::Withdrawn,
        Self::InProgress,
        Self::Enrolled,
    ];

    /// From the number that is stored.
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| *status as i16 == number)
    }
}
