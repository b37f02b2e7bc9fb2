//! Why a fact that is recorded does not count. Facts of trusted sources are never turned away for
//! being late or unexpected.

/// Why a recorded fact does not count; without one, it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotCounted {
    /// The learner has no enrollment with that id (yet).
    NoEnrollment,
    /// It happened before the enrollment.
    BeforeEnrollment,
    /// It happened after the withdrawal.
    AfterWithdrawal,
    /// It happened after the end of the offering.
    AfterOfferingEnd,
    /// What the course's rule asks for is not reached (not complete, or not passed).
    RuleNotMet,
    /// An earlier completion of the same enrollment stands: a later attempt does not undo it.
    AlreadyCompleted,
}
