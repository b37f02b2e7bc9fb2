//! Where each enrollment stands, by all that was told of it.

use learnlog_domain::activity::event::ActivityEvent;
use learnlog_domain::completion::event::{
    Completion, CompletionEvent, OutcomeRecorded, PriorLearningCredited, Success,
};
use learnlog_domain::enrollment::event::{Enrolled, EnrollmentEvent, Withdrawn};
use learnlog_domain::event::Event;
use learnlog_domain::id::EnrollmentId;
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::person::event::PersonField;
use learnlog_domain::time::Day;

use super::{Story, on, shown};

/// The result that stands: whether it counts, what it says, and when it was.
struct Standing {
    counts: bool,
    success: Success,
    grade: Option<String>,
    on: Option<Day>,
}

impl Story {
    /// All enrollments, in the order in which they were told of.
    pub fn enrollments(&self) -> impl Iterator<Item = &Enrolled> {
        self.events().filter_map(|event| match event {
            Event::Enrollment(EnrollmentEvent::Enrolled(enrolled)) => Some(enrolled),
            _ => None,
        })
    }

    /// As a row: who is enrolled in what since when, the status and what it rests on.
    pub fn enrollment(&self, enrolled: &Enrolled) -> String {
        let id = enrolled.enrollment_id;
        let withdrawn = self.withdrawals(id).next();
        let days: Vec<Option<Day>> = self.activity(id).collect();
        let known = || days.iter().flatten().copied();
        let standing = self.standing(id);
        let result = standing.as_ref().map_or("-".into(), |standing| {
            let (grade, on) = (shown(standing.grade.clone()), shown(standing.on));
            format!("{} {grade} {on}", standing.counts)
        });
        let conflict = self.withdrawals(id).any(|one| one.conflicts_with_outcome)
            || self.outcomes(id).any(|one| one.conflicts_with_withdrawal);
        format!(
            "{id} {} {} {} {} | {} | {} {} {} | {result} | {conflict}",
            enrolled.course_id,
            shown(enrolled.offering_id),
            shown(enrolled.effective.known()),
            self.status(id),
            withdrawn.map_or("-".into(), |one| shown(one.effective.known())),
            !days.is_empty(),
            shown(known().min()),
            shown(known().max()),
        )
    }

    /// The learner's org unit on the day of the enrollment; the outer none: not known.
    pub fn unit_at(&self, enrolled: &Enrolled) -> Option<Option<String>> {
        let units = self.changes(PersonField::OrgUnit)?;
        Some(match enrolled.effective.known() {
            Some(day) => on(&units, day),
            None => units.into_values().next().flatten(),
        })
    }

    /// By the numbers of the rows.
    pub fn status(&self, id: EnrollmentId) -> usize {
        let standing = self.standing(id);
        let standing = standing.as_ref();
        match standing.map(|one| (one.counts, one.success, one.grade.as_deref())) {
            Some((true, Success::Passed, Some("DISTINCTION"))) => 1,
            Some((true, Success::Passed, _)) => 2,
            Some((true, _, _)) => 3,
            Some((false, Success::Failed, _)) => 4,
            _ if self.withdrawals(id).next().is_some() => 5,
            _ if self.activity(id).next().is_some() => 6,
            _ => 7,
        }
    }

    /// Whether a credit of the whole course was taken for a completion of it.
    pub fn is_credited(&self, id: EnrollmentId) -> bool {
        self.credits(id).next().is_some()
    }

    /// The last outcome that counts, else the first credit, else the last that missed the rule.
    fn standing(&self, id: EnrollmentId) -> Option<Standing> {
        let of = |outcome: &OutcomeRecorded| {
            assert_eq!(outcome.completion, Completion::Complete, "the company tells no other");
            Standing {
                counts: outcome.not_counted.is_none(),
                success: outcome.success,
                grade: outcome.grade.clone(),
                on: outcome.effective.known(),
            }
        };
        let counted = self.outcomes(id).filter(|one| one.not_counted.is_none()).last();
        let credited = self.credits(id).next().map(|credit| Standing {
            counts: true,
            success: Success::Unknown,
            grade: None,
            on: credit.effective.known(),
        });
        let missed = |one: &&OutcomeRecorded| one.not_counted == Some(NotCounted::RuleNotMet);
        counted.map(of).or(credited).or_else(|| self.outcomes(id).filter(missed).last().map(of))
    }

    fn outcomes(&self, id: EnrollmentId) -> impl Iterator<Item = &OutcomeRecorded> {
        self.events().filter_map(move |event| match event {
            Event::Completion(CompletionEvent::OutcomeRecorded(outcome))
                if outcome.enrollment_id == Some(id) =>
            {
                Some(outcome)
            }
            _ => None,
        })
    }

    fn credits(&self, id: EnrollmentId) -> impl Iterator<Item = &PriorLearningCredited> {
        self.events().filter_map(move |event| match event {
            Event::Completion(CompletionEvent::PriorLearningCredited(credit))
                if credit.enrollment_id == Some(id)
                    && credit.component_id.is_none()
                    && credit.not_counted.is_none() =>
            {
                Some(credit)
            }
            _ => None,
        })
    }

    fn withdrawals(&self, id: EnrollmentId) -> impl Iterator<Item = &Withdrawn> {
        self.events().filter_map(move |event| match event {
            Event::Enrollment(EnrollmentEvent::Withdrawn(one)) if one.enrollment_id == id => {
                Some(one)
            }
            _ => None,
        })
    }

    /// The days of what was done and counts.
    fn activity(&self, id: EnrollmentId) -> impl Iterator<Item = Option<Day>> {
        self.events().filter_map(move |event| {
            let Event::Activity(event) = event else { return None };
            let (of, not_counted, effective) = match event {
                ActivityEvent::Launched(one) => (one.enrollment_id, one.not_counted, one.effective),
                ActivityEvent::Progressed(one) => {
                    (one.enrollment_id, one.not_counted, one.effective)
                }
            };
            (of == Some(id) && not_counted.is_none()).then_some(effective.known())
        })
    }
}
