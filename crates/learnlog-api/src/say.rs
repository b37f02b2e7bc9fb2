//! Words of the domain as the wire says them. Invariant: exhaustive, so that a new variant does not compile until
//! it has a word.

use learnlog_domain::assignment::event::{AssignmentSource, Target};
use learnlog_domain::completion::event::{Completion, Success};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::time::{Day, Timestamp};
use learnlog_proto::google::r#type::Date;
use learnlog_proto::{api, events};
use learnlog_readmodels::enrollments::status::EnrollmentStatus;

/// A day.
pub fn date(day: Day) -> Date {
    let date = day.date();
    Date { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

/// An instant.
pub fn instant(instant: Timestamp) -> prost_types::Timestamp {
    let (seconds, micros) =
        (instant.micros().div_euclid(1_000_000), instant.micros().rem_euclid(1_000_000));
    prost_types::Timestamp { seconds, nanos: i32::try_from(micros * 1_000).unwrap_or_default() }
}

/// The id of a target.
pub fn target_id(target: Target) -> String {
    match target {
        Target::Course(id) => id.to_string(),
        Target::Certification(id) => id.to_string(),
    }
}

/// Complete or not.
pub fn completion(completion: Completion) -> events::Completion {
    match completion {
        Completion::Unknown => events::Completion::Unknown,
        Completion::Incomplete => events::Completion::Incomplete,
        Completion::Complete => events::Completion::Complete,
    }
}

/// Passed or not.
pub fn success(success: Success) -> events::Success {
    match success {
        Success::Unknown => events::Success::Unknown,
        Success::Failed => events::Success::Failed,
        Success::Passed => events::Success::Passed,
    }
}

/// Who or what obliges.
pub fn source(source: AssignmentSource) -> events::AssignmentSource {
    match source {
        AssignmentSource::Person => events::AssignmentSource::Person,
        AssignmentSource::OrgUnit => events::AssignmentSource::OrgUnit,
        AssignmentSource::Job => events::AssignmentSource::Job,
        AssignmentSource::ManagerTree => events::AssignmentSource::ManagerTree,
        AssignmentSource::Audience => events::AssignmentSource::Audience,
    }
}

/// Why a fact does not count.
pub fn not_counted(not_counted: Option<NotCounted>) -> events::NotCounted {
    match not_counted {
        None => events::NotCounted::Unspecified,
        Some(NotCounted::NoEnrollment) => events::NotCounted::NoEnrollment,
        Some(NotCounted::BeforeEnrollment) => events::NotCounted::BeforeEnrollment,
        Some(NotCounted::AfterWithdrawal) => events::NotCounted::AfterWithdrawal,
        Some(NotCounted::AfterOfferingEnd) => events::NotCounted::AfterOfferingEnd,
        Some(NotCounted::RuleNotMet) => events::NotCounted::RuleNotMet,
        Some(NotCounted::AlreadyCompleted) => events::NotCounted::AlreadyCompleted,
    }
}

/// Where an enrollment stands.
pub fn status(status: EnrollmentStatus) -> api::EnrollmentStatus {
    match status {
        EnrollmentStatus::PassedWithDistinction => api::EnrollmentStatus::PassedWithDistinction,
        EnrollmentStatus::Passed => api::EnrollmentStatus::Passed,
        EnrollmentStatus::Completed => api::EnrollmentStatus::Completed,
        EnrollmentStatus::Failed => api::EnrollmentStatus::Failed,
        EnrollmentStatus::Withdrawn => api::EnrollmentStatus::Withdrawn,
        EnrollmentStatus::InProgress => api::EnrollmentStatus::InProgress,
        EnrollmentStatus::Enrolled => api::EnrollmentStatus::Enrolled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_before_1970_are_instants() {
        let said = instant(Timestamp::from_micros(-1));
        assert_eq!((said.seconds, said.nanos), (-1, 999_999_000));
        let said = instant(Timestamp::from_micros(1_500_000));
        assert_eq!((said.seconds, said.nanos), (1, 500_000_000));
    }
}
