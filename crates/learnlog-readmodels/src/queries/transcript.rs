//! Everything recorded about one learner. Invariant: titles are joined when asked for, so a row
//! never holds what another log says.

mod rows;

use learnlog_codec::placement::log_of;
use learnlog_domain::assignment::event::{AssignmentSource, Target};
use learnlog_domain::completion::event::{Completion, Success};
use learnlog_domain::id::{
    AssignmentId, CertificationId, CourseId, EnrollmentId, JobId, LearnerId, OfferingId, OrgUnitId,
};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::{Day, Timestamp};
use tokio_postgres::types::ToSql;

use super::Queries;
use super::answer::{Answer, SealedAttribute, Titled};
use super::error::QueryError;
use crate::civil;
use crate::enrollments::status::EnrollmentStatus;

/// At most so many facts, the latest, are in a transcript.
pub const TRANSCRIPT_FACTS_MAX: usize = 1_000;

/// One learner's records.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    /// Whose.
    pub learner_id: LearnerId,
    /// Sealed.
    pub display_name: Option<SealedAttribute>,
    /// The day as of which the person and the cycles are told.
    pub effective_on: Day,
    /// On the effective day.
    pub org_unit: Option<Titled<OrgUnitId>>,
    /// On the effective day.
    pub job: Option<Titled<JobId>>,
    /// By day of enrollment, the unknown first.
    pub enrollments: Vec<TranscriptEnrollment>,
    /// By due day, those without last.
    pub assignments: Vec<TranscriptAssignment>,
    /// By certification and number.
    pub cycles: Vec<TranscriptCycle>,
    /// In the order of the ledger; the latest [`TRANSCRIPT_FACTS_MAX`].
    pub facts: Vec<TranscriptFact>,
    /// More facts exist than are listed.
    pub truncated: bool,
}

/// Where one enrollment stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptEnrollment {
    /// Which.
    pub enrollment_id: EnrollmentId,
    /// In what.
    pub course: Titled<CourseId>,
    /// In which run of it.
    pub offering: Option<Titled<OfferingId>>,
    /// The first status that applies.
    pub status: EnrollmentStatus,
    /// None: the day is not known.
    pub enrolled_on: Option<Day>,
    /// Day of the outcome that the status rests on, else of the withdrawal.
    pub ended_on: Option<Day>,
    /// Of the outcome that the status rests on.
    pub completion: Completion,
    /// Of the outcome that the status rests on.
    pub success: Success,
    /// Of the outcome that the status rests on; empty if none.
    pub grade: String,
    /// Hundredths of a percent.
    pub score_basis_points: Option<u32>,
    /// An outcome stands beside a withdrawal.
    pub conflict: bool,
}

/// An obligation as one source asked for it.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptAssignment {
    /// Which.
    pub assignment_id: AssignmentId,
    /// Of what.
    pub target: Target,
    /// Title of the target.
    pub target_title: String,
    /// Who or what asked for it.
    pub source: AssignmentSource,
    /// None: the day is not known.
    pub assigned_on: Option<Day>,
    /// The last good day.
    pub due_on: Option<Day>,
    /// The day on which it was met.
    pub satisfied_on: Option<Day>,
}

/// One satisfied cycle of a certification.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptCycle {
    /// Of what.
    pub certification: Titled<CertificationId>,
    /// 1, 2, 3 …
    pub number: u32,
    /// The civil day of the latest completion used.
    pub valid_from: Day,
    /// Inclusive.
    pub valid_through: Day,
    /// The first day of the window of the next cycle.
    pub next_opens_on: Day,
    /// The last good day to renew it; None: nobody owes that.
    pub renewal_due_on: Option<Day>,
    /// The day on which it was renewed.
    pub renewed_on: Option<Day>,
}

/// How a cycle stands on a day. The first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CycleStatus {
    /// A later cycle has taken its place.
    Renewed,
    /// It is to be renewed and the last good day for that is over: the overdue list has it.
    Overdue,
    /// It is past its last valid day, and nobody owes a renewal.
    Expired,
    /// It is valid, and the window of the next cycle is open.
    WindowOpen,
    /// It is valid.
    Valid,
}

impl TranscriptCycle {
    /// How it stands on that day.
    pub fn status(&self, on: Day) -> CycleStatus {
        if self.renewed_on.is_some_and(|renewed| renewed <= on) {
            CycleStatus::Renewed
        } else if self.renewal_due_on.is_some_and(|due| due < on) {
            CycleStatus::Overdue
        } else if self.valid_through < on {
            CycleStatus::Expired
        } else if self.next_opens_on <= on {
            CycleStatus::WindowOpen
        } else {
            CycleStatus::Valid
        }
    }
}

/// One event, or one rejection.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptFact {
    /// Log of its entry.
    pub log: u32,
    /// Sequence of its entry.
    pub sequence: u64,
    /// Of the event within its entry, from 0; 0 for a rejection.
    pub index: u32,
    /// Of its entry.
    pub recorded_at: Timestamp,
    /// The civil day in the world, if known.
    pub effective_on: Option<Day>,
    /// "completion.outcome_recorded"; empty for a rejection.
    pub event_type: String,
    /// Title of the course that it is about; empty if none.
    pub course_title: String,
    /// Why it does not count.
    pub not_counted: Option<NotCounted>,
    /// Reason code of a rejection.
    pub rejection: Option<String>,
}

impl Queries {
    /// As of `effective_on`; None where no learner has that id.
    ///
    /// Errors: [`QueryError`].
    pub async fn transcript(
        &self,
        learner_id: LearnerId,
        effective_on: Day,
    ) -> Result<Answer<Option<Transcript>>, QueryError> {
        let log = log_of(StreamId::learner(learner_id), self.entries_logs).0.cast_signed();
        let learner = learner_id.uuid();
        let facts_max = TRANSCRIPT_FACTS_MAX as i64 + 1;
        self.answer(async |snapshot| {
            let all: [&(dyn ToSql + Sync); 2] = [&log, &learner];
            let day = civil::stored(effective_on);
            let dated: [&(dyn ToSql + Sync); 3] = [&log, &learner, &day];
            let some: [&(dyn ToSql + Sync); 3] = [&log, &learner, &facts_max];
            let (person, enrollments, assignments, cycles, facts) = futures::try_join!(
                snapshot.query(include_str!("transcript/person.sql"), &dated),
                snapshot.query(include_str!("transcript/enrollments.sql"), &all),
                snapshot.query(include_str!("transcript/assignments.sql"), &all),
                snapshot.query(include_str!("transcript/cycles.sql"), &all),
                snapshot.query(include_str!("transcript/facts.sql"), &some),
            )?;
            let Some(person) = person.first() else { return Ok(None) };
            let mut transcript = rows::person(person, learner_id, effective_on)?;
            transcript.enrollments =
                enrollments.iter().map(rows::enrollment).collect::<Result<_, _>>()?;
            transcript.assignments =
                assignments.iter().map(rows::assignment).collect::<Result<_, _>>()?;
            transcript.cycles = cycles.iter().map(rows::cycle).collect::<Result<_, _>>()?;
            let latest = facts.iter().take(TRANSCRIPT_FACTS_MAX).rev();
            transcript.facts = latest.map(|row| rows::fact(row, log)).collect::<Result<_, _>>()?;
            transcript.truncated = facts.len() > TRANSCRIPT_FACTS_MAX;
            Ok(Some(transcript))
        })
        .await
    }
}
