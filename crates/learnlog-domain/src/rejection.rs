//! Why the rules say no, by command. Invariant: in each enum the variants stand in order of
//! precedence, only the first that applies is given, and it carries ids, never request text.

use crate::activity::rejection::ActivityRejection;
use crate::assignment::rejection::AssignRejection;
use crate::catalog::rejection::{
    DefineCertificationRejection, DefineCourseRejection, DefineJobRejection,
    DefineOfferingRejection, DefineOrgUnitRejection,
};
use crate::completion::rejection::{CreditPriorLearningRejection, RecordOutcomeRejection};
use crate::enrollment::rejection::{EnrollRejection, WithdrawRejection};
use crate::person::rejection::{AddPersonRejection, ChangePersonRejection};

/// Names and ids that a rejection is about, sorted by name.
pub type Details = Vec<(&'static str, String)>;

/// The rules say no; final for the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// To adding a person.
    AddPerson(AddPersonRejection),
    /// To changing a person.
    ChangePerson(ChangePersonRejection),
    /// To an assignment.
    Assign(AssignRejection),
    /// To an enrollment.
    Enroll(EnrollRejection),
    /// To a withdrawal.
    Withdraw(WithdrawRejection),
    /// To a launch.
    RecordLaunch(ActivityRejection),
    /// To progress.
    RecordProgress(ActivityRejection),
    /// To an outcome.
    RecordOutcome(RecordOutcomeRejection),
    /// To a credit.
    CreditPriorLearning(CreditPriorLearningRejection),
    /// To an org unit.
    DefineOrgUnit(DefineOrgUnitRejection),
    /// To a job.
    DefineJob(DefineJobRejection),
    /// To a course.
    DefineCourse(DefineCourseRejection),
    /// To an offering.
    DefineOffering(DefineOfferingRejection),
    /// To a certification.
    DefineCertification(DefineCertificationRejection),
}

impl Rejection {
    /// "COURSE_UNKNOWN": the name of the reason in the API, without the prefix of its enum.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::AddPerson(rejection) => rejection.reason(),
            Self::ChangePerson(rejection) => rejection.reason(),
            Self::Assign(rejection) => rejection.reason(),
            Self::Enroll(rejection) => rejection.reason(),
            Self::Withdraw(rejection) => rejection.reason(),
            Self::RecordLaunch(rejection) | Self::RecordProgress(rejection) => rejection.reason(),
            Self::RecordOutcome(rejection) => rejection.reason(),
            Self::CreditPriorLearning(rejection) => rejection.reason(),
            Self::DefineOrgUnit(rejection) => rejection.reason(),
            Self::DefineJob(rejection) => rejection.reason(),
            Self::DefineCourse(rejection) => rejection.reason(),
            Self::DefineOffering(rejection) => rejection.reason(),
            Self::DefineCertification(rejection) => rejection.reason(),
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::AddPerson(rejection) => rejection.details(),
            Self::ChangePerson(rejection) => rejection.details(),
            Self::Assign(rejection) => rejection.details(),
            Self::Enroll(rejection) => rejection.details(),
            Self::Withdraw(rejection) => rejection.details(),
            Self::RecordLaunch(rejection) | Self::RecordProgress(rejection) => rejection.details(),
            Self::RecordOutcome(rejection) => rejection.details(),
            Self::CreditPriorLearning(rejection) => rejection.details(),
            Self::DefineOrgUnit(rejection) => rejection.details(),
            Self::DefineJob(rejection) => rejection.details(),
            Self::DefineCourse(rejection) => rejection.details(),
            Self::DefineOffering(rejection) => rejection.details(),
            Self::DefineCertification(rejection) => rejection.details(),
        }
    }
}
