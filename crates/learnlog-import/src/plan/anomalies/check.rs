//! What a mapping can ask to be looked out for.

use serde::Deserialize;

/// What a mapping can ask to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// A fact about learning whose day is unknown.
    DayUnknown,
    /// Progress, credit or outcome in an enrollment that no good row tells of.
    EnrollmentUnknown,
    /// Progress or credit before the day of the enrollment.
    BeforeEnrollment,
    /// An outcome before the day of the enrollment.
    OutcomeBeforeEnrollment,
    /// A fact whose day lies more than a day after the day of the import.
    DayInFuture,
    /// Progress or credit after the day of the withdrawal.
    AfterWithdrawal,
    /// Of these, those in an enrollment that has an outcome.
    AfterWithdrawalWithOutcome,
    /// Progress, credit or withdrawal after the last day of the offering.
    AfterOfferingEnd,
    /// A withdrawal on the day of the enrollment.
    WithdrawnOnEnrollmentDay,
    /// A withdrawal of an enrollment that has an outcome.
    OutcomeConflictsWithWithdrawal,
    /// An enrollment on or before the last day of the learner's previous offering of the course.
    ReenrolledBeforePreviousEnd,
    /// Something about a person changes from one row to the next.
    AttributeChanged,
}

impl Check {
    /// As mappings and result files have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DayUnknown => "day_unknown",
            Self::EnrollmentUnknown => "enrollment_unknown",
            Self::BeforeEnrollment => "before_enrollment",
            Self::OutcomeBeforeEnrollment => "outcome_before_enrollment",
            Self::DayInFuture => "day_in_future",
            Self::AfterWithdrawal => "after_withdrawal",
            Self::AfterWithdrawalWithOutcome => "after_withdrawal_with_outcome",
            Self::AfterOfferingEnd => "after_offering_end",
            Self::WithdrawnOnEnrollmentDay => "withdrawn_on_enrollment_day",
            Self::OutcomeConflictsWithWithdrawal => "outcome_conflicts_with_withdrawal",
            Self::ReenrolledBeforePreviousEnd => "reenrolled_before_previous_end",
            Self::AttributeChanged => "attribute_changed",
        }
    }
}
