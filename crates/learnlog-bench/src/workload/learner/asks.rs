//! What is asked about a learner, message by message. Invariant: it names only what the definitions and the learner's earlier steps made.

use jiff::ToSpan;
use jiff::civil::Date as CivilDate;
use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::{
    Assign, ExternalIdInput, PersonInput, RecordOutcome, RecordProgress, Withdraw, assign,
};
use learnlog_proto::events::{AssignmentSource, Completion, Success};

use super::{Learner, wire};
use crate::workload::definitions::{JOBS, ORG_UNITS, component_id};
use crate::workload::random::{Kind, id};

/// Days to do what is assigned.
const DUE_DAYS: u32 = 50;

const GIVEN: [&str; 8] = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Ken", "Radia", "Niklaus"];
const FAMILY: [&str; 8] =
    ["Fischer", "Okafor", "Garcia", "Nguyen", "Smith", "Kowalska", "Haddad", "Tanaka"];

impl Learner {
    pub(super) fn person(self, hired: CivilDate) -> PersonInput {
        let given = GIVEN[self.life(2) as usize % GIVEN.len()];
        let family = FAMILY[self.life(3) as usize % FAMILY.len()];
        let number = self.number;
        PersonInput {
            display_name: format!("{given} {family}"),
            email: format!("{given}.{family}.{number}@example.org").to_lowercase(),
            org_unit_id: id(self.seed, Kind::OrgUnit, 0, self.life(1) % ORG_UNITS),
            job_id: id(self.seed, Kind::Job, 0, self.life(4) % JOBS),
            worker_type: "EMPLOYEE".to_owned(),
            hire_date: Some(wire(hired)),
            locale: "en-US".to_owned(),
            time_zone: self.zone().to_owned(),
            external_ids: vec![ExternalIdInput {
                source: "hr".to_owned(),
                value: format!("E{number:07}"),
            }],
            ..PersonInput::default()
        }
    }

    pub(super) fn assign(self, place: u32, day: CivilDate, target: assign::Target) -> Asked {
        Asked::Assign(Assign {
            learner_id: self.id(),
            assignment_id: self.own_id(Kind::Assignment, place),
            target: Some(target),
            source: AssignmentSource::Person as i32,
            source_id: String::new(),
            due_on: Some(wire(day.saturating_add(i64::from(DUE_DAYS).days()))),
        })
    }

    pub(super) fn progress(self, course: u32, basis_points: u32) -> Asked {
        Asked::RecordProgress(RecordProgress {
            learner_id: self.id(),
            enrollment_id: self.own_id(Kind::Enrollment, course),
            course_id: self.course_id(course),
            component_id: component_id(self.seed, self.course(course), 1),
            progress_basis_points: Some(basis_points),
        })
    }

    /// Of a hundred: 64 pass, 8 with distinction, 10 fail, 12 are still at it, 6 leave.
    pub(super) fn finish(self, course: u32) -> Asked {
        let (success, grade) = match self.life(8 + course) % 100 {
            0..64 => (Success::Passed, ""),
            64..72 => (Success::Passed, "DISTINCTION"),
            72..82 => (Success::Failed, ""),
            82..94 => return self.progress(course, 9_000),
            _ => {
                return Asked::Withdraw(Withdraw {
                    learner_id: self.id(),
                    enrollment_id: self.own_id(Kind::Enrollment, course),
                });
            }
        };
        Asked::RecordOutcome(RecordOutcome {
            learner_id: self.id(),
            enrollment_id: self.own_id(Kind::Enrollment, course),
            course_id: self.course_id(course),
            attempt_id: self.own_id(Kind::Attempt, course),
            completion: Completion::Complete as i32,
            success: success as i32,
            grade: grade.to_owned(),
            score_basis_points: Some(4_000 + self.life(16 + course) % 6_000),
        })
    }
}
