//! What was asked of a learner, and on which days it was owed.

use std::collections::BTreeMap;

use learnlog_domain::assignment::event::{Assigned, AssignmentEvent, Target};
use learnlog_domain::certification::event::{CertificationEvent, Cycle};
use learnlog_domain::completion::event::CompletionEvent;
use learnlog_domain::event::Event;
use learnlog_domain::id::{CertificationId, CourseId};
use learnlog_domain::time::Day;
use uuid::Uuid;

use super::{Story, certain, shown};

impl Story {
    /// By course: the first day on which it was completed, by what counts.
    pub fn completed(&self) -> BTreeMap<CourseId, Day> {
        let mut first: BTreeMap<CourseId, Day> = BTreeMap::new();
        for (at, event) in &self.told {
            let Event::Completion(event) = event else { continue };
            let (course, effective) = match event {
                CompletionEvent::OutcomeRecorded(one) if one.not_counted.is_none() => {
                    (one.course_id, one.effective)
                }
                CompletionEvent::PriorLearningCredited(one)
                    if one.component_id.is_none() && one.not_counted.is_none() =>
                {
                    (one.course_id, one.effective)
                }
                _ => continue,
            };
            let day = certain(effective, *at);
            first.entry(course).and_modify(|first| *first = day.min(*first)).or_insert(day);
        }
        first
    }

    /// All cycles of a certification, by number.
    pub fn cycles(&self, of: CertificationId) -> Vec<Cycle> {
        let cycles = self.satisfied().filter(|(id, _)| *id == of).map(|(_, cycle)| *cycle);
        let mut cycles: Vec<Cycle> = cycles.collect();
        cycles.sort_by_key(|cycle| cycle.number);
        cycles
    }

    /// All cycles, in the order in which they were told of.
    pub fn satisfied(&self) -> impl Iterator<Item = (CertificationId, &Cycle)> {
        self.events().filter_map(|event| match event {
            Event::Certification(
                CertificationEvent::Certified(one) | CertificationEvent::Recertified(one),
            ) => Some((one.certification_id, &one.cycle)),
            _ => None,
        })
    }

    /// Assignment, its target, from when it is owed, by when, and when it was met.
    pub fn assignments(&self) -> impl Iterator<Item = (&Assigned, Day, Option<Day>)> {
        self.told.iter().filter_map(|(at, event)| {
            let Event::Assignment(AssignmentEvent::Assigned(assigned)) = event else {
                return None;
            };
            let owed_from = certain(assigned.effective, *at);
            let met_on = match assigned.target {
                Target::Course(course) => self.completed().get(&course).copied(),
                Target::Certification(id) => {
                    let cycles = self.cycles(id).into_iter();
                    let still = cycles.filter(|cycle| cycle.valid_through >= owed_from);
                    still.map(|cycle| cycle.valid_from).min()
                }
            };
            Some((assigned, owed_from, met_on))
        })
    }

    /// What is overdue on a day, and since when it was due; employed or not.
    pub fn overdue(&self, today: Day) -> BTreeMap<Uuid, Day> {
        let mut due: BTreeMap<Uuid, Vec<Day>> = BTreeMap::new();
        let mut asked: BTreeMap<CertificationId, Day> = BTreeMap::new();
        for (assigned, owed_from, met_on) in self.assignments() {
            let target = match assigned.target {
                Target::Course(course) => course.uuid(),
                Target::Certification(id) => {
                    let first = asked.entry(id).or_insert(owed_from);
                    *first = owed_from.min(*first);
                    id.uuid()
                }
            };
            if owed_from <= today && met_on.is_none_or(|met| met > today) {
                due.entry(target).or_default().extend(assigned.due_on);
            }
        }
        for (id, asked) in asked {
            let cycles = self.cycles(id);
            for (place, cycle) in cycles.iter().enumerate() {
                let renewed = cycles.get(place + 1).map(|next| next.valid_from);
                let owed = asked <= cycle.valid_through && asked.max(cycle.valid_from) <= today;
                if owed && renewed.is_none_or(|renewed| renewed > today) {
                    due.entry(id.uuid()).or_default().push(cycle.valid_through);
                }
            }
        }
        let first = due.into_iter().filter_map(|(id, days)| Some((id, days.into_iter().min()?)));
        first.filter(|(_, due)| *due < today).collect()
    }

    /// As rows.
    pub fn assignment_lines(&self) -> Vec<String> {
        let all = self.assignments().map(|(assigned, owed_from, met_on)| {
            let (due, met) = (shown(assigned.due_on), shown(met_on));
            format!("{} {owed_from} {due} {met}", assigned.assignment_id)
        });
        all.collect()
    }
}
