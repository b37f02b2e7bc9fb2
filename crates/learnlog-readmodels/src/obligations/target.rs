//! One learner and one target, folded. Invariant: an assignment to a course is met on the first day
//! on which the course was completed, even before it was assigned; one to a certification on the
//! first day of the first cycle that was still valid when it was assigned. From then on the end of
//! each cycle is a due day, until the next cycle.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::assignment::event::{Assigned, AssignmentSource, Target};
use learnlog_domain::certification::event::Cycle;
use learnlog_domain::id::{AssignmentId, AssignmentSourceId};
use learnlog_domain::time::Day;
use uuid::Uuid;

use crate::civil;
use crate::projection::LearnerEntry;

#[cfg(test)]
mod tests;

/// What a learner owes and has of one target.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TargetState {
    /// What was asked.
    pub assignments: BTreeMap<AssignmentId, Assignment>,
    /// Of a course: the first day on which it was completed, by what counts.
    pub completed_on: Option<Day>,
    /// Of a certification: its cycles, by number, with the entry that satisfied each.
    pub cycles: BTreeMap<u32, (Cycle, u64)>,
}

/// What one source asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// Of what.
    pub target: Target,
    /// Who or what asked.
    pub source: AssignmentSource,
    /// What the source names.
    pub source_id: Option<AssignmentSourceId>,
    /// None: not known.
    pub assigned_on: Option<Day>,
    /// From when it certainly was owed.
    pub owed_from: Day,
    /// The last good day.
    pub due_on: Option<Day>,
    /// Of the entry that assigned it.
    pub sequence: u64,
}

/// From `owed_from` on the target was owed, due on `due_on`, until `met_on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    /// The assignment, or the certification.
    pub cause_id: Uuid,
    /// The cycle to be renewed; 0 for an assignment.
    pub cycle: u32,
    /// What is owed.
    pub target: Target,
    /// The first day.
    pub owed_from: Day,
    /// The last good day.
    pub due_on: Day,
    /// None: not yet.
    pub met_on: Option<Day>,
}

impl TargetState {
    /// An assignment; the first with its id stands.
    pub fn assign(&mut self, entry: &LearnerEntry<'_>, assigned: &Assigned) {
        self.assignments.entry(assigned.assignment_id).or_insert_with(|| Assignment {
            target: assigned.target,
            source: assigned.source,
            source_id: assigned.source_id,
            assigned_on: assigned.effective.known(),
            owed_from: civil::certain(assigned.effective, entry.recorded_at),
            due_on: assigned.due_on,
            sequence: entry.sequence,
        });
    }

    /// A completion of the course that counts.
    pub fn complete(&mut self, on: Day) {
        self.completed_on = Some(self.completed_on.map_or(on, |first| first.min(on)));
    }

    /// A satisfied cycle of the certification.
    pub fn satisfy(&mut self, cycle: Cycle, sequence: u64) {
        self.cycles.entry(cycle.number).or_insert((cycle, sequence));
    }

    /// The day on which an assignment was met.
    pub fn satisfied_on(&self, assignment: &Assignment) -> Option<Day> {
        match assignment.target {
            Target::Course(_) => self.completed_on,
            Target::Certification(_) => self
                .cycles()
                .filter(|cycle| cycle.valid_through >= assignment.owed_from)
                .map(|cycle| cycle.valid_from)
                .min(),
        }
    }

    /// All spans of owing.
    pub fn spans(&self) -> BTreeSet<Span> {
        let assignments = self.assignments.iter().filter_map(|(id, assignment)| {
            Some(Span {
                cause_id: id.uuid(),
                cycle: 0,
                target: assignment.target,
                owed_from: assignment.owed_from,
                due_on: assignment.due_on?,
                met_on: self.satisfied_on(assignment),
            })
        });
        assignments.chain(self.renewals()).collect()
    }

    /// The end of each cycle is due, once an assignment asks for the certification.
    fn renewals(&self) -> impl Iterator<Item = Span> {
        let asked = self.assignments.values().filter_map(|assignment| match assignment.target {
            Target::Certification(id) => Some((assignment.owed_from, id)),
            Target::Course(_) => None,
        });
        let asked = asked.min_by_key(|(owed_from, _)| *owed_from);
        let renewed = self.cycles().skip(1).map(|next| Some(next.valid_from));
        let renewed = renewed.chain(std::iter::once(None));
        self.cycles().zip(renewed).filter_map(move |(cycle, met_on)| {
            let (owed_from, id) = asked?;
            (owed_from <= cycle.valid_through).then_some(Span {
                cause_id: id.uuid(),
                cycle: cycle.number,
                target: Target::Certification(id),
                owed_from: owed_from.max(cycle.valid_from),
                due_on: cycle.valid_through,
                met_on,
            })
        })
    }

    fn cycles(&self) -> impl Iterator<Item = &Cycle> {
        self.cycles.values().map(|(cycle, _)| cycle)
    }
}
