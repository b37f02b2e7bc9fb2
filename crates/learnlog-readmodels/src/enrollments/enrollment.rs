//! One enrollment, folded. Invariant: agrees with the domain about what counts: of outcomes that
//! count, the latest recorded stands (it took effect before the one that it replaces); one that
//! does not reach the course's rule never undoes one that counts.

use learnlog_domain::completion::event::{Completion, OutcomeRecorded, Success};
use learnlog_domain::enrollment::event::Enrolled;
use learnlog_domain::id::{CourseId, OfferingId, OrgUnitId};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::time::{Day, EffectiveDay};

use super::status::EnrollmentStatus;

#[cfg(test)]
mod tests;

/// The grade that makes a pass a pass with distinction.
const DISTINCTION: &str = "DISTINCTION";

/// Where an enrollment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enrollment {
    /// In what.
    pub course_id: CourseId,
    /// In which run of it.
    pub offering_id: Option<OfferingId>,
    /// In force when it began.
    pub course_version: u32,
    /// None: not known.
    pub enrolled_on: Option<Day>,
    /// The learner's on the day of the enrollment.
    pub org_unit_id: Option<OrgUnitId>,
    /// It was ended before its time.
    pub withdrawn: bool,
    /// The last day of it, if it was withdrawn; none: not known.
    pub withdrawn_on: Option<Day>,
    /// Launched or progressed, as far as it counts.
    pub activity: Option<Activity>,
    /// The outcome that stands.
    pub outcome: Option<StandingOutcome>,
    /// An outcome stands beside a withdrawal.
    pub conflict: bool,
    /// Of the latest entry that changed the row.
    pub sequence: u64,
}

/// First and last day of what was done, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Activity {
    /// None: not known.
    pub first: Option<Day>,
    /// None: not known.
    pub last: Option<Day>,
}

/// What the status rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StandingOutcome {
    /// It reaches what the course's rule asks for.
    pub counts: bool,
    /// Complete or not.
    pub completion: Completion,
    /// Passed or not.
    pub success: Success,
    /// A code.
    pub grade: Option<String>,
    /// Hundredths of a percent.
    pub score_basis_points: Option<u32>,
    /// None: not known.
    pub on: Option<Day>,
}

impl Enrollment {
    /// As it begins.
    pub fn new(enrolled: &Enrolled, org_unit_id: Option<OrgUnitId>, sequence: u64) -> Self {
        Self {
            course_id: enrolled.course_id,
            offering_id: enrolled.offering_id,
            course_version: enrolled.course_version,
            enrolled_on: enrolled.effective.known(),
            org_unit_id,
            withdrawn: false,
            withdrawn_on: None,
            activity: None,
            outcome: None,
            conflict: false,
            sequence,
        }
    }

    /// The first withdrawal stands.
    pub fn withdraw(&mut self, effective: EffectiveDay, conflict: bool) {
        if !self.withdrawn {
            self.withdrawn = true;
            self.withdrawn_on = effective.known();
        }
        self.conflict |= conflict;
    }

    /// A launch or some progress that counts.
    pub fn act(&mut self, effective: EffectiveDay) {
        let activity = self.activity.get_or_insert_default();
        if let Some(day) = effective.known() {
            activity.first = Some(activity.first.map_or(day, |first| first.min(day)));
            activity.last = Some(activity.last.map_or(day, |last| last.max(day)));
        }
    }

    /// A reported outcome.
    pub fn record(&mut self, outcome: &OutcomeRecorded) {
        self.conflict |= outcome.conflicts_with_withdrawal;
        let counts = outcome.not_counted.is_none();
        let standing_counts = self.outcome.as_ref().is_some_and(|standing| standing.counts);
        let replaces = match outcome.not_counted {
            None => true,
            Some(NotCounted::RuleNotMet) => !standing_counts,
            Some(
                NotCounted::NoEnrollment
                | NotCounted::BeforeEnrollment
                | NotCounted::AfterWithdrawal
                | NotCounted::AfterOfferingEnd
                | NotCounted::AlreadyCompleted,
            ) => false,
        };
        if replaces {
            self.outcome = Some(StandingOutcome {
                counts,
                completion: outcome.completion,
                success: outcome.success,
                grade: outcome.grade.clone(),
                score_basis_points: outcome.score.map(|score| score.value()),
                on: outcome.effective.known(),
            });
        }
    }

    /// The whole course credited from prior learning: a completion, unless an outcome that counts
    /// stands.
    pub fn credit(&mut self, effective: EffectiveDay) {
        if self.outcome.as_ref().is_none_or(|standing| !standing.counts) {
            self.outcome = Some(StandingOutcome {
                counts: true,
                completion: Completion::Complete,
                success: Success::Unknown,
                grade: None,
                score_basis_points: None,
                on: effective.known(),
            });
        }
    }

    /// The first that applies.
    pub fn status(&self) -> EnrollmentStatus {
        let outcome = self.outcome.as_ref();
        match outcome.map(|outcome| (outcome.counts, outcome.success)) {
            Some((true, Success::Passed)) => {
                let grade = outcome.and_then(|outcome| outcome.grade.as_deref());
                if grade == Some(DISTINCTION) {
                    EnrollmentStatus::PassedWithDistinction
                } else {
                    EnrollmentStatus::Passed
                }
            }
            Some((true, Success::Unknown | Success::Failed)) => EnrollmentStatus::Completed,
            Some((false, Success::Failed)) => EnrollmentStatus::Failed,
            Some((false, Success::Unknown | Success::Passed)) | None => self.without_outcome(),
        }
    }

    fn without_outcome(&self) -> EnrollmentStatus {
        if self.withdrawn {
            EnrollmentStatus::Withdrawn
        } else if self.activity.is_some() {
            EnrollmentStatus::InProgress
        } else {
            EnrollmentStatus::Enrolled
        }
    }
}
